"""Both implementations of L-BFGS: their steps, and the float32 one against the textbook's matrices."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from engine import Interrupted
from engine.optim import minimise as optimise
from engine.optim.lbfgs import (
    CURVATURE,
    DOT_BLOCK,
    LONGER,
    SETTLED,
    SUFFICIENT_DECREASE,
    _add,
    _direction,
    _dot,
    _Pair,
    _Point,
    _search,
    float32_descent,
    scipy_descent,
)
from engine.optim.minimise import Run

from ..conftest import Array
from .conftest import Minimise
from .functions import START, Counted, quadratic, rosenbrock


def accepted_losses(run: Run) -> list[float]:
    return [run.losses[index] for index in run.accepted]


@pytest.mark.parametrize("function", [quadratic, rosenbrock])
def test_accepted_losses_never_rise(minimise: Minimise, function: Callable[[Array], tuple[float, Array]]) -> None:
    run = minimise(function, START, 200)
    accepted = accepted_losses(run)
    assert len(accepted) > 10
    assert all(later <= earlier for earlier, later in pairwise(accepted))
    assert run.accepted == sorted(set(run.accepted))
    assert run.best_loss == min(run.losses)


def test_the_first_step_is_some_grey_levels(minimise: Minimise) -> None:
    function = Counted(quadratic)
    minimise(function, START, 2)
    step = float(np.sqrt(np.mean(np.square(function.pictures[1] - function.pictures[0]))))
    assert 0.5 < step < 50


def test_a_step_from_one_pair_is_no_longer_than_the_one_before() -> None:
    """Along a line that is almost straight at first, a quasi-Newton step would go a hundred times as far."""

    def wall(picture: Array) -> tuple[float, Array]:
        apart = picture / np.float32(100)
        return float(np.sum(apart + apart**2 / 1000 + apart**8)), (1 + apart / 500 + 8 * apart**7) / np.float32(100)

    function = Counted(wall)
    optimise.minimise(function, np.full((3, 4, 4), -1, np.float32), 3, optimiser="float32")
    first, second = (float(np.linalg.norm(after - before)) for before, after in pairwise(function.pictures))
    assert second == pytest.approx(first, rel=1e-4)


@pytest.mark.parametrize("pairs", [3, 5])
def test_fewer_pairs_for_less_memory(minimise: Minimise, pairs: int) -> None:
    assert minimise(quadratic, START, 300, pairs=pairs).best_loss < 1e-4 * quadratic(START)[0]


@pytest.mark.parametrize("descent", [scipy_descent, float32_descent])
def test_a_descent_reports_every_step_and_ends_when_it_is_interrupted(descent: Callable[..., None]) -> None:
    function, accepted = Counted(quadratic), []

    def accept(loss: float) -> None:
        accepted.append(loss)
        if len(accepted) == 5:
            raise Interrupted

    with pytest.raises(Interrupted):
        descent(function, START, 5.0 * START.size**0.5, 10, accept)
    assert accepted == sorted(set(accepted), reverse=True)
    assert all(np.isclose(function.losses, loss, rtol=1e-6).any() for loss in accepted)
    assert {picture.dtype.name for picture in function.pictures} == {"float32"}


@pytest.mark.parametrize(("count", "longer"), [(3, 1), (SETTLED - 1, 1), (SETTLED, LONGER), (SETTLED + 2, LONGER)])
def test_the_two_loop_recursion_is_the_inverse_hessian_of_bfgs(count: int, longer: float) -> None:
    """Nocedal and Wright, equations 7.16 to 7.20, with dense matrices; a longer beginning once there are some pairs."""
    random, size = np.random.default_rng(4), 12
    factors = random.standard_normal((size, size))
    hessian = factors @ factors.T + np.eye(size)
    places = random.random((count + 1, size))
    points = [_Point(x.astype(np.float32), 0.0, (hessian @ x).astype(np.float32)) for x in places]
    pairs = [pair for pair in (_Pair.between(one, other) for one, other in pairwise(points)) if pair is not None]
    assert len(pairs) == count
    last = pairs[-1]
    inverse = longer * np.eye(size) * (last.step @ last.change) / (last.change @ last.change)
    for pair in pairs:
        turned = np.eye(size) - pair.inverse * np.outer(pair.step, pair.change)
        inverse = turned @ inverse @ turned.T + pair.inverse * np.outer(pair.step, pair.step)
    gradient = random.standard_normal(size).astype(np.float32)
    assert _direction(gradient, pairs) == pytest.approx(-inverse @ gradient, rel=1e-3, abs=1e-4)
    assert np.array_equal(_direction(gradient, []), -gradient)


def test_a_search_meets_the_weak_wolfe_conditions() -> None:
    here = _Point(START, *rosenbrock(START))
    direction = -here.gradient
    found = _search(rosenbrock, here, direction)
    assert found is not None
    slope, length = _dot(here.gradient, direction), float(np.max(np.abs(found.x - START)) / np.max(np.abs(direction)))
    assert found.loss <= here.loss + 0.99 * SUFFICIENT_DECREASE * length * slope
    assert _dot(found.gradient, direction) >= CURVATURE * slope
    assert _search(rosenbrock, here, here.gradient) is None


def test_a_step_without_curvature_is_no_pair() -> None:
    here = _Point(START, 1.0, np.ones_like(START))
    assert _Pair.between(here, _Point(START + 1, 0.5, np.ones_like(START))) is None
    assert _Pair.between(here, _Point(START + 1, 0.5, np.zeros_like(START))) is None


def test_sums_over_many_blocks_are_exact() -> None:
    ones = np.ones(2 * DOT_BLOCK + 3, np.float32)
    assert _dot(ones, 2 * ones) == 2 * ones.size
    _add(ones, 0.5, ones.copy())
    assert (ones == 1.5).all()
