"""Paints level by level, coarse to fine, each from the enlarged result of the one before."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..arrays import Array
from ..errors import Interrupted
from ..imaging.pixels import resize, to_pixels, to_planar, with_margin, without_margin
from ..losses.budget import Budget
from ..losses.objective import Objective
from ..losses.presets import PRESETS, content_weight_scale
from ..losses.regions import Regions
from ..losses.style import Style
from ..optim.minimise import Run, minimise
from ..runtime.network import Network
from ..tracking.progress import Journal, Level
from .levels import REFERENCE
from .plan import Plan
from .start import initial_image
from .stopping import StoppingRule


@dataclass
class Pyramid:
    """All levels of one job.

    Attributes
    ----------
    content : (H, W, 3), without transparency
    styles : in the colours that are wanted
    start : (H, W, 3|4) of any size to start from, or None
    """

    content: Array
    styles: Sequence[Style[Array]]
    start: Array | None
    plan: Plan
    network: Network
    journal: Journal
    _rule: StoppingRule = field(default_factory=StoppingRule)

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
        level, margin = self.plan.levels[index], self.journal.margin
        content, regions = self._at_level(self.content, level), self._regions(level, margin)
        if before is None:
            start = initial_image(content, self.styles, regions, self.plan.options, self.start, margin)
        else:
            enlarged = self._at_level(before, level)
            start = regions.keep(enlarged, content) if regions else enlarged
        preset = PRESETS[self.plan.options.preset]
        scale = content_weight_scale(preset, level.width, level.height) * self._rule.correction
        try:
            self._set_reference(index, before)
            objective = self._objective(level, content, regions, scale, self.plan.budgets[index])
        except Interrupted:
            return without_margin(start, margin), None
        self.journal.memory = max(self.journal.memory, objective.memory)
        planar = to_planar(start)
        del content, start  # large pictures need the memory
        run = self._descend(index, objective, planar)
        return without_margin(to_pixels(run.best), margin), run

    def _descend(self, index: int, objective: Objective, start: Array) -> Run:
        """Paint a level from a planar start, until the rule is met or its evaluations are spent."""
        level, watch = self.plan.levels[index], self.journal.watch(index)
        watched, budget = self._rule.watch(objective, level), objective.budget

        def after_each(run: Run) -> None:
            watch(run)
            watched.after_each(run)

        return minimise(
            watched.evaluate, start, watched.most, after_each, optimiser=budget.optimiser, pairs=budget.pairs
        )

    def _set_reference(self, index: int, before: Array | None) -> None:
        """Let finer levels become like `before`, if that was the reference level.

        Losses that are not relative do not compare over sizes, and a number of evaluations that was asked for counts.
        """
        level, options = self.plan.levels[index - 1], self.plan.options
        comparable = PRESETS[options.preset].pyramid and options.evaluations is None
        if before is None or level.longest != REFERENCE or not comparable:
            return
        content = resize(self.content, level.width, level.height)
        self._rule.set_reference(self._objective(level, content, self._regions(level, 0), 1.0), to_planar(before))

    def _objective(
        self, level: Level, content: Array, regions: Regions | None, scale: float, planned: Budget | None = None
    ) -> Objective:
        """The objective of a level's content, with a margin or without."""
        return Objective(
            content,
            self.styles,
            self.plan.options,
            self.network,
            reduction=level.width / self.plan.levels[-1].width,
            content_weight_scale=scale,
            regions=regions,
            planned=planned,
        )

    def _at_level(self, pixels: Array, level: Level) -> Array:
        """Pixels (H, W, 3) at a level's size, with the margin."""
        return with_margin(resize(pixels, level.width, level.height), self.journal.margin)

    def _regions(self, level: Level, margin: int) -> Regions | None:
        regions = self.plan.regions
        return regions.resized(level.width, level.height, margin) if regions else None
