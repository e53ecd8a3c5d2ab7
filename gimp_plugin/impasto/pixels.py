"""Bands of pixels without NumPy: GIMP's Python has none. Slices of `array` do the work at C speed."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from errors import EngineError
from host import Picture
from texts import _

BAND_VALUES = 1 << 20
"""About how many float32 values one band holds (4 MiB)."""

_RUN_OF_ZEROS = re.compile(b"\0+")


def bands(width: int, height: int, channels: int) -> Iterator[tuple[int, int]]:
    """First row and number of rows of each band, from top to bottom."""
    rows = max(1, BAND_VALUES // (width * channels))
    for top in range(0, height, rows):
        yield top, min(rows, height - top)


def read_bands(picture: Picture) -> Iterator[tuple[int, int, bytes]]:
    """First row, number of rows and bytes of each band of a pixel file.

    Raises
    ------
    EngineError
        The file is shorter or longer than its size says.
    """
    stride = 4 * picture.width * picture.channels
    if picture.path.stat().st_size != stride * picture.height:
        raise EngineError(_("The engine's result {name} is incomplete.").format(name=picture.path.name))
    with picture.path.open("rb") as file:
        for top, rows in bands(picture.width, picture.height, picture.channels):
            yield top, rows, file.read(stride * rows)


def keep_transparency(painted: bytes, original: bytes) -> bytes:
    """`painted` with the alpha of `original`, and with its colours where that alpha is 0 (both R'G'B'A)."""
    result, before = array("f", painted), array("f", original)
    alpha = before[3::4]
    result[3::4] = alpha
    if min(alpha) <= 0:
        for run in _RUN_OF_ZEROS.finditer(bytes(map((0.0).__lt__, alpha))):
            pixels = slice(4 * run.start(), 4 * run.end())
            result[pixels] = before[pixels]
    return result.tobytes()


def with_channels(pixels: bytes, channels: int, wanted: int) -> bytes:
    """The same pixels with `wanted` channels: an opaque alpha is added, or the alpha left out."""
    if channels == wanted:
        return pixels
    values = array("f", pixels)
    result = array("f", [1.0]) * (len(values) // channels * wanted)
    for channel in range(3):
        result[channel::wanted] = values[channel::channels]
    return result.tobytes()
