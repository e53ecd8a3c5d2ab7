"""The low frequencies' distance: what it sees, what it does not, and its gradient."""

from __future__ import annotations

import numpy as np
import pytest

from engine.losses.low_frequencies import BLOCK, LowFrequencies

RNG = np.random.default_rng(9)
TARGET = RNG.uniform(0, 255, (3, 27, 42)).astype(np.float32)


def test_a_picture_is_not_far_from_itself() -> None:
    loss, gradient = LowFrequencies(TARGET)(TARGET)
    assert loss == 0
    assert gradient.shape == TARGET.shape
    assert not gradient.any()


def test_fine_detail_does_not_count() -> None:
    rows, columns = np.indices(TARGET.shape[1:])
    detailed = TARGET + np.float32(40) * ((rows + columns) % 2 - 0.5).astype(np.float32)
    assert LowFrequencies(TARGET)(detailed)[0] < 1e-9


def test_a_picture_of_the_mean_colour_is_at_distance_1() -> None:
    whole = TARGET[:, : 27 // BLOCK * BLOCK, : 42 // BLOCK * BLOCK]
    flat = np.broadcast_to(whole.mean((1, 2), keepdims=True), TARGET.shape)
    assert LowFrequencies(TARGET)(flat)[0] == pytest.approx(1, rel=1e-4)


def test_the_gradient_is_the_losss_slope() -> None:
    distance, picture = LowFrequencies(TARGET), RNG.uniform(0, 255, TARGET.shape).astype(np.float32)
    _, gradient = distance(picture)
    direction = gradient + RNG.standard_normal(TARGET.shape).astype(np.float32) * np.abs(gradient).max()
    direction *= 100 / np.linalg.norm(direction)
    slope = (distance(picture + direction)[0] - distance(picture - direction)[0]) / 2
    assert slope == pytest.approx(float(np.sum(gradient * direction, dtype=np.float64)), rel=1e-3)
    assert not gradient[:, 24:].any()


def test_a_flat_target_has_a_finite_distance() -> None:
    assert np.isfinite(LowFrequencies(np.zeros_like(TARGET))(TARGET)[0])


def test_each_pixel_counts_by_its_importance() -> None:
    """The left half counts three times as much as if it were there three times."""
    height, width = 16, 32
    left, right = (RNG.uniform(0, 255, (3, height, width)).astype(np.float32) for _ in range(2))
    moved = [side + RNG.uniform(-9, 9, side.shape).astype(np.float32) for side in (left, right)]
    importance = np.ones((height, 2 * width), np.float32)
    importance[:, :width] = 3
    weighted = LowFrequencies(np.concatenate([left, right], 2), importance)
    repeated = LowFrequencies(np.concatenate([left, left, left, right], 2))
    loss, gradient = weighted(np.concatenate(moved, 2))
    expected, by_repeated = repeated(np.concatenate([moved[0], moved[0], moved[0], moved[1]], 2))
    assert loss == pytest.approx(expected, rel=1e-5)
    assert gradient[:, :, :width] == pytest.approx(3 * by_repeated[:, :, :width], rel=1e-4)
    assert gradient[:, :, width:] == pytest.approx(by_repeated[:, :, 3 * width :], rel=1e-4)
