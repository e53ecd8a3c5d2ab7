"""The change of variables: a symmetric matrix, the gradient through it, and what it does to a run."""

from __future__ import annotations

import numpy as np
import pytest

from engine.optim import minimise as optimise
from engine.optim.minimise import DESCENTS
from engine.optim.preconditioner import SIGMA, preconditioned, with_low_frequencies

from ..conftest import Array
from .functions import START, Counted, rosenbrock

RNG = np.random.default_rng(5)
SHAPES = [(3, 64, 48), (3, 61, 43), (3, 8, 5), (3, 3, 9), (3, 1, 2)]


def noise(shape: tuple[int, int, int]) -> Array:
    return RNG.normal(0, 1, shape).astype(np.float32)


@pytest.mark.parametrize("shape", [(1, 7, 5), (1, 3, 9), (1, 24, 22)])
def test_the_matrix_is_symmetric_and_positive_definite(shape: tuple[int, int, int]) -> None:
    """Borders included: else a gradient would not be one."""
    units = np.eye(shape[1] * shape[2], dtype=np.float32).reshape(-1, *shape)
    matrix = np.stack([with_low_frequencies(unit, 1.0).ravel() for unit in units])
    assert np.abs(matrix - matrix.T).max() < 1e-6
    eigenvalues = np.linalg.eigvalsh(matrix)
    assert 0.98 < eigenvalues.min() < eigenvalues.max() < 2.001


@pytest.mark.parametrize("shape", SHAPES)
def test_either_side_of_an_inner_product_may_be_multiplied(shape: tuple[int, int, int]) -> None:
    one, other = noise(shape), noise(shape)
    left, right = np.vdot(with_low_frequencies(one, 3.0), other), np.vdot(one, with_low_frequencies(other, 3.0))
    assert left == pytest.approx(right, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_constant_moves_further_by_the_gain(shape: tuple[int, int, int]) -> None:
    assert with_low_frequencies(np.full(shape, 2, np.float32), 1.5) == pytest.approx(np.full(shape, 5), rel=1e-5)


def test_fine_detail_moves_as_it_did() -> None:
    rows = np.sin(2 * np.pi * np.arange(96) / SIGMA).astype(np.float32)
    wave = np.broadcast_to(rows, (3, 40, 96)).copy()
    inner = np.s_[:, :, 12:-12]
    assert with_low_frequencies(wave, 1.0)[inner] == pytest.approx(wave[inner], abs=0.02)


def test_the_gradient_is_that_of_finite_differences() -> None:
    start, gain, step = np.full(START.shape, 100, np.float32) + noise(START.shape), 2.0, 0.5
    function, zero = preconditioned(rosenbrock, start, gain)
    assert not zero.any()
    z = zero + 5 * noise(START.shape)
    gradient = function(z)[1]
    for direction in (noise(START.shape), np.ones_like(START)):
        # The loss is of fourth order: two central differences give the derivative, with no error of second order.
        narrow, wide = (
            (function(z + length * direction)[0] - function(z - length * direction)[0]) / (2 * length)
            for length in (step, 2 * step)
        )
        assert np.vdot(gradient, direction) == pytest.approx((4 * narrow - wide) / 3, rel=1e-3)


@pytest.mark.parametrize("gain", [0.0, 1.0])
def test_the_variables_of_the_start_are_the_start(gain: float) -> None:
    function = Counted(rosenbrock)
    evaluate, zero = preconditioned(function, START, gain)
    loss, gradient = evaluate(zero)
    assert np.array_equal(function.pictures[0], START)
    assert loss == function.losses[0]
    assert np.array_equal(gradient, with_low_frequencies(rosenbrock(START)[1], gain))


@pytest.mark.parametrize("optimiser", sorted(DESCENTS))
def test_forms_arrive_sooner(optimiser: str) -> None:
    """Where they are what is missing, and fine detail is twenty times as steep."""
    forms = noise((3, 48, 48))
    goal = 200 * (with_low_frequencies(forms, 1.0) - forms) + 2 * noise(forms.shape)

    def function(picture: Array) -> tuple[float, Array]:
        apart = picture - goal
        slope = 20 * apart - 19 * (with_low_frequencies(apart, 1.0) - apart)
        return float(np.vdot(apart.astype(np.float64), slope) / 2), slope

    plain, further = (
        optimise.minimise(function, np.zeros_like(goal), 6, optimiser=optimiser, low_frequency_gain=gain)
        for gain in (0.0, 1.0)
    )
    assert further.best_loss < plain.best_loss / 4
