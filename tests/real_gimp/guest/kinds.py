"""The kinds of picture of the matrix test, as data: known inside GIMP and outside."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 40, 32
DEPTHS = ("U8", "U16", "U32", "HALF", "FLOAT", "DOUBLE")
CODINGS = ("LINEAR", "NON_LINEAR", "PERCEPTUAL")
CODINGS_OF_GIMP_2 = ("LINEAR", "GAMMA")
SELECTIONS = ("none", "rectangle", "feathered")
PLACES = ((0, 0, WIDTH, HEIGHT), (-7, -5, 52, 44), (25, 20, 20, 16))
"""Offset and size: as the image, larger than it, and partly outside."""
LOCKS = ("nothing", "alpha", "position")


class Kind(NamedTuple):
    """One image of the matrix; all its layers are painted in one call."""

    base: str
    precision: str
    selection: str
    profile: str


def kinds(codings: Sequence[str] = CODINGS) -> Iterator[Kind]:
    """Every base type with every precision; selections and profiles take turns, so that each meets each."""
    for number, base in enumerate(("RGB", "GRAY")):
        profiles = [("srgb", "adobe", "linear"), ("gray", "gray-lab", "gray-linear")][number]
        for depth, name in enumerate(DEPTHS):
            for coding, suffix in enumerate(codings):
                turn = depth + coding + number
                # Two codings meet all pairs of selection and profile only if the second half of the depths is shifted.
                shift = depth // 3 if len(codings) == 2 else 0
                yield Kind(base, f"{name}_{suffix}", SELECTIONS[turn % 3], profiles[(turn + coding + shift) % 3])


def pixels(width: int, height: int, hidden: bool) -> bytes:
    """Smooth colours under a soft alpha, R'G'B'A float; with `hidden` a quarter has colours that nobody sees."""
    values = array("f")
    for y in range(height):
        for x in range(width):
            values.extend((0.25 + 0.4 * x / width, 0.3 + 0.4 * y / height, 0.7 - 0.4 * x * y / (width * height)))
            values.append(0.2 + 0.8 * x / width)
            if hidden and x < width // 2 and y < height // 2 and (x + y) % 3:
                values[-4:] = array("f", (1.0, 0.1, 1.0, 0.0))
    return values.tobytes()
