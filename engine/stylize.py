"""The whole job: content and styles in, painted picture out, over a pyramid of sizes.

Pixels go one way: content -> working size -> levels, coarse to fine -> content's size, alpha and colours.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import budget, memory
from .colour import keep_colours, match_statistics
from .errors import InputError, Interrupted
from .image_pixels import fill_transparent, fit_size, resize
from .losses import PRESETS, Preset
from .models import weights_checksum
from .network import Network
from .objective import SMALLEST, Objective, to_pixels, to_planar
from .optimise import Run, minimise
from .options import Options
from .selfcheck import network_for
from .version import __version__

Array = NDArray[np.float32]
COARSEST = 96
"""Longest side of the coarsest level is at least this many pixels."""


@dataclass(frozen=True)
class Progress:
    """Where a job is, after one evaluation.

    Attributes
    ----------
    level : (width, height) being worked on, `level_index` of `levels`
    evaluation, evaluations : done and planned, over all levels
    fraction : 0..1 of the expected time
    loss : at this level
    seconds_left : expected
    """

    level: tuple[int, int]
    level_index: int
    levels: int
    evaluation: int
    evaluations: int
    fraction: float
    loss: float
    seconds_left: float
    _best: Array

    def picture(self) -> Array:
        """The best picture so far, (h, w, 3) float32 sRGB 0..1, at the level's size."""
        return to_pixels(self._best)


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


@dataclass(frozen=True)
class Level:
    """One size of the pyramid: width, height, and evaluations to spend."""

    width: int
    height: int
    evaluations: int


@dataclass
class _Journal:
    """Times and losses over all levels, and the estimate of what is left."""

    levels: list[Level]
    on_progress: Callable[[Progress], None] | None
    started: float = field(default_factory=time.perf_counter)
    done: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)

    def watch(self, index: int) -> Callable[[Run], None]:
        """A callback for one level's run."""
        level = self.levels[index]
        costs = [each.width * each.height * each.evaluations for each in self.levels]

        def report(run: Run) -> None:
            if self.on_progress is None:
                return
            share = min(1.0, len(run.losses) / level.evaluations)
            fraction = (sum(costs[:index]) + costs[index] * share) / sum(costs)
            seconds = time.perf_counter() - self.started
            before = len(self.losses)
            planned = sum(each.evaluations for each in self.levels)
            self.on_progress(
                Progress((level.width, level.height), index, len(self.levels), before + len(run.losses), planned,
                         fraction, run.losses[-1], seconds * (1 - fraction) / fraction, run.best)
            )  # fmt: skip

        return report

    def finish(self, level: Level, run: Run, seconds: float) -> None:
        """Note a level's end."""
        self.accepted += [len(self.losses) + index for index in run.accepted]
        self.losses += run.losses
        self.done.append(
            {"size": [level.width, level.height], "evaluations": len(run.losses), "seconds": round(seconds, 3)}
        )


