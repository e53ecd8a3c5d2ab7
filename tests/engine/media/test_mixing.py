"""Linear maps of colours."""

from __future__ import annotations

import numpy as np

from engine.media.mixing import mixed


def test_a_mixture_is_a_product_with_the_matrix() -> None:
    pixels = np.random.default_rng(0).random((7, 5, 3), np.float32)
    matrix = np.random.default_rng(1).normal(size=(3, 3))
    expected = pixels.astype(np.float64) @ matrix.T
    assert mixed(pixels, matrix).dtype == np.float32
    np.testing.assert_allclose(mixed(pixels, matrix), expected, atol=2e-6)
