"""Deep Dream: gradient ascent on the activations of a layer, over octaves from small to full size.

A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks", Google 2015: gradient ascent
with normalised steps and jitter; the detail that an octave adds is enlarged and added to the next octave's picture.
Data flow: picture -> working size -> octaves -> the detail that they add -> the picture's own size.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import EngineError, Interrupted
from ..imaging.pixels import checked_shape, fill_transparent, over_checkerboard, resize, to_planar, zoomed
from ..optim.minimise import Run
from ..options import DreamOptions
from ..runtime import memory
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..tracking.checkpoint import Checkpoint, Function
from ..tracking.progress import Journal, Progress
from ..tracking.report import Result, report
from .objective import DreamObjective
from .plan import Plan, margin, plan

STEP = 1.5
"""Mean change of a value by one step at strength 50, in grey levels of 255: the notebook's."""


def dream(
    picture: Array,
    options: DreamOptions = DreamOptions(),  # noqa: B008 - frozen
    guide: Array | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    on_level: Callable[[int], None] | None = None,
    network: Network | None = None,
    planned: Plan | None = None,
    checkpoint: Checkpoint | None = None,
) -> Result:
    """Amplify the features that the network finds in `picture`, or those of `guide`.

    Parameters
    ----------
    picture, guide : (H, W, 3|4) float32, sRGB 0..1, straight alpha, any sizes
    options : see `DreamOptions`
    on_progress : called after each step, whose `loss` is the objective before it; may raise Interrupted to finish now;
        any other exception ends the job and is passed on
    on_level : called with its index after each octave; may wait, and may raise as `on_progress` does
    network : sessions to share between jobs
    planned : the plan for this picture and these options, if there is one already
    checkpoint : what the dream goes on from, and keeps its state in; only for the same pictures, options and plan

    Returns
    -------
    Result
        Pixels (H, W, 3|4) float32, sRGB 0..1, the picture's size and alpha; the report has the octaves with their
        objectives before each step.

    Raises
    ------
    InputError, OptionError
        A picture or an option cannot be used, or the job does not fit into memory.
    EngineError
        The computation failed before there was anything to keep; a later failure ends the job with the dream so far,
        and is the result's `failure`.
    """
    height, width = checked_shape(picture, "The picture", 1)
    if guide is not None:
        checked_shape(guide, "The guide", 1)
    planned = planned or plan(width, height, options)
    network = network or network_for(options)
    shown = functools.partial(over_checkerboard, alpha=picture[:, :, 3:])
    journal = Journal(planned.octaves, on_progress, on_level, shown=shown)
    dreamer = _Dreamer(fill_transparent(picture), planned, options, journal, checkpoint)
    try:
        stopped = dreamer.run(DreamObjective(network, options.layer, options.channels, guide))
    except Interrupted:  # while the guide's features were computed
        stopped = True
    peak = memory.peak()
    pixels = np.concatenate([dreamer.result(), picture[:, :, 3:]], axis=2)
    said = report(dreamer.journal, options, network, pixels.shape, peak)
    return Result(pixels, stopped, said | {"guided": guide is not None, "octaves": dreamer.octaves}, journal.failure)


def dream_frames(
    picture: Array,
    count: int,
    zoom: float,
    options: DreamOptions = DreamOptions(),  # noqa: B008 - frozen
    guide: Array | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    network: Network | None = None,
    checkpoint: Checkpoint | None = None,
) -> Iterator[Result]:
    """A zoom sequence: `count` dreams, each of the previous one enlarged `zoom` times about its centre.

    The sequence ends early with a result that was stopped; parameters and errors as for `dream`. To go on with one,
    give the picture that `Checkpoint.restore_frame` returns, and the number of those that are left.
    """
    network = network or network_for(options)
    for left in range(count - 1, -1, -1):
        result = dream(picture, options, guide, on_progress, network=network, checkpoint=checkpoint)
        yield result
        if result.stopped or not left:
            return
        picture = zoomed(result.pixels, zoom)
        if checkpoint is not None:
            checkpoint.finish_frame(picture, result.report["seconds"] * left)


