"""Operations on pixels: resizing, transparent areas, planar arrays.

Pictures are `(H, W, 3|4)` float32, sRGB-coded 0..1, straight alpha.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..arrays import Array
from ..errors import InputError
from ..runtime.layers import SMALLEST

REDUCING_GAP = 3.0
"""A picture is averaged down, which is fast, to so many times its new size before the Lanczos filter."""

_MID_GREY = 0.5
_FAINTEST_ALPHA = 0.5 / 65535.0  # below it a 16-bit file holds 0


def fit_size(width: int, height: int, longest: int) -> tuple[int, int]:
    """Width and height with the same proportions whose longer side is `longest`; at least 1 pixel each."""
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def zoomed(pixels: Array, factor: float) -> Array:
    """The middle of `pixels` (H, W, 3|4), `factor` (1 or more) times as large, at the same size; clipped to 0..1."""
    height, width = pixels.shape[:2]
    left, top = width * (1 - 1 / factor) / 2, height * (1 - 1 / factor) / 2
    return np.clip(resize(pixels, width, height, (left, top, width - left, height - top)), 0, 1)


def resize(pixels: Array, width: int, height: int, box: tuple[float, float, float, float] | None = None) -> Array:
    """Resample with a Lanczos filter (a = 3), widened when shrinking so that nothing aliases.

    Parameters
    ----------
    pixels : (H, W, 1|3|4) float32; four channels are weighted by alpha, so that hidden colours do not bleed
    width, height : the new size in pixels, at least 1
    box : left, top, right, bottom of the part to resample, in pixels; default all

    Returns
    -------
    (height, width, 1|3|4) float32
        A new array. One or three channels are not clipped: the filter may overshoot 0..1 at sharp edges. With four,
        alpha is clipped to 0..1, colours to the range they had before, and colours under alpha 0 are 0.
    """
    if pixels.shape[:2] == (height, width) and box is None:
        return pixels.copy()
    channels = pixels.shape[2]
    if channels != 4:
        return np.stack([_lanczos(pixels[..., channel], width, height, box) for channel in range(channels)], axis=2)
    planes = np.stack([_lanczos(plane, width, height, box) for plane in _weighted_planes(pixels)], axis=2)
    alpha = np.clip(planes[..., 3:], 0.0, 1.0)
    visible = alpha > _FAINTEST_ALPHA
    planes[..., :3] *= visible / np.where(visible, alpha, 1.0)
    np.clip(planes[..., :3], pixels[..., :3].min(), pixels[..., :3].max(), out=planes[..., :3])
    planes[..., 3:] = alpha
    return planes


def _lanczos(plane: Array, width: int, height: int, box: tuple[float, float, float, float] | None) -> Array:
    """Resample one `(H, W)` plane of 32-bit floats, or a part of it."""
    image = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=REDUCING_GAP))


def fill_transparent(pixels: Array) -> Array:
    """Colours for the network: fully transparent areas are filled with the colours around them.

    Push-pull (Gortler et al., The Lumigraph, 1996, section 3.4): colours weighted by alpha are averaged down to one
    pixel, then every level fills its holes from the level below it. A hole is smooth inside and meets its border.

    Parameters
    ----------
    pixels : (H, W, 3|4) float32, sRGB 0..1, straight alpha

    Returns
    -------
    (H, W, 3) float32
        A new array. Pixels with any alpha keep their colour; a fully transparent picture is mid grey.
    """
    colour = pixels[..., :3]
    if pixels.shape[2] == 3:
        return colour.copy()
    hidden = pixels[..., 3] < _FAINTEST_ALPHA
    if hidden.all():
        return np.full_like(colour, _MID_GREY)
    filled = colour.copy()
    if hidden.any():
        coarse = _push_pull(_halve(_weighted_planes(pixels)))
        for channel, plane in enumerate(_double(coarse, *hidden.shape)):
            np.copyto(filled[..., channel], plane, where=hidden)
    return filled


def _weighted_planes(pixels: Array) -> Array:
    """`(H, W, 4)` straight alpha -> `(4, H, W)`: three planes of colour times alpha, and alpha as the weight 0..1."""
    planes = np.empty((4, *pixels.shape[:2]), np.float32)
    np.clip(pixels[..., 3], 0.0, 1.0, out=planes[3])
    for channel in range(3):
        np.multiply(pixels[..., channel], planes[3], out=planes[channel])
    return planes


def _push_pull(planes: Array) -> Array:
    """Fill the holes of `(4, H, W)` weighted colour and weight; return `(3, H, W)` colour."""
    colour, weight = planes[:3], planes[3]
    if weight.min() >= 1.0:
        return colour
    if weight.size == 1:
        colour /= weight
        return colour
    coarse = _push_pull(_halve(planes))
    filled: Array = colour + (1.0 - weight) * _double(coarse, *weight.shape)
    return filled


def _halve(planes: Array) -> Array:
    """Average 2 x 2 blocks: `(4, ceil(H/2), ceil(W/2))`; a block with one opaque pixel is opaque: weights count 4 x."""
    averages = np.stack([np.asarray(Image.fromarray(plane).reduce(2)) for plane in planes])
    averages /= np.maximum(averages[3], 0.25)
    return averages


def _double(planes: Array, height: int, width: int) -> Array:
    """Enlarge `(C, ceil(height/2), ceil(width/2))` two times, bilinear; half a block is cut off where a size is odd."""
    box = (0.0, 0.0, width / 2, height / 2)
    enlarged = [Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR, box=box) for plane in planes]
    return np.stack([np.asarray(plane) for plane in enlarged])


def to_planar(pixels: Array) -> Array:
    """(H, W, 3) sRGB 0..1 to (3, H, W) 0..255."""
    return np.ascontiguousarray(pixels[:, :, :3].transpose(2, 0, 1) * np.float32(255))


def to_pixels(picture: Array) -> Array:
    """(3, H, W) 0..255 to (H, W, 3) sRGB 0..1, clipped."""
    pixels: Array = np.clip(np.ascontiguousarray(picture.transpose(1, 2, 0)) / np.float32(255), 0, 1)
    return pixels


CHECK = 8
"""Side of a square of the checkerboard, px."""


def checked_shape(pixels: Array, what: str, smallest: int = SMALLEST) -> tuple[int, int]:
    """Height and width of a picture (H, W, 3|4); InputError for another shape, or a side below `smallest`."""
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4):
        raise InputError(f"{what} has the shape {pixels.shape}; it must be (height, width, 3 or 4).")
    height, width = pixels.shape[:2]
    if min(height, width) < smallest:
        raise InputError(f"{what} is {width} x {height} pixels; the network needs at least {smallest} on each side.")
    return height, width


def over_checkerboard(painted: Array, alpha: Array) -> Array:
    """(h, w, 3) blended over a checkerboard, as editors show it, with `alpha` (H, W, 1), or (H, W, 0): opaque."""
    if alpha.shape[2] == 0:
        return painted
    height, width = painted.shape[:2]
    opacity = np.clip(resize(alpha, width, height), 0, 1)
    rows, columns = np.ogrid[:height, :width]
    odd = (rows // CHECK + columns // CHECK) % 2
    greys: Array = np.where(odd, np.float32(0.6), np.float32(0.4))[:, :, None]
    shown: Array = painted * opacity + greys * (1 - opacity)
    return shown
