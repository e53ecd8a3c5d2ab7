"""Which style paints where: masks in, each region's share of pictures and of the network's positions out.

Gatys et al. 2016, Controlling Perceptual Factors in Neural Style Transfer (arXiv:1611.07865), section 4: one guided
Gram matrix for each region, the guides propagated through the network and eroded.

Each style may have a mask. Where masks overlap, their styles share the place by weight; what no mask covers belongs to
the styles without one, together, or, if there are none, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..arrays import Array
from ..errors import InputError
from ..imaging.pixels import fill_transparent
from ..runtime.layers import STYLE_LAYERS

FAINTEST = 0.5 / 255
"""Less than half a step of an 8-bit mask is nothing."""
STEPS = {
    **{"conv1_1": "c", "conv2_1": "cpc", "conv3_1": "cpc", "conv4_1": "ccpc"},
    **{"conv4_2": "c", "conv5_1": "cpc", "conv5_2": "c"},
}
"""From each layer of the losses to the next: 3x3 convolutions (c) and pools (p)."""
EROSIONS = (1.0, 0.5, 0.25)
KEPT = 0.5
"""A layer's guide keeps at least this share of its weight, else it is eroded less."""


@dataclass(frozen=True)
class Regions:
    """A picture's regions.

    Attributes
    ----------
    shares : (R, H, W) float32, 0..1: how far each pixel belongs to each region; where they sum to less than 1, the rest
        has no style and stays as it is
    styles : for each region, the indices of the styles that paint there
    """

    shares: Array
    styles: tuple[tuple[int, ...], ...]

    def resized(self, width: int, height: int) -> Regions:
        """The regions of a picture of another size."""
        return Regions(np.stack([resize_mask(share, width, height) for share in self.shares]), self.styles)

    def mixed(self, pictures: Iterable[Array], content: Array) -> Array:
        """One picture (H, W, 3) for each region, and the content where there is no style, mixed by their shares."""
        mixed = self._rest() * content
        for share, picture in zip(self.shares, pictures, strict=True):
            mixed += share[..., None] * picture
        return mixed

    def keep(self, picture: Array, content: Array) -> Array:
        """`picture` (H, W, 3) with the content where there is no style; what is between is mixed."""
        rest = self._rest()
        kept: Array = (1 - rest) * picture + rest * content if rest.max() > FAINTEST else picture
        return kept

    def _rest(self) -> Array:
        """(H, W, 1), 0..1: how far each pixel has no style."""
        rest: Array = np.clip(1 - self.shares.sum(0), 0, 1)[..., None]
        return rest

    def place_of(self, style: int) -> Array:
        """(H, W), 0..1: where a style paints."""
        share: Array = self.shares[next(region for region, group in enumerate(self.styles) if style in group)]
        return share

    def summary(self) -> list[dict[str, Any]]:
        """For a report: each region's styles, counted from 1, and its share of the picture."""
        return [
            {"styles": [style + 1 for style in group], "share": round(float(share.mean()), 4)}
            for share, group in zip(self.shares, self.styles, strict=True)
        ]


def divide(
    masks: Sequence[Array | None], shape: tuple[int, int], weights: Sequence[float] | None = None
) -> Regions | None:
    """The regions of a picture of `shape` (height, width), or None if all of it has the same styles.

    Parameters
    ----------
    masks : for each style (H, W) float32, 0..1, of any size: 1 where it paints; None where the others leave it
    weights : one positive number for each style, default equal

    Raises
    ------
    InputError
        A mask is empty, or is no mask.
    """
    masked = [index for index, mask in enumerate(masks) if mask is not None]
    free = tuple(index for index, mask in enumerate(masks) if mask is None)
    planes = [checked_mask(masks[index], f"The region of style {index + 1}", shape) for index in masked]
    if not planes or (not free and len(planes) == 1 and planes[0].min() >= 1 - FAINTEST):
        return None
    stacked = np.stack(planes)
    each = np.array(weights or [1.0] * len(masks), np.float32)[masked]
    weighted = stacked * each[:, None, None]
    covered = np.minimum(stacked.sum(0), 1)
    shares = weighted * (covered / np.maximum(weighted.sum(0), 1e-6))
    if free:
        shares = np.concatenate([shares, (1 - covered)[None]])
    return Regions(shares, (*((index,) for index in masked), *([free] if free else [])))


def count(masks: Sequence[Array | None] | None) -> int:
    """How many regions these masks make, 0 for none."""
    distinct = [mask for mask in masks or () if mask is not None]
    return len(distinct) + (len(distinct) < len(masks or ())) if distinct else 0


