"""Statistics of a style that is too large to be looked at as a whole in a few seconds: of some parts of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from ..arrays import Array
from ..imaging.pixels import resize
from ..runtime.network import Network
from .shown import Shown, style_moments
from .statistics import Moments
from .style import Style
from .tiles import ALIGNMENT, Mosaic, Tile, Tiled, Whole
from .variants import Variant

PATCH = 512
PATCHES = 6
"""Of a style that is larger, so many parts of so many pixels' sides stand for all of it."""
LEAST_VISIBLE = 0.1
"""A part of which less is visible says nothing of the style."""


def sampled_moments(
    style: Style[Array], shape: tuple[int, int], network: Network, variant: Variant
) -> dict[str, Moments]:
    """Statistics of a style that is shown at `shape` (height, width): of all of it, or of some parts of a large one."""
    if math.prod(shape) <= PATCHES * PATCH**2:
        tiled = Tiled(shape, PATCH) if max(shape) > PATCH else Whole()
        return style_moments(style, Shown(shape, tiled, 0), network, variant)
    parts = [dataclasses.replace(style, picture=picture) for picture in _patches(style.picture, shape)]
    inner, all_ = slice(ALIGNMENT, PATCH - ALIGNMENT), slice(0, PATCH)  # features at a part's border see no further
    shown = Shown((PATCH, PATCH), Mosaic((PATCH, PATCH), parts=(Tile((inner, inner), (all_, all_)),)), 0)
    return _summed([style_moments(part, shown, network, variant) for part in parts])


def _patches(picture: Array, shape: tuple[int, int]) -> list[Array]:
    """Evenly spread parts of a picture (H, W, 3|4), each PATCH pixels wide and high where all has `shape`."""
    height, width = (
        min(own, max(1, round(PATCH * own / side))) for own, side in zip(picture.shape[:2], shape, strict=True)
    )
    room = picture.shape[0] - height, picture.shape[1] - width
    corners = [(round(down * room[0]), round(across * room[1])) for across, down in spread(PATCHES)]
    parts = [picture[top : top + height, left : left + width] for top, left in corners]
    visible = [part for part in parts if part.shape[2] == 3 or part[..., 3].mean() > LEAST_VISIBLE]
    return [resize(part, PATCH, PATCH) for part in visible or parts]


def spread(count: int) -> list[tuple[float, float]]:
    """So many points that fill the unit square evenly, however many they are.

    Additive recurrence with powers of the plastic number (Roberts 2018, The unreasonable effectiveness of quasirandom
    sequences).
    """
    plastic = 1.32471795724474602596
    return [((0.5 + index / plastic) % 1, (0.5 + index / plastic**2) % 1) for index in range(count)]


def _summed(parts: Sequence[dict[str, Moments]]) -> dict[str, Moments]:
    """The moments of all parts together."""
    return {
        layer: Moments(
            np.sum([part[layer].gram for part in parts], axis=0),
            np.sum([part[layer].total for part in parts], axis=0),
            np.sum([part[layer].positions for part in parts], axis=0),
        )
        for layer in parts[0]
    }
