"""A gradient without low frequencies: what goes, what stays, and that it still leads down."""

import numpy as np
import pytest

from engine.losses.low_frequencies import SIDE, without_low_frequencies

SHAPES = [(3, 64, 48), (3, 61, 43), (3, 8, 5), (3, 3, 9)]


def noise(shape: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 5, shape).astype(np.float32)


def wave(period: float) -> np.ndarray:
    """(3, 96, 96), along the rows."""
    row = np.sin(2 * np.pi * np.arange(96) / period).astype(np.float32)
    return np.broadcast_to(row, (3, 96, 96)).copy()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_constant_goes(shape: tuple[int, int, int]) -> None:
    assert np.abs(without_low_frequencies(np.full(shape, 7, np.float32))).max() < 1e-5


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_left_leads_down(shape: tuple[int, int, int]) -> None:
    before = noise(shape)
    after = without_low_frequencies(before.copy())
    assert np.vdot(after, before) > 0
    assert np.linalg.norm(after) < np.linalg.norm(before)


def test_long_waves_go_and_short_ones_stay() -> None:
    inner = np.s_[:, 20:-20, 20:-20]
    for period, least, most in [(96, 0, 0.1), (4 * SIDE, 0.1, 0.5), (SIDE, 0.95, 1.05), (4, 0.95, 1.05)]:
        left = without_low_frequencies(wave(period))[inner]
        assert least <= np.abs(left).max() / np.abs(wave(period)[inner]).max() <= most


def test_no_grid_is_left() -> None:
    """Wherever the columns begin, the same is left of them."""
    whole = without_low_frequencies(noise((3, 64, 80)))
    part = without_low_frequencies(noise((3, 64, 80))[:, :, 3:].copy())
    assert np.allclose(whole[:, :, 3:][:, :, 2 * SIDE :], part[:, :, 2 * SIDE :], atol=1e-4)
