"""Areas, pictures and bands of pixels without NumPy: GIMP's Python has none. Slices of `array` work at C speed.

Pixels are raw rows of float32 values in the machine's byte order, sRGB-coded R'G'B' or straight R'G'B'A, 0..1.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from common.errors import EngineError
from common.texts import _

BAND_VALUES = 1 << 20
"""About how many float32 values one band holds (4 MiB)."""
CONTEXT = 16
"""Pixels around a selection that are painted with it, at least: strokes cross its edge instead of ending there."""
CONTEXT_SHARE = 1 / 48
"""The same as a share of the selection's longest side: large selections are worked on at a smaller size."""

_ARRAY_CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}
_RUN_OF_ZEROS = re.compile(b"\0+")


class Sink(Protocol):
    """What pixels are written to: a file, or what takes their checksum."""

    def write(self, data: bytes, /) -> int: ...


class Area(NamedTuple):
    """A rectangle of a layer, in the layer's own pixels."""

    x: int
    y: int
    width: int
    height: int

    def with_context(self, width: int, height: int) -> Area:
        """This area and a margin around it, within a layer of `width` x `height` pixels."""
        margin = max(CONTEXT, round(CONTEXT_SHARE * max(self.width, self.height)))
        left, top = max(0, self.x - margin), max(0, self.y - margin)
        right, bottom = self.x + self.width + margin, self.y + self.height + margin
        return Area(left, top, min(width, right) - left, min(height, bottom) - top)

    def moved(self, x: int, y: int) -> Area:
        """This area at another place."""
        return Area(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True)
class Picture:
    """A pixel file: `height` rows of `width` pixels of `channels` (3 or 4) float32 values."""

    path: Path
    width: int
    height: int
    channels: int

    @property
    def area(self) -> Area:
        """All of it."""
        return Area(0, 0, self.width, self.height)

    @property
    def byte_size(self) -> int:
        """Of the file."""
        return 4 * self.width * self.height * self.channels


def pixel_format(channels: int) -> str:
    """The name that GIMP's library of pixel formats, babl, gives to sRGB-coded float pixels."""
    return "R'G'B'A float" if channels == 4 else "R'G'B' float"


def bands(width: int, height: int, channels: int) -> Iterator[tuple[int, int]]:
    """First row and number of rows of each band, from top to bottom."""
    rows = max(1, BAND_VALUES // (width * channels))
    for top in range(0, height, rows):
        yield top, min(rows, height - top)


def read_bands(picture: Picture) -> Iterator[tuple[int, int, bytes]]:
    """First row, number of rows and bytes of each band of a pixel file.

    Raises EngineError if the file is shorter or longer than its size says.
    """
    check_complete(picture)
    stride = 4 * picture.width * picture.channels
    with picture.path.open("rb") as file:
        for top, rows in bands(picture.width, picture.height, picture.channels):
            yield top, rows, file.read(stride * rows)


def check_complete(picture: Picture) -> None:
    """Raise EngineError if a pixel file is shorter or longer than its size says."""
    if picture.path.stat().st_size != picture.byte_size:
        raise EngineError(_("The engine's result {name} is incomplete.").format(name=picture.path.name))


def keep_transparency(painted: bytes, original: bytes, channels: int = 4, value_bytes: int = 4) -> bytes:
    """`painted` with the alpha of `original`, bit for bit, and where that is 0 with its hidden colours, too.

    Parameters
    ----------
    painted, original : pixels of one layout, alpha last
    channels : values in a pixel, 2 (gray) or 4
    value_bytes : bytes in a value; integer or floating point does not matter
    """
    code = _ARRAY_CODES[value_bytes]
    result, before = array(code, painted), array(code, original)
    alpha = before[channels - 1 :: channels]
    result[channels - 1 :: channels] = alpha
    if not all(alpha):
        for run in _RUN_OF_ZEROS.finditer(bytes(map(bool, alpha))):
            pixels = slice(channels * run.start(), channels * run.end())
            result[pixels] = before[pixels]
    return result.tobytes()


def with_channels(pixels: bytes, channels: int, target: int) -> bytes:
    """The same pixels with `target` channels: an opaque alpha is added, or the alpha left out."""
    if channels == target:
        return pixels
    values = array("f", pixels)
    result = array("f", [1.0]) * (len(values) // channels * target)
    for channel in range(3):
        result[channel::target] = values[channel::channels]
    return result.tobytes()
