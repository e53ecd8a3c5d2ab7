"""Style transfer of an animation that is kept in layers, as a job."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..arrays import Array
from ..errors import Interrupted, Notice
from ..losses.style import Style
from ..options import Options
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..transfer.continued import SHARE
from ..transfer.plan import Plan, learn
from .course import Course
from .frame_painter import FramePainter, forecast
from .job import OnLevel, OnProgress
from .layered import LayerFrames, LayerPainter

if TYPE_CHECKING:
    from ..video import Store  # needs a package that not everybody has installed


@dataclass(frozen=True)
class AnimationPlan:
    """How all frames will go, if they are one shot: the plan of its first one."""

    first: Plan
    count: int

    @property
    def memory(self) -> int:
        """See `JobPlan`."""
        return self.first.memory

    @property
    def notices(self) -> tuple[Notice, ...]:
        """See `JobPlan`."""
        return self.first.notices

    @property
    def crops(self) -> bool:
        """None: they are parts of one picture."""
        return False

    def forecast(self, network: Network) -> Forecast:
        """See `JobPlan`."""
        return forecast(self.first, self.count, network)


@dataclass(frozen=True)
class AnimationJob:
    """Layers to be painted so that they hang together when they are played; see `engine.jobs.job` for the methods.

    Attributes
    ----------
    styles : their regions lie on the canvas, and so does the strength map
    store : what is seen of the painted layers
    """

    frames: LayerFrames
    styles: Sequence[Style[Array]]
    options: Options
    store: Store
    strength_map: Array | None = dataclasses.field(default=None, kw_only=True)

    def plan(self, network: Network) -> AnimationPlan:
        """See `Job`."""
        painter = FramePainter(self.styles, self.options, network, strength_map=self.strength_map)
        return AnimationPlan(painter.plan(self.frames.shape), self.frames.count)

    def crops(self, network: Network, planned: AnimationPlan) -> None:
        """See `Work`; there are none."""

    def run(
        self,
        network: Network,
        planned: AnimationPlan,
        on_layer: Callable[[int, Array], None],
        on_progress: OnProgress | None = None,
        on_level: OnLevel | None = None,
    ) -> dict[str, Any]:
        """Paint layer after layer, and report what each took.

        Parameters
        ----------
        on_layer : called with the index of each painted layer and its pixels, of its own size and with its own alpha
        on_progress : called after each evaluation with the progress of all frames; it and `on_level` may raise
            Interrupted, and what is not finished then stays unpainted
        on_level : called after each level of each frame
        """
        from ..video import steady

        course = _Course(planned.count, on_progress)
        painter = FramePainter(
            self.styles,
            planned.first.options,
            network,
            strength_map=self.strength_map,
            on_progress=course.update,
            on_level=on_level,
        )
        layers = LayerPainter(painter, self.frames, self.store, on_layer)
        with contextlib.suppress(Interrupted):
            steady(self.frames, layers, [self.store], on_frame=lambda *_: course.finish_frame(painter.report))
        return course.report() | {"options": self.options.to_mapping()}

    def learn(self, network: Network, planned: AnimationPlan, report: dict[str, Any]) -> None:
        """See `Job`: from the first frame alone, which is planned as it is painted."""
        learn(planned.first, network, report["levels"])


class _Course(Course):
    """That of an animation, whose later frames take less."""

    def __init__(self, count: int, on_progress: OnProgress | None) -> None:
        super().__init__([1.0] + [1 / SHARE] * (count - 1), on_progress)
        self._last = 0.0

    def finish_frame(self, report: dict[str, Any]) -> None:
        """A frame is finished."""
        now = time.perf_counter()
        # Between frames nothing waits; the first one may have paused, and its own report does not count that.
        seconds = now - self._last if self.painted else report["seconds"]
        self._last = now
        self.finish(report, seconds, frame=len(self.painted), begins_shot=report["begins_shot"])
