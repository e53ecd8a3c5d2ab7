"""The sizes to work at, coarse to fine, and the evaluations to spend on each."""

from __future__ import annotations

import math

import numpy as np

from ..imaging.pixels import fit_size
from ..losses.presets import FINISH, PRESETS, Preset
from ..options import Options
from ..runtime.layers import SMALLEST
from ..tracking.progress import Level

COARSEST = 96
"""Longest side of the coarsest level is at least this many pixels."""
REFERENCE = 256
"""Every larger picture has a level whose longest side is this: a preview is the beginning of any job."""
LEAST_ENLARGED = 1.1
"""A painting that is enlarged by less than this factor needs no finish."""
MOST_ENLARGED = 2.5
"""A painting that is enlarged by more than this factor is finished in several steps: one alone leaves nothing between
the forms of the painting and strokes as small as the style's own."""


def plan_levels(width: int, height: int, options: Options) -> list[Level]:
    """The sizes to work at, coarsest first, and their evaluations."""
    preset = PRESETS[options.preset]
    finest = _working_size(width, height, options)
    single = options.single_scale
    if single is None:  # coarse levels would throw away what an earlier result has
        single = not preset.pyramid or options.start == "picture"
    sizes = [finest]
    if not single:
        shrunk = [[round(side * length / max(finest)) for side in finest] for length in _coarser(max(finest))]
        sizes = [(width, height) for width, height in shrunk if min(width, height) >= SMALLEST] + sizes
    sizes = sizes[-(options.evaluations or len(sizes)) :]  # one evaluation for each level at least
    return [Level(*size, count) for size, count in zip(sizes, _counts(len(sizes), preset, options), strict=True)]


def plan_finish(shape: tuple[int, int], finest: Level, options: Options) -> list[Level]:
    """The levels up to the content's own size, height and width, that follow the finest one.

    Only a painting that is enlarged gets any. An exact number of evaluations is kept to.
    """
    wanted = options.finish != "none" and options.rescale_image and options.evaluations is None
    if not wanted or not PRESETS[options.preset].pyramid or max(shape) < LEAST_ENLARGED * finest.longest:
        return []
    steps = math.ceil(math.log(max(shape) / finest.longest) / math.log(MOST_ENLARGED))
    factors = [(finest.longest / max(shape)) ** (1 - step / steps) for step in range(1, steps + 1)]
    sizes = [[max(SMALLEST, round(side * factor)) for side in shape] for factor in factors]
    alone, each, last = FINISH.evaluations[options.finish]
    counts = [alone] if steps == 1 else [each] * (steps - 1) + [last]
    return [Level(width, height, count) for (height, width), count in zip(sizes, counts, strict=True)]


def _coarser(longest: int) -> list[float]:
    """The longest sides of the levels before the finest, coarsest first: each at least half of the next one."""
    sides = [float(longest)]
    if longest > REFERENCE:
        steps = math.ceil(math.log2(longest / REFERENCE))
        sides = [REFERENCE * (longest / REFERENCE) ** (step / steps) for step in range(steps)] + sides
    while sides[0] > 2 * COARSEST:
        sides.insert(0, sides[0] / 2)
    return sides[:-1]


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
