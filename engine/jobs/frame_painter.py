"""Style transfer of single frames, for `engine.video`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Protocol

from ..arrays import Array
from ..errors import Interrupted
from ..losses.regions import FAINTEST
from ..losses.style import Style
from ..losses.temporal import Temporal
from ..options import Options
from ..runtime.network import Network
from ..tracking.forecast import START_SECONDS, Forecast
from ..transfer.continued import continued
from ..transfer.faces import with_faces
from ..transfer.plan import Plan, plan
from ..transfer.stylize import stylize
from .job import OnLevel, OnProgress


def forecast(first: Plan, paintings: int, network: Network) -> Forecast:
    """What so many frames of one shot take, from the plan of the first one."""
    once, then = first.forecast(network), continued(first).forecast(network)
    later = (paintings - 1) * (then.seconds - START_SECONDS)
    return Forecast(once.seconds + later, max(once.memory, then.memory), once.notices)


class Masks(Protocol):
    """Regions that may differ from frame to frame."""

    @property
    def moving(self) -> bool:
        """Whether they do."""

    def at(self, index: int) -> Sequence[Array | None]:
        """For each style its region (H, W), 0..1, of any size, or None, at a frame."""


class FramePainter:
    """Paints frames of one size; see `engine.video.frames.Painter`.

    Parameters
    ----------
    styles : as of `stylize`
    options : one frame's; what memory is free is looked up once, so that all frames are worked on in the same way
    masks : the styles' regions, instead of their own
    start : (H, W, 3|4), what the first frame of a shot starts from with `options.start` "picture"
    strength_map : of all frames, as of `stylize`
    on_progress : called after each evaluation of the frame at work; may raise Interrupted
    on_level : called after each level of the frame at work, see `stylize`

    Attributes
    ----------
    report : what `stylize` reports of the latest frame, and whether it began a shot; empty where nothing was painted
    """

    def __init__(
        self,
        styles: Sequence[Style[Array]],
        options: Options,
        network: Network,
        *,
        masks: Masks | None = None,
        start: Array | None = None,
        strength_map: Array | None = None,
        on_progress: OnProgress | None = None,
        on_level: OnLevel | None = None,
    ) -> None:
        self._styles, self._options, self._network = styles, options, network
        self._masks, self._start, self._on_progress, self._on_level = masks, start, on_progress, on_level
        self._strength_map = strength_map
        self._plan: Plan | None = None
        self.report: dict[str, Any] = {}

    def plan(self, shape: tuple[int, int], index: int = 0) -> Plan:
        """How the first frame of a shot is painted; `shape` is its content's (height, width).

        Raises
        ------
        InputError
            A mask or a style cannot be used, or nothing fits the memory limit.
        """
        if self._plan is None or (self._masks and self._masks.moving):
            made = plan(shape, self._styles_of(index), self._options, self._network, self._strength_map)
            self._plan = dataclasses.replace(made, texture=False)
            self._options = dataclasses.replace(self._options, memory_limit=made.options.memory_limit)
        return self._plan

    def paint(self, index: int, content: Array, temporal: Temporal | None, earlier: Array | None) -> Array:
        """See `Painter`; a frame of which no style paints anything stays as it is."""
        styles = self._styles_of(index)
        self.report = {}
        if not styles:
            return content
        first = with_faces(self.plan(content.shape[:2], index), content)
        planned = first if temporal is None and earlier is None else continued(first)
        options = dataclasses.replace(planned.options, start="picture") if earlier is not None else planned.options
        result = stylize(
            content,
            styles,
            options,
            self._on_progress,
            on_level=self._on_level,
            start=self._start if earlier is None else earlier,
            temporal=temporal,
            strength_map=self._strength_map,
            network=self._network,
            planned=dataclasses.replace(planned, options=options),
        )
        if result.stopped:
            raise Interrupted
        self.report = {**result.report, "begins_shot": temporal is None and earlier is None}
        return result.pixels

    def _styles_of(self, index: int) -> list[Style[Array]]:
        """The styles of a frame with their regions; without those that paint nothing of it."""
        if self._masks is None:
            return list(self._styles)
        pairs = zip(self._styles, self._masks.at(index), strict=True)
        each = [style if mask is None else dataclasses.replace(style, region=mask) for style, mask in pairs]
        return [style for style in each if style.region is None or style.region.max() > FAINTEST]
