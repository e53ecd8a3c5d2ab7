"""The colours of a video, by its tags, as sRGB and back (ITU-T H.273).

Standard video (BT.709, BT.601) is taken as sRGB as it stands, as players show it. Wide gamuts (BT.2020, P3) are
converted, and high dynamic range (PQ, HLG; ITU-R BT.2100) is shown with its reference white of 203 cd/m2 (ITU-R
BT.2408) as white: what is brighter or outside sRGB is cut. A stroke in white is then written as white paper, not as a
light of 10,000 cd/m2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..imaging.colour import from_light, to_light
from .mixing import mixed

UNSPECIFIED = 2
_PQ, _HLG, _LINEAR = 16, 18, 8
_WHITE = 203.0
_HLG_PEAK, _HLG_GAMMA = 1000.0, 1.2
_D65 = (0.3127, 0.3290)
_WIDE = {
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
_BT709 = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
_HLG_A, _HLG_B, _HLG_C = 0.17883277, 0.28466892, 0.55991073
_PQ_M1, _PQ_M2, _PQ_C1, _PQ_C2, _PQ_C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128


@dataclass(frozen=True)
class Colour:
    """The tags of a video, as numbers of H.273; 2 is "unspecified".

    Attributes
    ----------
    primaries, transfer, matrix : ColourPrimaries, TransferCharacteristics and MatrixCoefficients
    range : 1 limited, 2 full, 0 unspecified
    """

    primaries: int = UNSPECIFIED
    transfer: int = UNSPECIFIED
    matrix: int = UNSPECIFIED
    range: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether its R'G'B' is taken as sRGB as it stands."""
        return self.primaries not in _WIDE and self.transfer not in (_PQ, _HLG, _LINEAR)


def to_srgb(pixels: Array, colour: Colour) -> Array:
    """(H, W, 3|4) R'G'B' of a video as sRGB-coded, cut to 0..1."""
    if colour.is_plain:
        return np.clip(pixels, 0, 1)
    light = _decoded(np.clip(pixels[..., :3], 0, 1), colour.transfer)
    linear = mixed(light, _to_bt709(colour.primaries))
    return _joined(from_light(np.clip(linear, 0, 1)), pixels)


def from_srgb(pixels: Array, colour: Colour) -> Array:
    """The inverse of `to_srgb` for all colours that sRGB holds."""
    if colour.is_plain:
        return np.clip(pixels, 0, 1)
    light = to_light(np.clip(pixels[..., :3], 0, 1))
    linear = mixed(light, np.linalg.inv(_to_bt709(colour.primaries)))
    return _joined(_coded(np.clip(linear, 0, 1), colour.transfer), pixels)


def _joined(colour: Array, pixels: Array) -> Array:
    """Colours with the alpha of other pixels."""
    return np.concatenate([colour, pixels[..., 3:]], axis=2, dtype=np.float32)


def _decoded(coded: Array, transfer: int) -> Array:
    """R'G'B' to light, with 1 for white on paper."""
    if transfer == _PQ:
        power = coded.astype(np.float64) ** (1 / _PQ_M2)
        light = (np.maximum(power - _PQ_C1, 0) / (_PQ_C2 - _PQ_C3 * power)) ** (1 / _PQ_M1)
        return np.asarray(light * (10_000 / _WHITE), np.float32)
    if transfer == _HLG:
        scene = np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - _HLG_C) / _HLG_A) + _HLG_B) / 12)
        return np.asarray(scene * _luminance(scene) ** (_HLG_GAMMA - 1) * (_HLG_PEAK / _WHITE), np.float32)
    return coded if transfer == _LINEAR else to_light(coded)


def _coded(light: Array, transfer: int) -> Array:
    """The inverse of `_decoded`."""
    if transfer == _PQ:
        power = (light.astype(np.float64) * (_WHITE / 10_000)) ** _PQ_M1
        return np.asarray(((_PQ_C1 + _PQ_C2 * power) / (1 + _PQ_C3 * power)) ** _PQ_M2, np.float32)
    if transfer == _HLG:
        shown = light * (_WHITE / _HLG_PEAK)
        scene = shown * np.maximum(_luminance(shown), 1e-9) ** (1 / _HLG_GAMMA - 1)
        bright = _HLG_A * np.log(np.maximum(12 * scene - _HLG_B, 1e-9)) + _HLG_C
        return np.asarray(np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright), np.float32)
    return light if transfer == _LINEAR else from_light(light)


def _luminance(light: Array) -> Array:
    return np.asarray(light[..., :1] * 0.2627 + light[..., 1:2] * 0.6780 + light[..., 2:] * 0.0593, np.float32)


@cache
def _to_bt709(primaries: int) -> NDArray[np.float64]:
    """Light of some primaries to light of BT.709's, with the same white."""
    return np.linalg.inv(_to_xyz(_BT709)) @ _to_xyz(_WIDE.get(primaries, _BT709))


def _to_xyz(primaries: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in primaries]).T
    x, y = _D65
    scales = np.linalg.solve(columns, np.array([x / y, 1, (1 - x - y) / y]))
    return columns * scales
