"""CIEDE2000 between the chroma of two pictures, written from the formula (CIE 142-2001; Sharma et al. 2005)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def chroma_difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> Values:
    """ΔE00 of every pixel of two sRGB pictures (H, W, 3), 0..1, once they have one lightness, whichever it is."""
    return _difference(lab(one)[..., 1:], lab(other)[..., 1:])


def lab(pixels: NDArray[np.float32]) -> Values:
    """sRGB 0..1 to CIELAB under D65."""
    coded = pixels.astype(np.float64)
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _TO_XYZ.T / _TO_XYZ.sum(axis=1)
    x, y, z = np.moveaxis(np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29), 2, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=2)


def _difference(one: Values, other: Values) -> Values:
    """ΔE00 of two planes (H, W, 2) of a and b at one lightness."""
    (a, b), (c, d) = np.moveaxis(one, 2, 0), np.moveaxis(other, 2, 0)
    mean = (np.hypot(a, b) + np.hypot(c, d)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    a, c = stretch * a, stretch * c
    chroma, turn = (np.hypot(a, b), np.hypot(c, d)), np.arctan2(a * d - b * c, a * c + b * d)
    middle, hue = (chroma[0] + chroma[1]) / 2, np.degrees(np.arctan2(b, a) + turn / 2)

    def wave(times: int, shift: float) -> Values:
        return np.cos(np.radians(times * hue + shift))

    weight = 1 - 0.17 * wave(1, -30) + 0.24 * wave(2, 0) + 0.32 * wave(3, 6) - 0.20 * wave(4, -63)
    by_chroma = (chroma[1] - chroma[0]) / (1 + 0.045 * middle)
    by_hue = 2 * np.sqrt(chroma[0] * chroma[1]) * np.sin(turn / 2) / (1 + 0.015 * middle * weight)
    blue = np.radians(60 * np.exp(-((((hue - 275 + 180) % 360 - 180) / 25) ** 2)))
    rotation = -2 * np.sqrt(middle**7 / (middle**7 + 25.0**7)) * np.sin(blue)
    return np.sqrt(np.maximum(by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue, 0))
