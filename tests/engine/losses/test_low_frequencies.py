"""A gradient without low frequencies: what it keeps, and that it is a projection."""

import numpy as np
import pytest

from engine.losses.low_frequencies import BLOCK, without_low_frequencies

SHAPES = [(3, 64, 48), (3, 61, 43), (3, 8, 5), (3, 3, 9)]


def noise(shape: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 5, shape).astype(np.float32)


@pytest.mark.parametrize("shape", SHAPES)
def test_block_means_are_zero(shape: tuple[int, int, int]) -> None:
    gradient = without_low_frequencies(noise(shape))
    for top in range(0, shape[1], BLOCK):
        for left in range(0, shape[2], BLOCK):
            block = gradient[:, top : top + BLOCK, left : left + BLOCK]
            assert np.abs(block.mean((1, 2))).max() < 1e-5


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_an_orthogonal_projection(shape: tuple[int, int, int]) -> None:
    before = noise(shape)
    after = without_low_frequencies(before.copy())
    assert np.allclose(without_low_frequencies(after.copy()), after, atol=1e-5)
    assert abs(np.vdot(after, before - after)) < 1e-3 * np.vdot(before, before)


def test_what_has_no_low_frequencies_is_kept() -> None:
    checks = np.indices((32, 32)).sum(0) % 2 * 2.0 - 1
    gradient = np.stack([checks] * 3).astype(np.float32)
    assert np.array_equal(without_low_frequencies(gradient.copy()), gradient)
