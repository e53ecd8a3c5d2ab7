"""Display matrices, as phones write them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from engine.media.orientation import Orientation, orientation_of

from .clips import turned

MATRICES = {
    (1, 0, 0, 1): Orientation(0),
    (0, 1, -1, 0): Orientation(3),
    (-1, 0, 0, -1): Orientation(2),
    (0, -1, 1, 0): Orientation(1),
    (-1, 0, 0, 1): Orientation(0, flipped=True),
    (1, 0, 0, -1): Orientation(2, flipped=True),
}


@pytest.mark.parametrize("matrix", list(MATRICES))
def test_a_display_matrix_is_read_from_the_file(mp4: Path, tmp_path: Path, matrix: tuple[int, int, int, int]) -> None:
    path = turned(tmp_path / "turned.mp4", mp4, matrix)
    with av.open(str(path)) as container:
        assert orientation_of(next(container.decode(video=0))) == MATRICES[matrix]


@pytest.mark.parametrize("matrix", list(MATRICES))
def test_pixels_go_where_the_matrix_says(matrix: tuple[int, int, int, int]) -> None:
    pixels = np.arange(6, dtype=np.float32).reshape(2, 3, 1)
    upright = MATRICES[matrix].upright(pixels)
    a, b, c, d = matrix
    places = {(a * x + c * y, b * x + d * y): pixels[y, x, 0] for y in range(2) for x in range(3)}
    left, top = min(x for x, _ in places), min(y for _, y in places)
    assert all(upright[y - top, x - left, 0] == value for (x, y), value in places.items())


def test_a_quarter_turn_swaps_the_sides() -> None:
    assert Orientation(1).swaps_sides
    assert Orientation(3).swaps_sides
    assert not Orientation(2).swaps_sides
