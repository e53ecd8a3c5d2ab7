"""Pixels per inch: what files say of a picture's printed size, checked, and written again."""

from __future__ import annotations

import math
import struct
from typing import Any

from PIL import Image

Resolution = tuple[float, float]
"""Pixels per inch across and down."""

TAGS = ACROSS, DOWN, UNIT = 282, 283, 296
"""XResolution, YResolution and ResolutionUnit (TIFF 6.0, section 8; EXIF 2.32, section 4.6.4)."""

INCH, CENTIMETRE = 2, 3
_PER_INCH = {INCH: 1.0, CENTIMETRE: 2.54}
_LEAST, _MOST = 1e-2, 1e6
_PNG_STEP = 0.0254
"""PNG and BMP count pixels per metre in integers: this is one of them, in pixels per inch."""


def checked(across: Any, down: Any) -> Resolution | None:
    """Two values from a file as a resolution; None where they are no plausible numbers.

    Integers that pixels per metre could not express are restored: 11811 per metre are 300 per inch.
    """
    try:
        values = float(across), float(down)
    except (ArithmeticError, TypeError, ValueError):
        return None
    if not all(math.isfinite(value) and _LEAST <= value <= _MOST for value in values):
        return None
    return _rounded(values[0]), _rounded(values[1])


def of_exif(exif: Image.Exif) -> Resolution | None:
    """What the tags of an EXIF block or a TIFF page say; None where they say nothing that is valid."""
    try:
        across, down, unit = exif.get(ACROSS), exif.get(DOWN), exif.get(UNIT, INCH)
    except (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error):
        return None
    factor = _PER_INCH.get(unit) if isinstance(unit, int) else None
    found = checked(across, down) if factor else None
    return checked(found[0] * factor, found[1] * factor) if found and factor else None


def with_resolution(exif: bytes | None, resolution: Resolution | None) -> bytes | None:
    """An EXIF block that says the resolution, made if there is none."""
    if resolution is None:
        return exif
    block = Image.Exif()
    if exif:
        block.load(exif)
    block[ACROSS], block[DOWN], block[UNIT] = *resolution, INCH
    return bytes(block.tobytes())


def per_metre(resolution: Resolution) -> tuple[int, int]:
    """Pixels per metre across and down, to the nearest integer."""
    return round(resolution[0] / _PNG_STEP), round(resolution[1] / _PNG_STEP)


def _rounded(value: float) -> float:
    """The nearest integer where it is within half of PNG's step."""
    whole = float(round(value))
    return whole if whole and abs(value - whole) <= _PNG_STEP / 2 else value
