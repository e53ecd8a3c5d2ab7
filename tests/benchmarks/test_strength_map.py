"""The measures of what a strength map holds."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.strength_map import SAMPLES, Array, edges, face_map, likeness, seam, side_by_side
from engine.imaging import read_image, resize

SIZE = 128


@pytest.fixture(scope="module")
def photograph() -> Array:
    return np.clip(resize(read_image(SAMPLES / "content/astronaut.jpg").pixels, SIZE, SIZE), 0, 1)


def test_a_picture_is_like_itself_and_less_like_a_blurred_or_noisy_one(photograph: Array) -> None:
    own = edges(photograph)
    assert likeness(own, own).min() == pytest.approx(1, abs=1e-4)
    noisy = photograph + np.random.default_rng(0).normal(0, 0.1, photograph.shape).astype(np.float32)
    blurred = resize(resize(photograph, 32, 32), SIZE, SIZE)
    assert max(likeness(own, edges(other)).mean() for other in (noisy, blurred)) < 0.8


def test_a_line_along_the_border_is_a_seam(photograph: Array) -> None:
    held = face_map(SIZE)
    assert held.min() < 0.05 and held.mean() > 0.85
    line = np.where((np.abs(held - 0.5) < 0.2)[..., None], 1 - photograph, photograph)
    assert seam(line, held) > 1.5 * seam(photograph, held)


def test_a_row_of_pictures(photograph: Array) -> None:
    assert side_by_side([photograph, photograph]).size == (512, 256)