def stylize(
    content: Array,
    styles: Sequence[Array],
    options: Options = Options(),  # noqa: B008 - frozen
    on_progress: Callable[[Progress], None] | None = None,
    *,
    weights: Sequence[float] | None = None,
    network: Network | None = None,
) -> Result:
    """Paint `content` in the style of `styles`.

    Parameters
    ----------
    content, styles : (H, W, 3|4) float32, sRGB 0..1, straight alpha
    options : see `Options`
    on_progress : called after each evaluation; may raise Interrupted to finish now with the best picture so far; what
        else it raises ends the job and passes through
    weights : one positive number for each style; default equal
    network : sessions to share between jobs

    Raises
    ------
    InputError
        A picture or a combination of options that cannot be used.
    EngineError
        The computation failed.
    """
    check_styles(styles, weights)
    preset = PRESETS[options.preset]
    network = network or network_for(options)
    # What is free now, once: it shrinks while the job runs.
    bounded = dataclasses.replace(options, memory_limit=max(1, budget.memory_limit(options) // budget.MIB))
    height, width = content.shape[:2]
    levels = plan_levels(width, height, options)
    journal = _Journal(levels, on_progress)
    opaque = _padded(fill_transparent(content))
    painted = _paint(opaque, _working_styles(styles, options, preset), levels, bounded, weights, network, journal)
    peak = memory.peak()
    pixels, stopped = _finish(painted.pixels, content, options), painted.stopped
    return Result(pixels, stopped, _report(journal, options, network, pixels.shape, peak, painted.loss))


def plan_levels(width: int, height: int, options: Options) -> list[Level]:
    """The sizes to work at, coarsest first, and their evaluations."""
    preset = PRESETS[options.preset]
    finest = _working_size(width, height, options)
    single = options.single_scale if options.single_scale is not None else not preset.pyramid
    sizes = [finest]
    while not single and max(sizes[0]) > 2 * COARSEST and min(sizes[0]) >= 2 * SMALLEST:
        sizes.insert(0, (max(SMALLEST, round(sizes[0][0] / 2)), max(SMALLEST, round(sizes[0][1] / 2))))
    sizes = sizes[-(options.evaluations or len(sizes)) :]  # one evaluation for each level at least
    return [Level(*size, count) for size, count in zip(sizes, _counts(len(sizes), preset, options), strict=True)]


def check_styles(styles: Sequence[Array], weights: Sequence[float] | None) -> None:
    """Raise InputError unless there is a style, and a positive weight for each if any."""
    if not styles:
        raise InputError("There is no style.", "Name at least one style picture.")
    if weights is not None and (len(weights) != len(styles) or not all(0 < weight < np.inf for weight in weights)):
        raise InputError(f"There are {len(weights)} style weights for {len(styles)} styles.", "Give each a number > 0.")


@dataclass(frozen=True)
class _Painted:
    pixels: Array
    stopped: bool
    loss: float


def _paint(
    content: Array,
    styles: Sequence[Array],
    levels: Sequence[Level],
    options: Options,
    weights: Sequence[float] | None,
    network: Network,
    journal: _Journal,
) -> _Painted:
    """Optimise level by level, each from the enlarged result of the one before."""
    picture: Array | None = None
    for index, level in enumerate(levels):
        began = time.perf_counter()
        target = resize(content, level.width, level.height)
        start = _start(target, styles[0], options) if picture is None else resize(picture, level.width, level.height)
        reduction = level.width / levels[-1].width
        try:
            objective = Objective(target, styles, options, weights=weights, reduction=reduction, network=network)
        except Interrupted:
            return _Painted(start, True, float("nan"))

        def evaluate(planar: Array, objective: Objective = objective) -> tuple[float, Array]:
            evaluation = objective.evaluate(planar)
            return evaluation.loss, evaluation.gradient

        plan = budget.plan(objective.shape, options)
        run = minimise(evaluate, to_planar(start), level.evaluations, journal.watch(index),
                       optimiser=plan.optimiser, pairs=plan.pairs)  # fmt: skip
        picture = to_pixels(run.best)
        journal.finish(level, run, time.perf_counter() - began)
        painted = _Painted(picture, run.stopped, run.best_loss)
        if run.stopped:
            break
    return painted


def _start(content: Array, style: Array, options: Options) -> Array:
    """The picture that the coarsest level starts from, as large as `content`."""
    height, width = content.shape[:2]
    if options.start == "noise":
        return np.random.default_rng(options.seed).uniform(0, 1, content.shape).astype(np.float32)
    colours = fill_transparent(style)
    if options.start == "style":
        return resize(colours, width, height)
    return match_statistics(content, colours) if PRESETS[options.preset].matched_start else content


def _working_styles(styles: Sequence[Array], options: Options, preset: Preset) -> list[Array]:
    """With a working size, a preset that shows styles at their own size works on them at that size, too."""
    if options.size is None or preset.style_size != "own":
        return list(styles)
    return [resize(style, *fit_size(style.shape[1], style.shape[0], options.size)) for style in styles]


def _working_size(width: int, height: int, options: Options) -> tuple[int, int]:
    """The finest level's width and height, SMALLEST at least."""
    longest = options.size or max(width, height)
    size = fit_size(width, height, longest) if options.maintain_aspect_ratio else (longest, longest)
    return max(SMALLEST, size[0]), max(SMALLEST, size[1])


def _counts(levels: int, preset: Preset, options: Options) -> list[int]:
    """Evaluations for each level, coarsest first; scaled to a total if one is given."""
    known = preset.evaluations[options.quality]
    counts = [known[min(level, len(known) - 1)] for level in range(levels)]
    if options.evaluations is None:
        return counts
    at_least = np.arange(1, levels + 1)
    ends = np.round(np.cumsum(counts) / sum(counts) * options.evaluations).astype(int)
    ends = np.clip(ends, at_least, options.evaluations - at_least[::-1] + 1)
    return [int(count) for count in np.diff(ends, prepend=0)]


def _padded(content: Array) -> Array:
    """Pictures below the network's smallest size repeat their edge pixels up to it."""
    missing = [(0, max(0, SMALLEST - side)) for side in content.shape[:2]]
    return np.pad(content, [*missing, (0, 0)], mode="edge")


def _finish(painted: Array, content: Array, options: Options) -> Array:
    """The painted picture at the content's size unless it is to stay, with the content's colours if kept, and alpha."""
    height, width = content.shape[:2]
    if options.rescale_image:
        full = max(width, SMALLEST), max(height, SMALLEST)
        painted = np.clip(resize(painted, *full), 0, 1)[:height, :width]
    else:
        content = resize(content, painted.shape[1], painted.shape[0])
    if options.colours == "content":
        painted = keep_colours(painted, content[:, :, :3])
    return np.concatenate([painted, content[:, :, 3:]], axis=2)


def _report(
    journal: _Journal, options: Options, network: Network, shape: tuple[int, ...], peak: int, loss: float
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
        "options": options.to_mapping(),
        "model_sha256": weights_checksum(network.folder),
        "version": __version__,
    }
