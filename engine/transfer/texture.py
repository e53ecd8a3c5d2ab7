"""Fine detail for a painting that was enlarged, before the last step of its finish.

An enlarged painting has hardly any detail of a few pixels, and one step of the optimiser multiplies what is there. So
in two bands of frequencies the painting's own detail is raised first, and noise is added where that leaves less than
the style has at most places: the step makes strokes of both. A style with sharp edges and smooth areas brings no noise,
for it has little detail at most places. docs/STRENGTH.md has the numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..imaging.colour import LUMA
from ..imaging.pixels import fill_transparent, resize
from ..losses.presets import FINISH
from ..losses.regions import FAINTEST, Regions
from ..losses.shown import style_shape
from ..losses.strength_map import StrengthMap
from ..losses.style import Style, opacity
from ..options import Options

SIGMAS = (0.7, 1.5)
"""Pixels. The first band is what a Gaussian filter of the first width takes away, the second one what the second width
takes away beyond that."""
RAISED, MOST = 0.6, 4.0
"""Detail is raised to this share of the style's root mean square, by this factor at most."""
FILLED = 0.87
"""Noise fills up to this share of what the style has at most places."""
BLOCK = 16
"""Pixels; a place is a square of this side."""
SEEN = 2048
"""Pixels of a style's sides that are looked at, at most."""


@dataclass(frozen=True)
class Band:
    """How much detail a picture has in one band of frequencies, in luma 0..1.

    Attributes
    ----------
    overall : its root mean square
    usual : the median of the root mean squares of all places
    """

    overall: float
    usual: float


def textured(
    picture: Array,
    styles: Sequence[Style[Array]],
    options: Options,
    regions: Regions | None = None,
    strength_map: StrengthMap | None = None,
) -> Array:
    """The picture (H, W, 3), 0..1, with more fine detail, in a new array.

    Parameters
    ----------
    styles : as the finish sees them
    regions, strength_map : at the picture's size; what has no style, or is held, gets no detail
    """
    groups = regions.styles if regions else (tuple(range(len(styles))),)
    shares = list(regions.shares) if regions else [np.ones((1, 1), np.float32)]
    found = measured(picture)
    each = [measured(_shown(style, picture.shape[:2], options)) for style in styles]
    wanted = [_blended([each[index] for index in group], [styles[index].weight for index in group]) for group in groups]
    held = strength_map.style_share() if strength_map else 1.0
    noise = np.random.default_rng(options.seed).standard_normal(picture.shape[:2], np.float32)
    gains, grains = [], list(_bands(noise))
    for index, grain in enumerate(grains):
        amounts = [_amounts(found[index], bands[index]) for bands in wanted]
        gain, filled = (
            held * sum(share * amount for share, amount in zip(shares, column, strict=True))
            for column in zip(*amounts, strict=True)
        )
        gains.append(gain)
        grain *= filled / grain.std()
    raised = picture.copy()
    for channel in range(3):
        for band, gain, grain in zip(_bands(picture[..., channel]), gains, grains, strict=True):
            raised[..., channel] += gain * band + grain
    return np.clip(raised, 0, 1, out=raised)


def measured(picture: Array) -> list[Band]:
    """The detail of a picture (H, W, 3|4), band by band, where it is opaque."""
    luma, alpha = fill_transparent(picture) @ LUMA, opacity(picture)
    opacities = np.ones_like(luma) if alpha is None else alpha
    opaque = _places(opacities) >= 1 - FAINTEST
    return [_measured(_places(np.square(band))[opaque]) for band in _bands(luma)]


def _measured(squares: Array) -> Band:
    """A band, from the mean squares of its places, if there are any."""
    return Band(math.sqrt(squares.mean()), math.sqrt(np.median(squares))) if squares.size else Band(0.0, 0.0)


def _amounts(found: Band, wanted: Band) -> tuple[float, float]:
    """By how much a band is raised, 0 for not at all, and the root mean square of the noise that is added."""
    gain = min(max(RAISED * wanted.overall / max(found.overall, 1e-6), 1.0), MOST)
    return gain - 1, math.sqrt(max(0.0, (FILLED * wanted.usual) ** 2 - (gain * found.usual) ** 2))


def _blended(bands: Sequence[Sequence[Band]], weights: Sequence[float]) -> list[Band]:
    """What several styles have together: the weighted means of their squares."""
    return [
        Band(
            math.sqrt(np.average([band.overall**2 for band in same], weights=weights)),
            math.sqrt(np.average([band.usual**2 for band in same], weights=weights)),
        )
        for same in zip(*bands, strict=True)
    ]


def _shown(style: Style[Array], content: tuple[int, int], options: Options) -> Array:
    """A style at the size at which the finish sees it; of a large one the middle."""
    own, shown = style.picture.shape[:2], style_shape(style, content, options, 1.0, FINISH)
    (top, bottom, height), (left, right, width) = (_middle(*sides) for sides in zip(own, shown, strict=True))
    return resize(style.picture, width, height, (left, top, right, bottom))


def _middle(own: int, shown: int) -> tuple[float, float, int]:
    """Of one side in pixels: from where to where it is looked at, and how many pixels are shown of that."""
    seen = min(shown, SEEN)
    half = own * seen / shown / 2
    return own / 2 - half, own / 2 + half, seen


def _bands(plane: Array) -> Iterator[Array]:
    """The bands of a plane (H, W)."""
    from scipy.ndimage import gaussian_filter  # takes 0.1 s, and few jobs need it

    before = plane
    for sigma in SIGMAS:
        low: Array = gaussian_filter(plane, sigma, mode="nearest", truncate=3)
        yield before - low
        before = low


def _places(plane: Array) -> Array:
    """Means over the places of a plane; what does not fill one at the right and below is left out."""
    side = min(BLOCK, *plane.shape)
    rows, columns = plane.shape[0] // side, plane.shape[1] // side
    blocks = plane[: rows * side, : columns * side].reshape(rows, side, columns, side)
    means: Array = blocks.mean((1, 3))
    return means
