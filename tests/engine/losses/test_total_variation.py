"""Total variation: closed forms, and gradients against finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.losses.total_variation import powered, squared

Variation = Callable[[Any], tuple[float, Any]]
BOTH = pytest.mark.parametrize("variation", [squared, powered])


def ramp(height: int, width: int, down: float, across: float) -> Any:
    plane = down * np.arange(height)[:, None] + across * np.arange(width)
    return np.stack([plane] * 3).astype(np.float32)


@BOTH
@pytest.mark.parametrize("shape", [(3, 9, 7), (3, 1, 5), (3, 5, 1), (3, 1, 1)])
def test_a_flat_picture_has_none(variation: Variation, shape: tuple[int, ...]) -> None:
    loss, gradient = variation(np.full(shape, 200, np.float32))
    assert loss == 0
    assert np.array_equal(gradient, np.zeros(shape))


def test_squared_of_a_ramp() -> None:
    loss, _ = squared(ramp(6, 9, down=2, across=3))
    assert loss == 3 * (5 * 9 * 2**2 + 6 * 8 * 3**2) / 2


def test_powered_of_a_ramp() -> None:
    loss, _ = powered(ramp(6, 9, down=4, across=3))
    assert loss == pytest.approx(3 * 5 * 8 * 25**1.25, rel=1e-6)


def test_squared_of_a_single_bright_value() -> None:
    picture = np.zeros((3, 5, 5), np.float32)
    picture[1, 2, 2] = 10
    loss, gradient = squared(picture)
    assert loss == 4 * 10**2 / 2
    assert gradient[1, 2, 2] == 4 * 10
    assert gradient[1, 1, 2] == gradient[1, 2, 1] == gradient[1, 3, 2] == gradient[1, 2, 3] == -10
    assert np.count_nonzero(gradient) == 5


def test_powered_of_a_single_bright_value() -> None:
    """Three inner places see it: its own, with both differences, and those above and to its left, with one."""
    picture = np.zeros((3, 5, 5), np.float32)
    picture[1, 2, 2] = 10
    assert powered(picture)[0] == pytest.approx(200**1.25 + 2 * 100**1.25, rel=1e-6)


def test_powered_leaves_out_the_last_row_and_column() -> None:
    picture = np.zeros((3, 4, 4), np.float32)
    picture[:, -1, -1] = 255
    assert powered(picture)[0] == 0


@BOTH
@pytest.mark.parametrize("shape", [(3, 6, 9), (3, 2, 2), (3, 1, 4)])
def test_gradient_equals_finite_differences(variation: Variation, shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(8).uniform(0, 255, shape)
    _, gradient = variation(picture)
    expected = np.empty(shape)
    for place in np.ndindex(shape):
        step = np.zeros(shape)
        step[place] = 1e-4
        expected[place] = (variation(picture + step)[0] - variation(picture - step)[0]) / 2e-4
    assert gradient == pytest.approx(expected, rel=1e-5, abs=1e-5)


@BOTH
def test_float32_stays_float32_and_the_picture_as_it_was(variation: Variation) -> None:
    picture = np.random.default_rng(9).uniform(0, 255, (3, 40, 50)).astype(np.float32)
    before = picture.copy()
    loss, gradient = variation(picture)
    exact_loss, exact = variation(picture.astype(np.float64))
    assert np.array_equal(picture, before)
    assert gradient.dtype == np.float32
    assert loss == pytest.approx(exact_loss, rel=1e-6)
    assert gradient == pytest.approx(exact, rel=1e-5, abs=1e-2)


@BOTH
def test_the_gradient_sums_to_zero(variation: Variation) -> None:
    """A picture made brighter everywhere is as rough as before."""
    picture = np.random.default_rng(10).uniform(0, 255, (3, 12, 11))
    _, gradient = variation(picture)
    assert abs(gradient.sum()) < 1e-9 * np.abs(gradient).sum()
