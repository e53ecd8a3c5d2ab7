"""The whole job: content and styles in, painted picture out, over a pyramid of sizes.

Array go one way: content -> working size -> levels, coarse to fine -> content's size, alpha and colours.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import InputError, Interrupted
from ..imaging.colour import match_statistics
from ..imaging.pixels import fill_transparent, fit_size, resize, to_pixels, to_planar, with_margin, without_margin
from ..losses import budget
from ..losses.objective import Objective, graphs_of
from ..losses.presets import PRESETS, USUAL_STRENGTH, Preset, hold
from ..losses.regions import Regions, cut_style, divide
from ..optim import lbfgs
from ..optim.minimise import ObjectiveChanged, Run, StopOptimization, minimise
from ..options import Options
from ..runtime import memory
from ..runtime.layers import SMALLEST
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..tracking.progress import Journal, Level, Progress
from ..tracking.report import Result, report
from .finish import Finish
from .levels import REFERENCE, plan_levels
from .stopping import LONGER, Reference, RelativeLosses


def stylize(
    content: Array,
    styles: Sequence[Array],
    options: Options = Options(),  # noqa: B008 - frozen
    on_progress: Callable[[Progress], None] | None = None,
    *,
    on_level: Callable[[int], None] | None = None,
    weights: Sequence[float] | None = None,
    scales: Sequence[float] | None = None,
    start: Array | None = None,
    regions: Sequence[Array | None] | None = None,
    style_masks: Sequence[Array | None] | None = None,
    network: Network | None = None,
) -> Result:
    """Paint `content` in the style of `styles`.

    Parameters
    ----------
    content, styles : (H, W, 3|4) float32, sRGB 0..1, straight alpha
    options : see `Options`
    on_progress : called after each evaluation; may raise Interrupted to finish now with the best picture so far; what
        else it raises ends the job and passes through
    on_level : called with its index after each level, the last one too; may wait as long as it likes, and may raise
        as `on_progress` does
    weights : one positive number for each style; default equal
    scales : one brush size in % for each style, instead of `options.style_scale`
    start : (H, W, 3|4) of any size, an earlier result perhaps: what to start from with `options.start` "picture"
    regions : for each style a mask (H, W) of any size, 0..1, 1 where it paints, or None: the styles without a mask
        paint, together, where no mask is; if all have one, the picture stays as it is there (see regions.py)
    style_masks : for each style a mask (H, W) of any size, 0..1, 1 where the style counts, or None: all that is not
        transparent counts; the rest is as if cut off
    network : sessions to share between jobs

    Raises
    ------
    InputError
        A picture or a combination of options that cannot be used.
    EngineError
        The computation failed.
    """
    check_styles(styles, weights, scales, regions, style_masks)
    if (options.start == "picture") != (start is not None):
        raise InputError("A picture to start from and the start `picture` go together.", "Give both or none of them.")
    preset = PRESETS[options.preset]
    network = network or network_for(options)
    network.open(*graphs_of(options, guided=regions is not None))
    lbfgs.load()
    # What is free now, once: it shrinks while the job runs.
    bounded = dataclasses.replace(options, memory_limit=max(1, budget.memory_limit(options) // budget.MIB))
    height, width = content.shape[:2]
    levels = plan_levels(width, height, options)
    opaque = _padded(content if content.shape[2] == 3 else fill_transparent(content))
    divided = divide(regions, opaque.shape[:2], weights) if regions else None
    finish = Finish(content, divided, options)
    journal = Journal(levels, on_progress, on_level, preset.margin, finish.preview)
    parts = [
        cut_style(style, mask, index)
        for index, (style, mask) in enumerate(zip(styles, style_masks or [None] * len(styles), strict=True), start=1)
    ]
    shown = _recoloured(_working_styles(parts, options, preset), opaque, divided, options)
    painter = _Painter(opaque, shown, weights, scales, start, divided, levels, bounded, network, journal)
    painted, run = painter.paint()
    peak = memory.peak()
    pixels = finish.result(painted)
    said = (
        report(journal, options, network, pixels.shape, peak)
        | _descent(journal, run)
        | {
            "preset": options.preset,
            "planned_memory_mib": -(-journal.memory // budget.MIB),
            "regions": divided.summary() if divided else [],
        }
    )
    return Result(pixels, run is None or run.stopped, said)


def check_styles(
    styles: Sequence[Array],
    weights: Sequence[float] | None = None,
    scales: Sequence[float] | None = None,
    regions: Sequence[Array | None] | None = None,
    masks: Sequence[Array | None] | None = None,
) -> None:
    """Raise InputError unless there is a style, and for each a positive weight, a scale and so on if there are any."""
    if not styles:
        raise InputError("There is no style.", "Name at least one style picture.")
    for name, each in (("weights", weights), ("scales", scales), ("regions", regions), ("masks", masks)):
        if each is not None and len(each) != len(styles):
            count = f"There are {len(each)} style {name} for {len(styles)} styles."
            raise InputError(count, "Give each style one.")
    for weight in weights or ():
        if not 0 < weight < np.inf:
            raise InputError(f"A style weight cannot be {weight:g}.", "Give each style a number greater than 0.")


@dataclass
class _Painter:
    """Works level by level, each from the enlarged result of the one before; `content` has no transparency."""

    content: Array
    styles: Sequence[Array]
    weights: Sequence[float] | None
    scales: Sequence[float] | None
    start: Array | None
    regions: Regions | None
    levels: Sequence[Level]
    options: Options
    network: Network
    journal: Journal
    reached: RelativeLosses | None = None
    """Of the best picture of the level that was painted last."""
    reference: Reference | None = None
    """What finer levels are to be like."""
    correction: float = 1.0
    """Of the hold, for these pictures, learned from the fine levels so far."""

    def paint(self) -> tuple[Array, Run | None]:
        """The picture, at the finest level's size unless stopped before, and the last level's run."""
        picture, run = None, None
        for index in range(len(self.levels)):
            began = time.perf_counter()
            picture, run = self._level(index, picture)
            if run is not None:
                self.journal.finish(self.levels[index], run, time.perf_counter() - began)
                run.stopped = run.stopped or self.journal.rest()
            if run is None or run.stopped:
                break
        assert picture is not None
        return picture, run

    def _level(self, index: int, before: Array | None) -> tuple[Array, Run | None]:
        """One level's picture; no run if it was stopped before its first evaluation."""
        level, margin = self.levels[index], self.journal.margin
        content = self._shown(self.content, level)
        regions = self.regions.resized(level.width, level.height, margin) if self.regions else None
        if before is None:
            start = self._start(content, level, regions)
        else:
            start = self._enlarged(before, content, level, regions)
        held = hold(PRESETS[self.options.preset], level.width, level.height) * self.correction
        try:
            self._refer(index, before)
            objective = self._objective(level, content, regions, held)
        except Interrupted:
            return without_margin(start, margin), None
        self.journal.memory = max(self.journal.memory, objective.memory)
        planar = to_planar(start)
        del content, start  # large pictures need the memory
        run = self._descend(index, objective, planar)
        return without_margin(to_pixels(run.best), margin), run

    def _descend(self, index: int, objective: Objective, start: Array) -> Run:
        """Paint a level from a planar start, until it is like the reference if there is one."""
        level, watch = self.levels[index], self.journal.watch(index)
        reference = self.reference
        most = round(level.evaluations * LONGER) if reference else level.evaluations
        found, shifted = RelativeLosses(0.0, 0.0), False

        def evaluate(planar: Array) -> tuple[float, Array]:
            nonlocal found
            evaluation = objective.evaluate(planar)
            found = RelativeLosses.of(evaluation, objective.hold)
            return evaluation.loss, evaluation.gradient

        def after_each(run: Run) -> None:
            nonlocal shifted
            watch(run)
            if run.losses[-1] > run.best_loss:
                return
            self.reached = found
            if reference is None:
                return
            multiples = reference.multiples(found, level.longest / REFERENCE)
            if multiples.is_reached():
                raise StopOptimization
            if not shifted and multiples.is_unbalanced() and len(run.losses) < most:
                shifted, factor = True, multiples.shift()
                self.correction *= factor
                objective.hold_more(factor)
                raise ObjectiveChanged

        return minimise(
            evaluate, start, most, after_each, optimiser=objective.budget.optimiser, pairs=objective.budget.pairs
        )

    def _refer(self, index: int, before: Array | None) -> None:
        """Note what finer levels are to be like, when the level `before` was the reference.

        Losses that are not relative do not compare over sizes, and a number of evaluations that was asked for counts.
        """
        level, comparable = self.levels[index - 1], PRESETS[self.options.preset].pyramid
        if before is None or self.reached is None or level.longest != REFERENCE:
            return
        if self.options.evaluations is not None or not comparable:
            return
        regions = self.regions.resized(level.width, level.height, 0) if self.regions else None
        unframed = self._objective(level, resize(self.content, level.width, level.height), regions, 1.0)
        self.reference = Reference(self.reached, RelativeLosses.of(unframed.evaluate(to_planar(before))))

    def _objective(self, level: Level, content: Array, regions: Regions | None, held: float) -> Objective:
        """The objective of a level's content, with a margin or without."""
        reduction = level.width / self.levels[-1].width
        return Objective(
            content,
            self.styles,
            self.options,
            weights=self.weights,
            scales=self.scales,
            reduction=reduction,
            hold=held,
            regions=regions,
            network=self.network,
        )

    def _shown(self, pixels: Array, level: Level) -> Array:
        """Array (H, W, 3) at a level's size, with the margin."""
        return with_margin(resize(pixels, level.width, level.height), self.journal.margin)

    def _enlarged(self, before: Array, content: Array, level: Level, regions: Regions | None) -> Array:
        """What a level starts from: the one before, enlarged, and the content where there is no style."""
        shown = self._shown(before, level)
        return regions.keep(shown, content) if regions else shown

    def _start(self, content: Array, level: Level, regions: Regions | None) -> Array:
        """What the first level starts from, as large as its `content`: each region as its first style has it."""
        if regions is None:
            return self._start_with(0, content, level, None)
        parts = (
            self._start_with(group[0], content, level, share)
            for share, group in zip(regions.shares, regions.styles, strict=True)
        )
        return regions.mixed(parts, content)

    def _start_with(self, number: int, content: Array, level: Level, where: Array | None) -> Array:
        """The start with the style of that number; `where` (H, W) says how much of the content is its region."""
        height, width = content.shape[:2]
        if self.options.start == "noise":
            return np.random.default_rng(self.options.seed).uniform(0, 1, content.shape).astype(np.float32)
        style, opacity = fill_transparent(self.styles[number]), _opacity(self.styles[number])
        if self.options.start == "style":
            return resize(style, width, height)
        if self.start is not None:
            return self._shown(fill_transparent(self.start), level)
        if not PRESETS[self.options.preset].matched_start:
            return content
        # A weak style has little hold on the colours of large areas: they stay what they are at the start.
        hold = min(1.0, self.options.strength / USUAL_STRENGTH)
        return match_statistics(content, style, hold, where=where, other_where=opacity)


