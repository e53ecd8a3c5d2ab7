"""Paints level by level, coarse to fine, each from the enlarged result of the one before."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..arrays import Array
from ..errors import EngineError, Interrupted
from ..imaging.pixels import resize, to_pixels, to_planar
from ..losses.low_frequencies import without_low_frequencies
from ..losses.objective import Objective
from ..losses.presets import PRESETS, emphasis
from ..losses.regions import Regions
from ..losses.strength_map import StrengthMap
from ..losses.style import Style
from ..losses.temporal import Temporal
from ..optim.minimise import Run, minimise
from ..options import Options
from ..runtime.network import Network
from ..tracking.checkpoint import Checkpoint
from ..tracking.progress import Journal, Level
from .plan import Plan
from .start import initial_image
from .texture import textured

T = TypeVar("T")
FAILURES = (EngineError, MemoryError)
"""What ends a job early, with the best picture so far if there is one: no memory, a lost device, no finite loss."""


@dataclass
class Pyramid:
    """All levels of one job.

    Attributes
    ----------
    content : (H, W, 3), without transparency
    styles : in the colours that are wanted
    start : (H, W, 3|4) of any size to start from, or None
    temporal : what earlier frames say of this one, at any size, or None
    checkpoint : what the job goes on from, and keeps its state in
    """

    content: Array
    styles: Sequence[Style[Array]]
    start: Array | None
    plan: Plan
    network: Network
    journal: Journal
    temporal: Temporal | None = None
    checkpoint: Checkpoint | None = None
    _initial: Array | None = None
    _passing: Exception | None = None

    def paint(self) -> tuple[Array, Run | None]:
        """The picture, at the finest level's size unless stopped before, and the last level's run."""
        (first, picture), run = self._restored(), None
        for index in range(first, len(self.plan.levels)):
            began = time.perf_counter()
            try:
                picture, run = self._level(index, picture)
            except FAILURES as error:
                if picture is None or error is self._passing:
                    raise
                self.journal.fail(error)
                run = None
            if run is not None:
                seconds = time.perf_counter() - began
                self.journal.finish(self.plan.levels[index], run, seconds)
                self._keep(index, picture, run, seconds)
                run.stopped = run.stopped or self.journal.rest()
            if run is None or run.stopped:
                break
        assert picture is not None
        return picture, run

    def _restored(self) -> tuple[int, Array | None]:
        """The level to begin with, and the picture before it."""
        index, picture = self.checkpoint.restore(self.journal) if self.checkpoint else (0, None)
        if index > 0:
            before = self.plan.levels[index - 1]
            content, regions = self._content(before)
            self._initial = self._initial_image(content, regions, self.plan.options)
        return index, picture

    def _keep(self, index: int, picture: Array, run: Run, seconds: float) -> None:
        """Keep a level's picture, unless it is the last one or ended early."""
        if self.checkpoint and not run.stopped and index + 1 < len(self.plan.levels):
            work = self.plan.levels[index + 1].whole_work / self.plan.levels[index].whole_work
            self.checkpoint.finish_level(index, picture, self.journal, seconds * work)

    def _content(self, level: Level) -> tuple[Array, Regions | None]:
        """The content and the regions at a level's size."""
        regions = self.plan.regions.resized(level.width, level.height) if self.plan.regions else None
        return resize(self.content, level.width, level.height), regions

    def _held(self, content: Array) -> StrengthMap | None:
        """The strength map at the size of a level's content."""
        return self.plan.strength_map and self.plan.strength_map.resized(content.shape[1], content.shape[0])

    def _initial_image(self, content: Array, regions: Regions | None, options: Options) -> Array:
        """What a level would start from if it were the first one."""
        given = self.start if options.start == "picture" else None
        return initial_image(content, self.styles, regions, options, given, strength_map=self._held(content))

    def _level(self, index: int, before: Array | None) -> tuple[Array, Run | None]:
        """One level's picture; no run if it was stopped before its first evaluation."""
        level, options, preset = self.plan.levels[index], self.plan.options, self.plan.preset(index)
        content, regions = self._content(level)
        initial = self._initial_image(content, regions, options)
        matched = self._matched(content, regions, initial) if preset.matched_layers else None
        temporal = self.temporal.resized(level.width, level.height) if self.temporal else None
        initial = temporal.start(initial) if temporal else initial
        if before is None:
            start = initial
        else:
            enlarged = self._enlarged(before, initial, level)
            if self.plan.gets_texture(index):
                enlarged = textured(enlarged, self.styles, options, regions, self._held(content))
            start = regions.keep(enlarged, content) if regions else enlarged
        self._initial = initial if index + 1 < len(self.plan.levels) else None
        try:
            objective = Objective(
                content,
                self.styles,
                options,
                self.network,
                reduction=self.plan.reduction(index),
                emphasis=emphasis(preset, level.longest, self.plan.is_last(index)),
                matched=matched,
                regions=regions,
                planned=self.plan.budgets[index],
                preset=preset,
                temporal=temporal,
                strength_map=self._held(content),
            )
        except Interrupted:
            return start, None
        self.journal.memory = max(self.journal.memory, objective.memory)
        planar = to_planar(start)
        del content, initial, matched, start, temporal  # large pictures need the memory
        run = self._descend(index, objective, planar)
        return to_pixels(run.best), run

    def _matched(self, content: Array, regions: Regions | None, initial: Array) -> Array:
        """The content in the styles' colours, whatever the start: a start does not change the losses."""
        options = dataclasses.replace(self.plan.options, start="content")
        is_start = self.plan.options.start == "content"
        return initial if is_start else self._initial_image(content, regions, options)

    def _descend(self, index: int, objective: Objective, start: Array) -> Run:
        """Paint a level from a planar start."""
        evaluations, latest = self.plan.levels[index].evaluations, list[Run]()
        preset = self.plan.preset(index)
        descent = None if preset.keeps_low_frequencies else objective.on_device(preset.low_frequency_gain)
        if descent is None:
            return self._descend_here(index, objective, start, evaluations)
        try:
            return minimise(
                descent.function,
                start,
                evaluations,
                self._noting(index, latest),
                optimiser=descent,
                pairs=objective.budget.pairs,
                first_step=self.plan.step(index),
            )
        except EngineError as error:
            if error is self._passing or not self.network.leave(error):
                raise
        done = len(latest[0].losses) if latest else 0
        return self._descend_here(index, objective, _picture(latest, start), max(evaluations - done, 1))

    def _descend_here(self, index: int, objective: Objective, start: Array, evaluations: int) -> Run:
        """Paint a level with the optimiser's vectors in the machine's memory."""
        budget = objective.budget

        def compute(picture: Array) -> tuple[float, Array]:
            evaluation = objective.evaluate(picture)
            keeps = self.plan.preset(index).keeps_low_frequencies
            return evaluation.loss, without_low_frequencies(evaluation.gradient) if keeps else evaluation.gradient

        latest = list[Run]()
        function = self.checkpoint.repeatable(compute, index, evaluations) if self.checkpoint else compute
        try:
            run = minimise(
                self._until_failure(function, latest),
                start,
                evaluations,
                self._noting(index, latest),
                loss=self._until_failure(objective.loss, latest),
                optimiser=budget.optimiser,
                pairs=budget.pairs,
                first_step=self.plan.step(index),
                low_frequency_gain=self.plan.preset(index).low_frequency_gain,
            )
        except MemoryError as error:  # of the optimiser or of a preview
            if not latest:
                raise
            self.journal.fail(error)
            latest[0].stopped = True
            return latest[0]
        self._check_end(run)
        return run

    def _check_end(self, run: Run) -> None:
        """Note a failure where the last losses are no numbers: smaller steps have not helped."""
        if len(run.losses) > 1 and not (run.stopped or np.isfinite(run.losses[-2:]).any()):
            lost = EngineError(
                "The loss is not a finite number any more.",
                "Choose a lower strength, or another device.",
                code="loss-not-finite",
            )
            self.journal.fail(lost)
            run.stopped = True

    def _noting(self, index: int, latest: list[Run]) -> Callable[[Run], None]:
        """What watches a level's run, and puts it into `latest` after its first evaluation."""
        watch = self.journal.watch(index)

        def note(run: Run) -> None:
            if not latest:
                latest.append(run)
            try:
                watch(run)
            except EngineError as error:  # the caller's own
                self._passing = error
                raise

        return note

    def _until_failure(self, function: Callable[[Array], T], latest: list[Run]) -> Callable[[Array], T]:
        """The function; once there is something to keep, an error of it ends the job as a request would."""

        def evaluate(picture: Array) -> T:
            try:
                return function(picture)
            except FAILURES as error:
                if not latest:
                    raise
                self.journal.fail(error)
                raise Interrupted from error

        return evaluate

    def _enlarged(self, before: Array, initial: Array, level: Level) -> Array:
        """What a level starts from: the one before, enlarged, with the detail that only this size's initial image has.

        Without it each level would begin blurred, and spend its evaluations on edges that the content could give it.
        """
        enlarged = resize(before, level.width, level.height)
        matched = PRESETS[self.plan.options.preset].matched_start and self.plan.options.start == "content"
        if self._initial is None or not (matched or self.temporal):  # what is carried on has detail of its own
            return enlarged
        detail = initial - resize(self._initial, level.width, level.height)
        return np.clip(enlarged + detail, 0, 1)


def _picture(latest: list[Run], start: Array) -> Array:
    """The best picture of a run on a device that failed, if it is still to be had."""
    try:
        return latest[0].best if latest else start
    except Exception:  # ONNX Runtime's own unrelated classes
        return start
