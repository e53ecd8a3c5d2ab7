"""The initial image of a pyramid's first level, and the styles in the colours they are to have."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ..arrays import Array
from ..imaging.colour import match_statistics
from ..imaging.pixels import fill_transparent, resize
from ..losses.presets import PRESETS, USUAL_STRENGTH
from ..losses.regions import Regions
from ..losses.strength_map import StrengthMap
from ..losses.style import Style, opacity
from ..options import Options

LEAST_VARIANCE = 0.1
"""A style of one colour leaves the content a third of its contrast."""


def initial_image(
    content: Array,
    styles: Sequence[Style[Array]],
    regions: Regions | None,
    options: Options,
    given: Array | None = None,
    whole: tuple[Array, Regions | None] | None = None,
    strength_map: StrengthMap | None = None,
) -> Array:
    """The picture (h, w, 3) to start from, as large as `content` (h, w, 3); each region as its first style has it.

    `given` (H, W, 3|4) of any size is the start "picture". Where `content` is a part of a picture, `whole` is that
    picture, perhaps smaller, and its regions: it says what colours become. What a strength map holds starts as it is.
    """
    start = _everywhere(content, styles, regions, options, given, whole)
    if strength_map is None:
        return start
    held: Array = content + strength_map.start_share(options) * (start - content)
    return held


def _everywhere(
    content: Array,
    styles: Sequence[Style[Array]],
    regions: Regions | None,
    options: Options,
    given: Array | None,
    whole: tuple[Array, Regions | None] | None,
) -> Array:
    """The initial image at full strength."""
    seen, shown = whole or (None, regions)
    if regions is None or shown is None:
        return _with_style(content, styles[0], None, options, given, seen)
    parts = (
        _with_style(content, styles[group[0]], share, options, given, seen)
        for share, group in zip(shown.shares, regions.styles, strict=True)
    )
    return regions.mixed(parts, content)


def _with_style(
    content: Array, style: Style[Array], where: Array | None, options: Options, given: Array | None, whole: Array | None
) -> Array:
    """The start with one style; `where` (h, w) says how much of the content, or of its `whole`, is its region."""
    height, width = content.shape[:2]
    if options.start == "noise":
        return np.random.default_rng(options.seed).uniform(0, 1, content.shape).astype(np.float32)
    if options.start == "style":
        return resize(fill_transparent(style.picture), width, height)
    if given is not None:
        return resize(fill_transparent(given), width, height)
    if not PRESETS[options.preset].matched_start:
        return content
    # A weak style has little hold on the colours of large areas: they stay what they are at the start.
    mix = min(1.0, options.strength / USUAL_STRENGTH)
    return match_statistics(
        content,
        fill_transparent(style.picture),
        mix,
        where=where,
        other_where=opacity(style.picture),
        least=LEAST_VARIANCE,
        whole=whole,
    )


def recoloured(
    styles: Sequence[Style[Array]], content: Array, regions: Regions | None, options: Options
) -> list[Style[Array]]:
    """The styles in the colours that `options` asks for: their own, or by `colour_mix` those of where they paint."""
    if options.colours == "style" or options.colour_mix == 0:
        return list(styles)
    changed = []
    for number, style in enumerate(styles):
        place = regions.place_of(number) if regions else None
        colours = match_statistics(
            fill_transparent(style.picture),
            content,
            options.colour_mix / 100,
            where=opacity(style.picture),
            other_where=place,
        )
        picture = np.concatenate([colours, style.picture[:, :, 3:]], axis=2)
        changed.append(dataclasses.replace(style, picture=picture))
    return changed