def propagated(shares: Array) -> dict[str, Array]:
    """What share of each position's features belongs to each region: (R, 1, h, w) float32, 0..1, by style layer.

    A guide goes through the network as the picture does, but all that is done to it are means: over 2x2 for a pool,
    over 3x3 for a convolution. That gives the mean of a region's share over all that a position sees, weighted by the
    paths to it. The erosion takes the standard deviation over the same off: nothing is lost where a share is even,
    everything where a sharp border runs through the middle, so features that see both sides do not tell of either. A
    region that would lose more than half of its weight at a layer, being small or thin there, is eroded less, at last
    not at all.
    """
    found = {}
    for layer, (mean, square) in seen(np.stack([shares, np.square(shares)])):
        if layer in STYLE_LAYERS:
            deviation = np.sqrt(np.maximum(square - np.square(mean), 0))
            found[layer] = np.stack([_eroded(*pair) for pair in zip(mean, deviation, strict=True)])[:, None]
    return found


def seen(planes: Array) -> Iterator[tuple[str, Array]]:
    """The means (A, B, h, w) of planes (A, B, H, W) over what each position sees, for each layer of the losses."""
    for layer, steps in STEPS.items():
        for step in steps:
            planes = _pooled(planes) if step == "p" else _blurred(planes)
        yield layer, planes


def opacity_guides(pixels: Array) -> dict[str, Array] | None:
    """The guides of a picture's one region, which is where it is not transparent; None if it has no alpha."""
    if pixels.shape[2] == 3:
        return None
    # A sliver may lie where a pool drops the last row: then all of the layer counts.
    return {
        layer: guide if guide.any() else np.ones_like(guide)
        for layer, guide in propagated(pixels[None, ..., 3]).items()
    }


def _eroded(mean: Array, deviation: Array) -> Array:
    """`mean` less as much of `deviation` as leaves enough."""
    for amount in EROSIONS:
        eroded: Array = np.maximum(mean - np.float32(amount) * deviation, 0)
        if eroded.sum() >= KEPT * mean.sum():
            return eroded
    return mean


def _blurred(planes: Array) -> Array:
    """Means of 3x3; beyond the picture's edge its outermost pixels go on."""
    from scipy.ndimage import uniform_filter  # half a second that jobs without regions need not spend

    blurred: Array = uniform_filter(planes, size=(1, 1, 3, 3), mode="nearest")
    return blurred


def _pooled(planes: Array) -> Array:
    """Means of 2x2; an odd last row or column is dropped, as the network does."""
    rows, columns = planes.shape[2] // 2, planes.shape[3] // 2
    whole = planes[:, :, : 2 * rows, : 2 * columns]
    pooled: Array = whole.reshape(*planes.shape[:2], rows, 2, columns, 2).mean((3, 5), dtype=np.float32)
    return pooled


def resize_mask(mask: Array, width: int, height: int) -> Array:
    """(H, W) to (height, width), 0..1: linear, widened when shrinking, never beyond the values there are."""
    if mask.shape == (height, width):
        return mask
    image = Image.fromarray(np.ascontiguousarray(mask, np.float32))
    resized: Array = np.clip(np.asarray(image.resize((width, height), Image.Resampling.BILINEAR)), 0, 1)
    return resized


def cut_style(style: Array, mask: Array | None, number: int) -> Array:
    """The part of a style that counts, as if it had been cut out: (h, w, 3), or (h, w, 4) if it is no rectangle.

    Parameters
    ----------
    style : (H, W, 3|4) float32; transparent pixels do not count
    mask : (H, W) of any size, 0..1, or None: 1 where the style counts
    number : of the style, from 1, for messages

    Raises
    ------
    InputError
        Nothing is left, or the mask is no mask.
    """
    height, width = style.shape[:2]
    visible = style[..., 3] if style.shape[2] == 4 else np.ones((height, width), np.float32)
    if mask is not None:
        visible = visible * checked_mask(mask, f"The mask of style {number}", (height, width))
    rows, columns = (np.flatnonzero(visible.max(axis) > FAINTEST) for axis in (1, 0))
    if not rows.size:
        raise InputError(
            "Nothing of style {number} is visible.",
            "Choose another part, or another style.",
            code="invisible-style",
            number=number,
        )
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    part, visible = style[box], visible[box] / visible[box].max()
    if visible.min() >= 1 - FAINTEST:
        return np.ascontiguousarray(part[..., :3])
    colours = fill_transparent(np.concatenate([part[..., :3], visible[..., None]], axis=2))
    return np.concatenate([colours, visible[..., None]], axis=2)


def checked_mask(mask: Array | None, name: str, shape: tuple[int, int]) -> Array:
    """A mask at a picture's (height, width), with values within 0..1."""
    if mask is None or mask.ndim != 2 or 0 in mask.shape:
        raise InputError(
            "{name} must be one plane of (height, width) values.",
            "White is painted, black is not.",
            code="mask-shape",
            name=name,
        )
    plane = resize_mask(np.clip(np.nan_to_num(np.asarray(mask, np.float32)), 0, 1), shape[1], shape[0])
    if plane.max() <= FAINTEST:
        raise InputError(
            "{name} is empty.", "Paint white into its mask, or leave the mask out.", code="empty-mask", name=name
        )
    return plane
