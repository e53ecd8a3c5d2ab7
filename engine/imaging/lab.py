"""CIE L*a*b* with the white of D50, as TIFF stores it, to sRGB."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from .colour import from_light

_ROWS = 256
_WHITE = np.array([0.9642, 1.0, 0.8249], np.float32)
"""D50 (ISO 13655, ICC.1:2022 section 7.2.16)."""

_TO_SRGB = np.array(
    [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]],
    np.float32,
)
"""XYZ of D50 to linear sRGB of D65, adapted by Bradford's matrix (Lindbloom's tables)."""


def lab_to_srgb(samples: NDArray[np.generic], *, signed: bool) -> Array:
    """L*, a* and b* of TIFF as sRGB.

    Parameters
    ----------
    samples : (H, W, 3) of 8 or 16 bits, or floats (L* in 0..100, a* and b* in their own units)
    signed : a* and b* are signed integers (CIELAB of TIFF 6.0, section 23), else offset by half their range (ICCLAB)

    Returns
    -------
    (H, W, 3) float32, 0..1; colours outside sRGB are cut for each channel
    """
    converted = np.empty((*samples.shape[:2], 3), np.float32)
    for top in range(0, len(samples), _ROWS):
        converted[top : top + _ROWS] = _srgb(_in_units(samples[top : top + _ROWS], signed))
    return converted


def _in_units(samples: NDArray[np.generic], signed: bool) -> Array:
    """L* in 0..100, a* and b* about -128..127."""
    if samples.dtype.kind == "f":
        return samples.astype(np.float32)
    bits = samples.dtype.itemsize * 8
    lightness = samples[..., :1].astype(np.float32) * np.float32(100 / (2**bits - 1))
    chroma = samples[..., 1:].view(f"i{samples.dtype.itemsize}") if signed else samples[..., 1:]
    offset = 0 if signed else 2 ** (bits - 1)
    return np.concatenate([lightness, (chroma.astype(np.float32) - offset) / np.float32(2 ** (bits - 8))], axis=2)


def _srgb(lab: Array) -> Array:
    """CIE 15:2004, section 8.2.1.1, backwards, then to sRGB."""
    lightness, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    y = (lightness + 16) / 116
    roots = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    xyz = np.where(roots > 6 / 29, roots**3, (roots - 4 / 29) * (108 / 841)) * _WHITE
    light = np.clip(xyz @ _TO_SRGB.T, 0, 1)
    return from_light(light).astype(np.float32)
