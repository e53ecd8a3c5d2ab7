"""The curve of the losses as a small picture, drawn without any library: not every GIMP's Python has one that draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

LINE, GRID = bytes((77, 144, 218, 255)), bytes((128, 128, 128, 110))
"""Red, green, blue, alpha: to be seen on dark and on light."""
_FLAT = 1e-3
"""Decades that a curve spans at least: noise is not drawn as mountains."""


def draw(losses: Sequence[tuple[int, int, float]], total: int, width: int, height: int) -> bytes:
    """The losses of evaluation 1 to `total` on a logarithmic scale, what is to come left empty.

    `losses` are (level, evaluation from 1 on, loss) as received; a line marks where a level begins. The result is rows
    of 8-bit RGBA, transparent where nothing is drawn.
    """
    picture = bytearray(4 * width * height)
    known = [(level, number, math.log10(loss)) for level, number, loss in losses if 0 < loss < math.inf]
    if not known:
        return bytes(picture)
    low, high = min(value for _, _, value in known), max(value for _, _, value in known)
    span = max(high - low, _FLAT)
    columns = [min(width - 1, (number - 1) * width // max(total, 1)) for _, number, _ in known]
    rows = [round((high - value) / span * (height - 1)) for _, _, value in known]
    for n in range(1, len(known)):
        if known[n][0] != known[n - 1][0]:
            _bar(picture, width, columns[n], 0, height - 1, GRID)
    for n, (column, row) in enumerate(zip(columns, rows)):
        before, at = (columns[n - 1], rows[n - 1]) if n else (column, row)
        for step in range(before, column + 1):
            share = (step - before) / (column - before) if column > before else 1.0
            following = round(at + share * (row - at))
            _bar(picture, width, step, min(at, following), max(at, following), LINE)
            at, before = following, step
    return bytes(picture)


def _bar(picture: bytearray, width: int, column: int, top: int, bottom: int, colour: bytes) -> None:
    for row in range(top, bottom + 1):
        place = 4 * (row * width + column)
        picture[place : place + 4] = colour