def _working_styles(styles: Sequence[Array], options: Options, preset: Preset) -> list[Array]:
    """With a working size, a preset that shows styles at their own size works on them at that size, too."""
    if options.size is None or preset.style_size != "own":
        return list(styles)
    return [resize(style, *fit_size(style.shape[1], style.shape[0], options.size)) for style in styles]


def _recoloured(styles: Sequence[Array], content: Array, regions: Regions | None, options: Options) -> list[Array]:
    """The styles in the colours that `options` asks for: their own, or by `colour_mix` those of where they paint."""
    if options.colours == "style" or options.colour_mix == 0:
        return list(styles)
    recoloured = []
    for number, style in enumerate(styles):
        place = regions.place_of(number) if regions else None
        colours = match_statistics(
            fill_transparent(style), content, options.colour_mix / 100, where=_opacity(style), other_where=place
        )
        recoloured.append(np.concatenate([colours, style[:, :, 3:]], axis=2))
    return recoloured


def _opacity(pixels: Array) -> Array | None:
    """(H, W), 0..1, or None where all is opaque."""
    return pixels[:, :, 3] if pixels.shape[2] == 4 else None


def _padded(content: Array) -> Array:
    """Pictures below the network's smallest size repeat their edge pixels up to it."""
    if min(content.shape[:2]) >= SMALLEST:
        return content
    missing = [(0, max(0, SMALLEST - side)) for side in content.shape[:2]]
    return np.pad(content, [*missing, (0, 0)], mode="edge")


def _descent(journal: Journal, run: Run | None) -> dict[str, Any]:
    """What a report says of the losses and levels."""
    return {
        "final_loss": _finite(run.best_loss) if run else None,
        "losses": [_finite(loss) for loss in journal.losses],
        "accepted": journal.accepted,
        "levels": journal.done,
    }


def _finite(loss: float) -> float | None:
    """JSON knows no NaN."""
    return loss if np.isfinite(loss) else None
