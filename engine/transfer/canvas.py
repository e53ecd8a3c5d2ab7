"""Parts of a picture side by side on one canvas: boxes in the picture, cells on the canvas.

A box is left, top, right, bottom, in pixels. Cells are made of blocks of SIDE x SIDE pixels, so that nothing is left
between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..losses.tiles import ALIGNMENT, Tile

Box = tuple[int, int, int, int]
SIDE = 128
MARGIN = 32
"""Pixels around a crop that are painted with it: its border looks as it does in the whole picture."""


@dataclass(frozen=True)
class Cell:
    """A part of the picture, and where it is on the canvas."""

    box: Box
    rows: slice
    columns: slice

    @property
    def tile(self) -> Tile:
        """All of the cell but what features at its border need."""
        own = tuple(slice(side.start + ALIGNMENT, side.stop - ALIGNMENT) for side in (self.rows, self.columns))
        return Tile((own[0], own[1]), (self.rows, self.columns))


def within(box: Box, width: int, height: int) -> Box:
    """A box of the same size, or as large as the picture, within a picture."""
    left, right = _moved(box[0], box[2], width)
    top, bottom = _moved(box[1], box[3], height)
    return left, top, right, bottom


def _moved(begin: int, end: int, length: int) -> tuple[int, int]:
    size = min(end - begin, length)
    begin = min(max(0, begin), length - size)
    return begin, begin + size


def surrounded(box: Box) -> Box:
    """A box with its margin and some more, so that blocks of SIDE pixels fill it."""
    left, right = _padded(box[0], box[2])
    top, bottom = _padded(box[1], box[3])
    return left, top, right, bottom


def _padded(begin: int, end: int) -> tuple[int, int]:
    size = SIDE * blocks(end - begin + 2 * MARGIN)
    begin -= (size - (end - begin)) // 2
    return begin, begin + size


def blocks(length: int) -> int:
    return -(-length // SIDE)


def cells_of(area: Box, samples: Sequence[Box]) -> list[Cell]:
    """The area at the canvas' top left corner, the samples in columns beside it."""
    height, width = (SIDE * blocks(area[index + 2] - area[index]) for index in (1, 0))
    rows, cells = height // SIDE, [Cell(area, slice(0, height), slice(0, width))]
    for index, sample in enumerate(samples):
        top, left = SIDE * (index % rows), width + SIDE * (index // rows)
        cells.append(Cell(sample, slice(top, top + SIDE), slice(left, left + SIDE)))
    return cells


def canvas_of(cells: Sequence[Cell], pieces: Sequence[Array]) -> Array:
    """One picture of all pieces (h, w, C); one that is smaller than its cell repeats its edge."""
    shape = max(cell.rows.stop for cell in cells), max(cell.columns.stop for cell in cells)
    canvas = np.empty((*shape, pieces[0].shape[2]), np.float32)
    for cell, piece in zip(cells, pieces, strict=True):
        height, width = cell.rows.stop - cell.rows.start, cell.columns.stop - cell.columns.start
        missing = (0, height - piece.shape[0]), (0, width - piece.shape[1]), (0, 0)
        canvas[cell.rows, cell.columns] = np.pad(piece, missing, mode="edge")
    return canvas


def slices(box: Box) -> tuple[slice, slice]:
    return slice(box[1], box[3]), slice(box[0], box[2])
