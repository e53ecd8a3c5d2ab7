"""Colour between pictures: statistics matched, luminance replaced.

Pictures are (H, W, 3) float32, sRGB-coded, 0..1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

# Luma and colour difference of sRGB-coded values: the YIQ basis of Gatys et al. 2016 (arXiv:1606.05897, section 3).
RGB_TO_YIQ = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])


def match_statistics(picture: Array, style: Array) -> Array:
    """`picture` with the mean and covariance of `style`'s colours, clipped.

    The map is the optimal transport between Gaussians; Gatys et al. 2016 (arXiv:1606.05897, section 3.1) use its kind.
    """
    pixels, other = picture.reshape(-1, 3).astype(np.float64), style.reshape(-1, 3).astype(np.float64)
    mean, covariance = pixels.mean(0), _covariance(pixels)
    root = _power(covariance, 0.5)
    inverse = _power(covariance, -0.5)
    transport = inverse @ _power(root @ _covariance(other) @ root, 0.5) @ inverse
    return _clipped((pixels - mean) @ transport + other.mean(0)).reshape(picture.shape)


def keep_colours(painted: Array, content: Array) -> Array:
    """The luma of `painted` with the colour differences of `content`, clipped; both of one size."""
    yiq = painted.astype(np.float64) @ RGB_TO_YIQ.T
    yiq[..., 1:] = (content.astype(np.float64) @ RGB_TO_YIQ.T)[..., 1:]
    return _clipped(yiq @ np.linalg.inv(RGB_TO_YIQ).T)


def _clipped(pixels: NDArray[np.float64]) -> Array:
    return np.clip(pixels, 0, 1).astype(np.float32, copy=False)


def _covariance(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """3 x 3, with a little noise added so that a flat picture has an inverse."""
    centred = pixels - pixels.mean(0)
    covariance: NDArray[np.float64] = centred.T @ centred / len(pixels) + 1e-5 * np.eye(3)
    return covariance


def _power(matrix: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    """Power of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    powered: NDArray[np.float64] = (vectors * np.maximum(values, 1e-12) ** exponent) @ vectors.T
    return powered
