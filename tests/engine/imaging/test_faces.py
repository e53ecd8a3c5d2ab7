"""Faces that are found in the samples, and the map that holds them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.imaging.faces import face_map, find_faces

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


@pytest.mark.parametrize(("width", "height"), [(512, 512), (160, 160), (1400, 1400)])
def test_the_astronauts_face_is_found_at_any_size(width: int, height: int, pictures: Pictures) -> None:
    (face,) = find_faces(pictures("astronaut", width, height))
    assert (face.x, face.y) == pytest.approx((0.435, 0.215), abs=0.03)
    assert 0.12 < face.width < 0.24 and 0.17 < face.height < 0.3 and face.score > 0.4


def test_two_faces_side_by_side_and_none_of_a_cat_or_a_cup(pictures: Pictures) -> None:
    pair = np.concatenate([pictures("astronaut", 256, 256)] * 2, axis=1)
    assert sorted(round(face.x, 1) for face in find_faces(pair)) == [0.2, 0.7]
    for name in ("cat", "coffee"):
        assert find_faces(pictures(name, 320, 213)) == []
        assert face_map(pictures(name, 320, 213)) is None


def test_what_is_transparent_is_no_face(pictures: Pictures) -> None:
    picture = np.concatenate([pictures("astronaut", 256, 256), np.ones((256, 256, 1), np.float32)], axis=2)
    assert len(find_faces(picture)) == 1
    picture[:128, :, 3] = 0
    assert find_faces(picture) == []


def test_a_map_is_dark_on_the_face_and_soft_around_it(pictures: Pictures) -> None:
    held = face_map(pictures("astronaut", 256, 192))
    assert held is not None and held.shape == (192, 256) and held.dtype == np.float32
    assert held[30:50, 100:122].max() == 0
    assert held[100:].min() == 1
    assert np.abs(np.diff(held, axis=0)).max() < 0.25
    assert 0.8 < held.mean() < 0.97
