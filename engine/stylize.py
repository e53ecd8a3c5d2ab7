"""The whole job: content and styles in, painted picture out, over a pyramid of sizes.

Pixels go one way: content -> working size -> levels, coarse to fine -> content's size, alpha and colours.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import budget, lbfgs, memory
from .colour import keep_colours, match_statistics
from .errors import InputError, Interrupted
from .image_pixels import fill_transparent, fit_size, resize
from .levels import Level, plan_levels
from .losses import PRESETS, Preset
from .models import weights_checksum
from .network import Network
from .objective import SMALLEST, Objective, graphs_of, to_pixels, to_planar
from .optimise import Run, minimise
from .options import Options
from .progress import Journal, Progress, without_margin
from .selfcheck import network_for
from .version import __version__

Array = NDArray[np.float32]


@dataclass
class Result:
    """A painted picture and how it came about.

    Attributes
    ----------
    pixels : (H, W, 3|4) float32 sRGB 0..1, alpha as the content's
    stopped : True if it was finished early
    report : what `--report` writes
    """

    pixels: Array
    stopped: bool
    report: dict[str, Any]


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
    network : sessions to share between jobs

    Raises
    ------
    InputError
        A picture or a combination of options that cannot be used.
    EngineError
        The computation failed.
    """
    check_styles(styles, weights, scales)
    if (options.start == "picture") != (start is not None):
        raise InputError("A picture to start from and the start `picture` go together.", "Give both or none of them.")
    preset = PRESETS[options.preset]
    network = network or network_for(options)
    network.open(*graphs_of(options))
    lbfgs.load()
    # What is free now, once: it shrinks while the job runs.
    bounded = dataclasses.replace(options, memory_limit=max(1, budget.memory_limit(options) // budget.MIB))
    height, width = content.shape[:2]
    levels = plan_levels(width, height, options)
    colours = _Colours(content, options)
    journal = Journal(levels, on_progress, on_level, preset.margin, colours.finish)
    opaque = _padded(content if content.shape[2] == 3 else fill_transparent(content))
    shown = [_recoloured(style, opaque, options) for style in _working_styles(styles, options, preset)]
    painter = _Painter(opaque, shown, weights, scales, start, levels, bounded, network, journal)
    painted, run = painter.paint()
    peak = memory.peak()
    pixels = _finish(painted, content, options, colours)
    report = _report(journal, options, network, pixels.shape, peak, run.best_loss if run else float("nan"))
    return Result(pixels, run is None or run.stopped, report)


def check_styles(
    styles: Sequence[Array], weights: Sequence[float] | None = None, scales: Sequence[float] | None = None
) -> None:
    """Raise InputError unless there is a style, and for each a positive weight and a scale if there are any."""
    if not styles:
        raise InputError("There is no style.", "Name at least one style picture.")
    for name, numbers in (("weights", weights), ("scales", scales)):
        if numbers is not None and len(numbers) != len(styles):
            count = f"There are {len(numbers)} style {name} for {len(styles)} styles."
            raise InputError(count, "Give each one number.")
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
    levels: Sequence[Level]
    options: Options
    network: Network
    journal: Journal

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
        level = self.levels[index]
        margin = self.journal.margin
        content = self._shown(self.content, level)
        start = self._start(content, level) if before is None else self._shown(before, level)
        reduction = level.width / self.levels[-1].width
        try:
            objective = Objective(content, self.styles, self.options, weights=self.weights, scales=self.scales,
                                  reduction=reduction, network=self.network)  # fmt: skip
        except Interrupted:
            return without_margin(start, margin), None
        self.journal.memory = max(self.journal.memory, objective.memory)

        def evaluate(planar: Array) -> tuple[float, Array]:
            evaluation = objective.evaluate(planar)
            return evaluation.loss, evaluation.gradient

        planar = to_planar(start)
        del content, start  # large pictures need the memory
        run = minimise(evaluate, planar, level.evaluations, self.journal.watch(index),
                       optimiser=objective.budget.optimiser, pairs=objective.budget.pairs)  # fmt: skip
        return without_margin(to_pixels(run.best), margin), run

    def _shown(self, pixels: Array, level: Level) -> Array:
        """Pixels (H, W, 3) at a level's size, with the margin."""
        return _mirrored(resize(pixels, level.width, level.height), self.journal.margin)

    def _start(self, content: Array, level: Level) -> Array:
        """What the first level starts from, as large as its `content`."""
        height, width = content.shape[:2]
        if self.options.start == "noise":
            return np.random.default_rng(self.options.seed).uniform(0, 1, content.shape).astype(np.float32)
        style = fill_transparent(self.styles[0])
        if self.options.start == "style":
            return resize(style, width, height)
        if self.start is not None:
            return self._shown(fill_transparent(self.start), level)
        if not PRESETS[self.options.preset].matched_start:
            return content
        # A weak style has little hold on the colours of large areas: they stay what they are at the start.
        return match_statistics(content, style, min(1.0, self.options.strength / 50))


def _mirrored(pixels: Array, margin: int) -> Array:
    """Pixels (H, W, 3) with a mirror image of `margin` pixels around them."""
    return np.pad(pixels, [(margin, margin), (margin, margin), (0, 0)], mode="symmetric") if margin else pixels


def _working_styles(styles: Sequence[Array], options: Options, preset: Preset) -> list[Array]:
    """With a working size, a preset that shows styles at their own size works on them at that size, too."""
    if options.size is None or preset.style_size != "own":
        return list(styles)
    return [resize(style, *fit_size(style.shape[1], style.shape[0], options.size)) for style in styles]


def _recoloured(style: Array, content: Array, options: Options) -> Array:
    """The style in the colours that `options` asks for: its own, or matched to the content's by `colour_mix`."""
    if options.colours == "style" or options.colour_mix == 0:
        return style
    return match_statistics(fill_transparent(style), content, options.colour_mix / 100)


def _padded(content: Array) -> Array:
    """Pictures below the network's smallest size repeat their edge pixels up to it."""
    if min(content.shape[:2]) >= SMALLEST:
        return content
    missing = [(0, max(0, SMALLEST - side)) for side in content.shape[:2]]
    return np.pad(content, [*missing, (0, 0)], mode="edge")


class _Colours:
    """The colours a painted picture gets last, at any size: a preview shows those of the result."""

    def __init__(self, content: Array, options: Options) -> None:
        self._content, self._kept = content, options.colours == "content" and options.colour_mix > 0
        self._share = options.colour_mix / 100
        self._resized = content

    def finish(self, painted: Array) -> Array:
        """(h, w, 3) in the content's colours where they are to be kept."""
        if not self._kept:
            return painted
        shape = painted.shape[:2]
        if shape == self._content.shape[:2]:
            return keep_colours(painted, self._content[:, :, :3], self._share)
        if shape != self._resized.shape[:2]:
            self._resized = resize(self._content, shape[1], shape[0])
        return keep_colours(painted, self._resized[:, :, :3], self._share)


def _finish(painted: Array, content: Array, options: Options, colours: _Colours) -> Array:
    """The painted picture at the content's size unless it is to stay, with the content's colours if kept, and alpha."""
    height, width = content.shape[:2]
    if options.rescale_image:
        full = max(width, SMALLEST), max(height, SMALLEST)
        painted = np.clip(resize(painted, *full), 0, 1)[:height, :width]
    else:
        content = resize(content, painted.shape[1], painted.shape[0])
    return np.concatenate([colours.finish(painted), content[:, :, 3:]], axis=2)


def _report(
    journal: Journal, options: Options, network: Network, shape: tuple[int, ...], peak: int, loss: float
) -> dict[str, Any]:
    seconds = time.perf_counter() - journal.started
    return {
        "width": shape[1],
        "height": shape[0],
        "device": network.device.name,
        "threads": network.threads,
        "preset": options.preset,
        "evaluations": len(journal.losses),
        "seconds": round(seconds, 3),
        "seconds_per_evaluation": round(seconds / max(1, len(journal.losses)), 4),
        "final_loss": loss if np.isfinite(loss) else None,
        "losses": [loss if np.isfinite(loss) else None for loss in journal.losses],  # JSON knows no NaN
        "accepted": journal.accepted,
        "levels": journal.done,
        "peak_memory_bytes": peak,
        "planned_memory_mib": -(-journal.memory // budget.MIB),
        "options": options.to_mapping(),
        "model_sha256": weights_checksum(network.folder),
        "version": __version__,
    }