class _Dreamer:
    """Computes the octaves of a picture without transparency; `_detail` is what they have added so far."""

    def __init__(
        self,
        picture: Array,
        planned: Plan,
        options: DreamOptions,
        journal: Journal,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.options, self.journal, self._checkpoint = options, journal, checkpoint
        self.octaves: list[dict[str, Any]] = []
        self._picture, self._plan = picture, planned
        self._random = np.random.default_rng(options.seed)
        self._detail: Array | None = None

    def run(self, objective: DreamObjective) -> bool:
        """Compute all octaves that were not kept; True if the job was ended early."""
        first = self._restore()
        return any(self._octave(index, objective) for index in range(first, len(self._plan.octaves)))

    def result(self) -> Array:
        """(H, W, 3): the picture at its own size plus the detail."""
        if self._detail is None:
            return np.clip(self._picture, 0, 1)
        height, width = self._picture.shape[:2]
        pixels: Array = np.clip(self._picture + resize(self._detail, width, height), 0, 1)
        return pixels

    def _restore(self) -> int:
        """The octave to begin with; what those before it have left is as it was then, also the random numbers."""
        first, self._detail = self._checkpoint.restore(self.journal) if self._checkpoint else (0, None)
        before = 0
        for done in self.journal.done:
            steps = done["evaluations"]
            self._note_octave(done["size"], self.journal.losses[before : before + steps], done["seconds"])
            before += steps
        for _ in range(before):
            self._place()
        return first

    def _octave(self, index: int, objective: DreamObjective) -> bool:
        """All steps at one size; True if the job was ended early."""
        level, began = self._plan.octaves[index], time.perf_counter()
        base = resize(self._picture, level.width, level.height)
        start = base if self._detail is None else base + resize(self._detail, level.width, level.height)
        run, watch = Run(_in_range(to_planar(start))), self.journal.watch(index)
        del start

        def evaluated(padded: Array) -> tuple[float, Array]:
            return objective.value_and_gradient(padded, self._plan.core)

        kept = self._checkpoint
        evaluate = kept.repeatable(evaluated, index, level.evaluations) if kept is not None else evaluated
        try:
            while len(run.losses) < level.evaluations:
                value, run.best = self._stepped(run, evaluate)
                run.losses.append(value)
                watch(run)
        except Interrupted:
            run.stopped = True
        self._detail = run.best.transpose(1, 2, 0) / np.float32(255) - base
        self._finish(index, run, time.perf_counter() - began)
        return run.stopped or self.journal.rest()

    def _stepped(self, run: Run, evaluate: Function) -> tuple[float, Array]:
        """See `_step`; once there is something to keep, a failure ends the job as a request would."""
        try:
            return self._step(run.best, evaluate)
        except (EngineError, MemoryError) as error:
            if self._detail is None and not run.losses:
                raise
            self.journal.fail(error)
            raise Interrupted from error

    def _step(self, picture: Array, evaluate: Function) -> tuple[float, Array]:
        """The objective of a picture (3, H, W), and the picture one step further.

        The network sees the picture at a random offset inside a mirrored margin. So its pooling grid leaves no pattern,
        and its zero padding affects the margin only.
        """
        height, width = picture.shape[1:]
        room, (top, left) = margin(self.options), self._place()
        sides = (0, 0), (top, room - top), (left, room - left)
        value, gradient = evaluate(np.pad(picture, sides, mode="symmetric"))
        inside = gradient[:, top : top + height, left : left + width]
        usual = float(np.abs(inside).mean(dtype=np.float64))
        if usual == 0:
            return value, picture
        if not np.isfinite(usual):
            raise EngineError("The gradient is not a finite number.", "Check the picture.", code="not-finite")
        length = np.float32(STEP * self.options.strength / 50 / usual)
        return value, _in_range(picture + length * inside)

    def _place(self) -> tuple[int, int]:
        """The next random offset in the margin: top, left."""
        first = (margin(self.options) - self.options.jitter) // 2
        top, left = self._random.integers(first, first + self.options.jitter + 1, 2)
        return int(top), int(left)

    def _finish(self, index: int, run: Run, seconds: float) -> None:
        """Record an octave for the report, and keep its detail unless it is the last one or ended early."""
        level, later = self._plan.octaves[index], self._plan.octaves[index + 1 : index + 2]
        self.journal.finish(level, run, seconds)
        self._note_octave([level.width, level.height], run.losses, seconds)
        if self._checkpoint is not None and self._detail is not None and later and not run.stopped:
            self._checkpoint.finish_level(index, self._detail, self.journal, seconds * later[0].work / level.work)

    def _note_octave(self, size: list[int], losses: list[float], seconds: float) -> None:
        noted = {"size": size, "steps": len(losses), "seconds": round(seconds, 3), "objective": losses}
        self.octaves.append(noted)


def _in_range(planar: Array) -> Array:
    return np.clip(planar, 0, 255, out=planar)
