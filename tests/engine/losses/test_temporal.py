"""The temporal loss: its gradient, what it weighs, and what a frame starts from."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Objective, Options
from engine.losses.presets import GATYS, IMPASTO
from engine.losses.temporal import LEAST_VARIANCE, Temporal, TemporalLoss
from engine.runtime.network import Network

from ..conftest import Array

RNG = np.random.default_rng(4)
TARGET = RNG.uniform(0, 1, (24, 33, 3)).astype(np.float32)
WEIGHTS = (RNG.uniform(0, 1, (24, 33)) > 0.3).astype(np.float32)
PICTURE = RNG.uniform(0, 255, (3, 24, 33)).astype(np.float32)


def test_the_loss_is_the_weighted_sum_of_squares() -> None:
    expected = np.sum(WEIGHTS * np.square(PICTURE - 255 * TARGET.transpose(2, 0, 1)), dtype=np.float64)
    assert TemporalLoss(Temporal(TARGET, WEIGHTS))(PICTURE)[0] == pytest.approx(expected, rel=1e-5)


def test_the_gradient_is_the_losss_slope() -> None:
    loss = TemporalLoss(Temporal(TARGET, WEIGHTS))
    _, gradient = loss(PICTURE)
    direction = RNG.standard_normal(PICTURE.shape).astype(np.float32)
    slope = (loss(PICTURE + direction)[0] - loss(PICTURE - direction)[0]) / 2
    assert slope == pytest.approx(float(np.sum(gradient * direction, dtype=np.float64)), rel=1e-3)
    assert not gradient[:, WEIGHTS == 0].any()


def test_what_does_not_count_has_no_part_in_the_variance() -> None:
    painted = np.where(WEIGHTS[..., None] > 0, TARGET, np.float32(1))
    expected = 255**2 * TARGET[WEIGHTS > 0].astype(np.float64).var(0).sum()
    assert TemporalLoss(Temporal(painted, WEIGHTS)).variance == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("weights", [WEIGHTS, np.zeros_like(WEIGHTS)], ids=["flat", "nothing known"])
def test_a_flat_target_holds_no_tighter_than_one_with_little_contrast(weights: Array) -> None:
    assert TemporalLoss(Temporal(np.full_like(TARGET, 0.5), weights)).variance == LEAST_VARIANCE


def test_a_frame_starts_from_its_target_where_that_counts() -> None:
    initial = np.zeros_like(TARGET)
    start = Temporal(TARGET, WEIGHTS).start(initial)
    assert (start[WEIGHTS == 1] == TARGET[WEIGHTS == 1]).all()
    assert not start[WEIGHTS == 0].any()
    assert Temporal(TARGET, WEIGHTS, 0.5).start(initial) == pytest.approx(start / 2)


def test_it_starts_from_what_is_known_though_it_is_not_held_yet() -> None:
    known = np.ones_like(WEIGHTS)
    temporal = Temporal(TARGET, WEIGHTS, known=known)
    assert temporal.start(np.zeros_like(TARGET)) == pytest.approx(TARGET)
    assert TemporalLoss(temporal)(PICTURE)[0] == TemporalLoss(Temporal(TARGET, WEIGHTS))(PICTURE)[0]
    half = temporal.resized(16, 12)
    assert half.known is not None
    assert half.known.shape == (12, 16)


def test_it_has_any_size() -> None:
    half = Temporal(TARGET, WEIGHTS).resized(16, 12)
    assert (half.target.shape, half.weights.shape) == ((12, 16, 3), (12, 16))
    assert half.weights.mean() == pytest.approx(WEIGHTS.mean(), abs=0.03)
    whole = Temporal(TARGET, WEIGHTS)
    assert whole.resized(33, 24) is whole


@pytest.mark.parametrize("preset", ["impasto", "gatys"])
def test_it_is_a_term_of_the_objective(preset: str, network: Network) -> None:
    temporal = Temporal(TARGET, WEIGHTS)
    content, style = RNG.random((2, 24, 33, 3), np.float32)
    options = Options(preset=preset)
    without, held = (
        Objective(content, [style], options, network=network, temporal=each).evaluate(PICTURE)
        for each in (None, temporal)
    )
    loss = TemporalLoss(temporal)
    weight = (IMPASTO if preset == "impasto" else GATYS).temporal_weight(PICTURE.size, loss.variance)
    apart, gradient = loss(PICTURE)
    assert without.temporal == 0
    assert held.temporal == pytest.approx(weight * apart)
    assert held.loss == pytest.approx(without.loss + weight * apart)
    assert held.gradient - without.gradient == pytest.approx(weight * gradient, rel=1e-3, abs=1e-6 * weight * 255)
