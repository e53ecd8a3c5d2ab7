"""Blended statistics are those of features that are mixed in the same shares."""

from __future__ import annotations

import numpy as np
import pytest

from engine.losses.statistics import Moments, covariance, gram, partial_whitening

RNG = np.random.default_rng(8)
SMALL, LARGE = RNG.random((5, 30)), 2 + 3 * RNG.random((5, 90))


def moments(features: np.ndarray) -> Moments:
    """Of features (C, positions), everywhere in one region."""
    products, total = features @ features.T, features.sum(1, keepdims=True)
    return Moments(products[None], total[None], np.array([float(features.shape[1])]))


def test_one_style_has_its_own_covariance_and_mean() -> None:
    found = covariance([moments(LARGE)], np.array([7.0]))
    assert found.matrix == pytest.approx(np.cov(LARGE, bias=True))
    assert found.mean[:, 0] == pytest.approx(LARGE.mean(1))


@pytest.mark.parametrize("repeats", [1, 3])
def test_styles_are_mixed_as_if_their_features_were(repeats: int) -> None:
    """Each counts by its weight, however many positions it has."""
    mixed = np.concatenate([*[SMALL] * 3 * repeats, LARGE], axis=1)  # 90 x repeats positions of one, 90 of the other
    found = covariance([moments(SMALL), moments(LARGE)], np.array([repeats, 1.0]))
    assert found.matrix == pytest.approx(np.cov(mixed, bias=True))
    assert found.mean[:, 0] == pytest.approx(mixed.mean(1))
    products = gram([moments(SMALL), moments(LARGE)], np.array([repeats, 1.0]))
    assert products.matrix == pytest.approx(mixed @ mixed.T / mixed.shape[1])


def test_the_covariance_of_a_blend_knows_how_far_the_styles_are_apart() -> None:
    flat = [np.full((5, 10), value) for value in (1.0, 3.0)]
    found = covariance([moments(one) for one in flat], np.ones(2))
    assert found.matrix == pytest.approx(np.ones((5, 5)))


@pytest.mark.parametrize("factor", [1e-6, 1.0, 1e6])
def test_a_partial_whitening_makes_strong_directions_count_less(factor: float) -> None:
    """But a difference as large as the covariance itself counts as much as without it."""
    known = factor * np.array([100.0, 1.0, 0.01, 0.0])
    vectors = np.linalg.qr(RNG.standard_normal((4, 4)))[0]
    matrix = (vectors * known) @ vectors.T
    found = partial_whitening(matrix)
    inside = vectors.T @ found @ vectors
    assert inside == pytest.approx(np.diag(np.diag(inside)), abs=1e-6 * inside[0, 0])
    assert np.diag(inside) / inside[0, 0] == pytest.approx(((known + known.mean()) / (100 + 25.2525) / factor) ** -0.25)
    assert np.sum((found @ matrix @ found) * matrix) == pytest.approx(np.sum(matrix**2))


def test_a_style_without_covariance_has_a_finite_whitening() -> None:
    assert partial_whitening(np.zeros((3, 3))) == pytest.approx(np.eye(3))
