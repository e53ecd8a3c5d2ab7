"""Paints level by level, coarse to fine, each from the enlarged result of the one before."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..errors import Interrupted
from ..imaging.pixels import resize, to_pixels, to_planar
from ..losses.low_frequencies import without_low_frequencies
from ..losses.objective import Objective
from ..losses.presets import PRESETS, content_weight_scale
from ..losses.regions import Regions
from ..losses.style import Style
from ..losses.temporal import Temporal
from ..optim.minimise import Run, minimise
from ..runtime.network import Network
from ..tracking.progress import Journal, Level
from .plan import Plan
from .start import initial_image


@dataclass
class Pyramid:
    """All levels of one job.

    Attributes
    ----------
    content : (H, W, 3), without transparency
    styles : in the colours that are wanted
    start : (H, W, 3|4) of any size to start from, or None
    temporal : what earlier frames say of this one, at any size, or None
    """

    content: Array
    styles: Sequence[Style[Array]]
    start: Array | None
    plan: Plan
    network: Network
    journal: Journal
    temporal: Temporal | None = None
    _initial: Array | None = None

    def paint(self) -> tuple[Array, Run | None]:
        """The picture, at the finest level's size unless stopped before, and the last level's run."""
        picture, run = None, None
        for index in range(len(self.plan.levels)):
            began = time.perf_counter()
            picture, run = self._level(index, picture)
            if run is not None:
                self.journal.finish(self.plan.levels[index], run, time.perf_counter() - began)
                run.stopped = run.stopped or self.journal.rest()
            if run is None or run.stopped:
                break
        assert picture is not None
        return picture, run

    def _level(self, index: int, before: Array | None) -> tuple[Array, Run | None]:
        """One level's picture; no run if it was stopped before its first evaluation."""
        level, options, preset = self.plan.levels[index], self.plan.options, self.plan.preset(index)
        content = resize(self.content, level.width, level.height)
        regions = self.plan.regions.resized(level.width, level.height) if self.plan.regions else None
        initial = initial_image(content, self.styles, regions, options, self.start)
        matched = self._matched(content, regions, initial) if preset.matched_layers else None
        temporal = self.temporal.resized(level.width, level.height) if self.temporal else None
        initial = temporal.start(initial) if temporal else initial
        if before is None:
            start = initial
        else:
            enlarged = self._enlarged(before, initial, level)
            start = regions.keep(enlarged, content) if regions else enlarged
        self._initial = initial if index + 1 < len(self.plan.levels) else None
        try:
            objective = Objective(
                content,
                self.styles,
                options,
                self.network,
                reduction=self.plan.reduction(index),
                content_weight_scale=content_weight_scale(preset, level.longest),
                matched=matched,
                regions=regions,
                planned=self.plan.budgets[index],
                preset=preset,
                temporal=temporal,
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
        return initial if is_start else initial_image(content, self.styles, regions, options)

    def _descend(self, index: int, objective: Objective, start: Array) -> Run:
        """Paint a level from a planar start."""
        budget = objective.budget

        def evaluate(picture: Array) -> tuple[float, Array]:
            evaluation = objective.evaluate(picture)
            keeps = self.plan.preset(index).keeps_low_frequencies
            return evaluation.loss, without_low_frequencies(evaluation.gradient) if keeps else evaluation.gradient

        return minimise(
            evaluate,
            start,
            self.plan.levels[index].evaluations,
            self.journal.watch(index),
            loss=objective.loss,
            optimiser=budget.optimiser,
            pairs=budget.pairs,
            first_step=self.plan.first_step,
            low_frequency_gain=self.plan.preset(index).low_frequency_gain,
        )

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
