"""Boxes in the picture and cells on the canvas."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.losses.tiles import ALIGNMENT
from engine.transfer.canvas import MARGIN, SIDE, blocks, canvas_of, cells_of, slices, surrounded, within

NUMBERS = st.integers(-50, 900)


@given(NUMBERS, NUMBERS, st.integers(1, 500), st.integers(1, 500), st.integers(16, 900), st.integers(16, 900))
def test_a_box_is_moved_into_the_picture(left: int, top: int, across: int, down: int, width: int, height: int) -> None:
    box = within((left, top, left + across, top + down), width, height)
    assert 0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height
    assert (box[2] - box[0], box[3] - box[1]) == (min(across, width), min(down, height))
    if 0 <= left <= width - across:
        assert box[0] == left


@given(st.integers(0, 900), st.integers(1, 500))
def test_a_surrounded_box_has_its_margin_and_whole_blocks(begin: int, size: int) -> None:
    box = begin, begin, begin + size, begin + size
    around = surrounded(box)
    assert (around[2] - around[0]) % SIDE == (around[3] - around[1]) % SIDE == 0
    assert around[0] <= begin - MARGIN and around[2] >= begin + size + MARGIN
    assert around[2] - around[0] < size + 2 * MARGIN + SIDE


def test_cells_fill_the_canvas_and_own_all_but_their_borders() -> None:
    area = 10, 20, 10 + 2 * SIDE, 20 + 3 * SIDE
    samples = [(index, 0, index + SIDE, SIDE) for index in range(6)]
    cells = cells_of(area, samples)
    assert [cell.box for cell in cells] == [area, *samples]
    pieces = [
        np.full((box[3] - box[1], box[2] - box[0], 1), number, np.float32)
        for number, box in enumerate([area, *samples], 1)
    ]
    canvas = canvas_of(cells, pieces)
    assert canvas.shape == (3 * SIDE, 4 * SIDE, 1)
    assert [(canvas == number).sum() for number in range(1, 8)] == [6 * SIDE**2, *6 * [SIDE**2]]
    for cell in cells:
        rows, columns = cell.tile.own
        assert (rows.start, columns.stop) == (cell.rows.start + ALIGNMENT, cell.columns.stop - ALIGNMENT)


def test_a_piece_that_is_too_small_repeats_its_edge() -> None:
    (cell,) = cells_of((0, 0, 100, 50), [])
    piece = np.arange(5000, dtype=np.float32).reshape(50, 100, 1)
    canvas = canvas_of([cell], [piece])
    assert canvas.shape == (blocks(50) * SIDE, blocks(100) * SIDE, 1)
    assert np.array_equal(canvas[slices((0, 0, 100, 50))], piece)
    assert canvas[-1, -1] == piece[-1, -1]
