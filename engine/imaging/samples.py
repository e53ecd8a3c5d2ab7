"""Samples of any type as float32 in 0..1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from .notes import note
from .refusal import Refusal

_BRIGHTEST_LIGHT = 16.0
"""Above 1 lies light brighter than white, which is rare in a picture; above this most of it is another range."""

_ROUNDING = 0.01
"""What a value may lie beyond 0 and 1 without a word: programs that resize pictures overshoot a little."""

_UNUSED_BITS = 4

_RANGES = (255.0, 65535.0)
"""Ranges of integers that are also stored as floats."""

_DECIDED_BY = 1_000_000
"""Samples that are looked at to tell the range."""


def cube(samples: NDArray[np.generic]) -> NDArray[np.generic]:
    """`(H, W)` or `(H, W, C)` as `(H, W, C)`."""
    return samples.reshape(*samples.shape[:2], -1)


def divided(samples: NDArray[np.generic], white: int) -> Array:
    """Samples as float32, with `white` as 1."""
    scaled = samples.astype(np.float32)
    scaled /= np.float32(white)
    return scaled


def unit_range(samples: NDArray[np.generic], bits: int) -> Array:
    """Unsigned integers of `bits` bits, or floats, as float32 in 0..1.

    Floats are cut to 0..1, which hides only light brighter than white; those in 0..255 or 0..65535 are scaled. Either
    is said in the log. Not-a-number is 0, which is said, too.

    Raises
    ------
    Refusal
        Floats lie in no range that is known, or none is a number.
    """
    if samples.dtype.kind != "f":
        _say_if_dark(int(samples.max()), 2**bits - 1)
        return divided(samples, 2**bits - 1)
    values = _numbers(samples.astype(np.float32))
    white = _white_of(values)
    if white != 1:
        note("its values reach %g; they are taken as 0 to %g", float(values.max()), white)
        values /= np.float32(white)
    clipped: Array = np.clip(values, 0.0, 1.0)
    return clipped


def _numbers(values: Array) -> Array:
    """The values, with 0 for what is no number."""
    missing = int(np.count_nonzero(np.isnan(values)))
    if missing == values.size:
        raise Refusal("No value in {file} is a number.", "Export the picture again.", code="no-numbers")
    if missing:
        note("%d of its values are no numbers and count as 0", missing)
    return np.nan_to_num(values, copy=False)


def signed_range(samples: NDArray[Any]) -> Array:
    """Integers of 32 bits with a sign, of which a picture uses 0 to 65535, as float32 in 0..1.

    Raises
    ------
    Refusal
        They are larger, or mostly negative.
    """
    lowest, highest = int(samples.min()), int(samples.max())
    if highest > 65535 or highest <= 0 > lowest:
        raise _unknown_range(lowest, highest)
    if lowest < 0:
        note("its values lie in %d to %d; those below 0 are cut", lowest, highest)
    clipped: Array = np.clip(divided(samples, 65535), 0.0, 1.0)
    return clipped


def _say_if_dark(highest: int, white: int) -> None:
    """Note where values of few bits are stored in many: 12 bits of a camera in 16 are nearly black, in GIMP, too."""
    if white > 255 and 0 < highest <= white >> _UNUSED_BITS:
        note("its values reach only %d of %d, so it is dark; stretch its levels first", highest, white)


def _white_of(values: Array) -> float:
    """The value that is white in floats: 1, 255 or 65535."""
    lowest, highest = float(values.min()), float(values.max())
    if lowest >= 0 and highest <= 1:
        return 1.0
    if lowest < -_BRIGHTEST_LIGHT:
        raise _unknown_range(lowest, highest)
    some = values.reshape(-1)[:: max(1, values.size // _DECIDED_BY)]
    if highest <= _BRIGHTEST_LIGHT or np.mean(some[some > 0] > 1) < 0.5:
        if lowest < -_ROUNDING or highest > 1 + _ROUNDING:
            note("its values lie in %.3g to %.3g and are cut to 0 to 1", lowest, highest)
        return 1.0
    white = next((white for white in _RANGES if highest <= white), None)
    if white is None:
        raise _unknown_range(lowest, highest)
    return white


def _unknown_range(lowest: float, highest: float) -> Refusal:
    return Refusal(
        "The values in {file} lie in {lowest} to {highest}; those of a picture lie in 0 to 1, 255 or 65535.",
        "Scale them to 0 to 1 first.",
        code="float-range",
        lowest=f"{lowest:.4g}",
        highest=f"{highest:.4g}",
    )
