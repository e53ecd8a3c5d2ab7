"""Colour transfer between pictures: matched statistics before the style transfer, replaced luma after it.

Pictures are (H, W, 3) float32, sRGB-coded, 0..1. Gatys et al. 2016, Preserving Color in Neural Artistic Style Transfer
(arXiv:1606.05897), describe both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of R'G'B' in the luma Y of YIQ, the space of section 3.2."""
ROOM = 2.0
"""Standard deviations between the mean of a nearly flat picture's colours and black and white."""


def match_statistics(
    picture: Array,
    other: Array,
    share: float = 1.0,
    *,
    where: Array | None = None,
    other_where: Array | None = None,
    least: float = 0.0,
    whole: Array | None = None,
) -> Array:
    """`picture` with the mean and covariance of `other`'s colours, clipped; with a `share` < 1 (0..1) in between.

    `where` and `other_where` (H, W), 0..1, are the weights of the pixels; default 1. An `other` with less variance than
    the share `least` of the picture's gets the picture's own in addition, up to that share; the less it has itself, the
    more its mean moves away from black and white, so that this contrast has room. Where `picture` is but a part,
    the mean and covariance are those of the `whole` (h, w, 3), at any size, and `where` is the whole's.

    The map is the optimal transport between Gaussians, one of the kind in section 3.1. It is linear, so the luma gets
    the mean and variance of the other's luma, too, as section 3.2 needs it.
    """
    (mean, covariance), (other_mean, other_covariance) = (
        _statistics(picture if whole is None else whole, where),
        _statistics(other, other_where),
    )
    missing = max(0.0, least - float(np.trace(other_covariance) / np.trace(covariance)))
    if missing:
        other_covariance = other_covariance + missing * covariance
        room = np.minimum(ROOM * np.sqrt(np.diag(other_covariance)), 0.5)
        other_mean = other_mean + missing / least * (np.clip(other_mean, room, 1 - room) - other_mean)
    root, inverse = _power(covariance, 0.5), _power(covariance, -0.5)
    transport = inverse @ _power(root @ other_covariance @ root, 0.5) @ inverse
    mixed = share * transport + (1 - share) * np.eye(3)
    target = share * other_mean + (1 - share) * mean
    moved = (picture - mean.astype(np.float32)) @ mixed.astype(np.float32)
    return _clipped(moved + target.astype(np.float32))


def keep_colours(painted: Array, content: Array, share: float = 1.0) -> Array:
    """The luma of `painted` with the colour differences of `content` (section 3.2); both of one size.

    Where no sRGB colour has that luma and these differences, the luma is replaced by the nearest possible one. With a
    `share` < 1 (0..1) the differences are interpolated between those of `painted` (0) and `content` (1).
    """
    luma = (painted @ LUMA)[..., None]
    colour = share * (content - (content @ LUMA)[..., None])
    if share < 1:
        colour += (1 - share) * (painted - luma)
    luma = np.clip(luma, -colour.min(2, keepdims=True), 1 - colour.max(2, keepdims=True))
    return _clipped(luma + colour)


def to_light(coded: Array) -> Array:
    """sRGB-coded values as amounts of light; 1 stays 1."""
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def from_light(light: Array) -> Array:
    """The inverse of `to_light`."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def _clipped(pixels: Array) -> Array:
    return np.clip(pixels, 0, 1).astype(np.float32, copy=False)


def _statistics(picture: Array, where: Array | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean (3,) and covariance (3, 3), regularised so that a flat picture has an inverse."""
    pixels = picture.reshape(-1, 3)
    counts = np.ones(len(pixels), np.float32) if where is None else where.ravel()
    total = max(float(counts.sum(dtype=np.float64)), 1e-6)
    mean = np.einsum("n,ni->i", counts, pixels, dtype=np.float64) / total
    centred = pixels - mean.astype(np.float32)
    covariance = np.einsum("ni,nj->ij", centred * counts[:, None], centred, dtype=np.float64) / total
    return mean, covariance + 1e-5 * np.eye(3)


def _power(matrix: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    """Power of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    powered: NDArray[np.float64] = (vectors * np.maximum(values, 1e-12) ** exponent) @ vectors.T
    return powered
