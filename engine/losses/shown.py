"""How a style is shown to the network: at which size, in which tiles, and its statistics there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..imaging.pixels import checked_shape, fill_transparent, resize
from ..options import Options
from ..runtime.devices import Device
from ..runtime.layers import SMALLEST
from ..runtime.network import Network
from . import budget
from .presets import FINISH, Preset
from .regions import opacity_guides
from .statistics import Moments
from .style import Style
from .tiles import Tiled, Whole
from .variants import Variant

FORWARD_BYTES_PER_PIXEL = 620
"""Of the finish's forward pass, by which alone a style's statistics are computed; measured: 603 at 1536 px."""
SHOWN_BYTES_PER_PIXEL = 2 * 12
"""The style at the size at which it is shown, and the same in planes."""
ALPHA_BYTES_PER_PIXEL = 4 + 12 + budget.GUIDE_BYTES_PER_PIXEL
LEAST_REDUCED = 0.25
"""Strokes that are smaller than this share of the style's own are no longer the style's."""


@dataclass(frozen=True)
class Shown:
    """How one style is shown.

    Attributes
    ----------
    shape : height and width at which the network sees it
    plan : whole or in tiles
    memory : expected peak while its statistics are computed, in bytes
    reduction : how much smaller than wanted it is, for lack of memory; 1: not at all
    """

    shape: tuple[int, int]
    plan: Whole | Tiled
    memory: int
    reduction: float = 1.0


def style_shape(
    style: Style[Array], content: tuple[int, int], options: Options, reduction: float, preset: Preset
) -> tuple[int, int]:
    """Height and width at which the preset wants to show a style to the network; at least SMALLEST each."""
    height, width = style.picture.shape[:2]
    if preset.style_size == "shape":
        return content
    scale = (style.scale or options.style_scale) / 100
    if preset.style_size == "area":
        scale *= (content[0] * content[1] / (height * width)) ** 0.5
    else:
        scale *= reduction
    return _scaled((height, width), scale)


def show(
    style: Style[Array], content: tuple[int, int], options: Options, reduction: float, preset: Preset, device: Device
) -> Shown:
    """How to show a style for a content of so many pixels (height, width).

    For the finish, a style has its own full resolution, which may be far larger than the content. Its statistics are
    sums, without gradient or optimiser: computed in tiles they take little more than the picture itself. A style that
    still needs more memory than the content leaves is made smaller.

    Raises
    ------
    InputError
        The style is no picture, or nothing fits the memory limit.
    """
    checked_shape(style.picture, "A style", 1)
    wanted = style_shape(style, content, options, reduction, preset)
    alpha = style.picture.shape[2] - 3
    if preset is not FINISH:
        chosen = budget.plan(wanted, options, device, alpha, preset)
        return Shown(wanted, chosen.plan, chosen.memory)
    held = budget.BASE_BYTES + math.prod(content) * budget.FINISHING.picture + style.picture.nbytes
    each = SHOWN_BYTES_PER_PIXEL + alpha * ALPHA_BYTES_PER_PIXEL
    limit = budget.memory_limit(options)
    for core in budget.CORES:
        memory = held + math.prod(wanted) * each + _tile_bytes(core, preset)
        if memory <= limit:
            return Shown(wanted, _tiled(wanted, core), memory)
    core = budget.CORES[-1]
    fixed = held + _tile_bytes(core, preset)
    factor = math.sqrt(max(0.0, limit - fixed) / (math.prod(wanted) * each))
    if factor < LEAST_REDUCED:
        raise budget.too_large(wanted, fixed + math.prod(wanted) * each, limit)
    shape = _scaled(wanted, 0.99 * factor)  # rounded sides may need a little more
    return Shown(shape, _tiled(shape, core), fixed + math.prod(shape) * each, 0.99 * factor)


def style_moments(style: Style[Array], shown: Shown, network: Network, variant: Variant) -> dict[str, Moments]:
    """Statistics of one style as it is shown, over what is not transparent."""
    height, width = shown.shape
    picture = style.picture if style.picture.shape[:2] == shown.shape else resize(style.picture, width, height)
    guides = opacity_guides(picture)
    colours = picture if picture.shape[2] == 3 else fill_transparent(picture)
    planar = np.multiply(colours.transpose(2, 0, 1), np.float32(255))  # large styles: no copy more than needed
    return shown.plan.statistics(network, variant, planar, guides)[1]


def _scaled(shape: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(SMALLEST, round(shape[0] * scale)), max(SMALLEST, round(shape[1] * scale))


def _tiled(shape: tuple[int, int], core: int) -> Whole | Tiled:
    """Tiles of so many pixels, where the picture is larger than one."""
    return Tiled(shape, core) if max(shape) > core else Whole()


def _tile_bytes(core: int, preset: Preset) -> int:
    return (core + 2 * preset.variant.halo) ** 2 * FORWARD_BYTES_PER_PIXEL
