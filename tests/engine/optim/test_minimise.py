"""The optimiser on functions with known minima, and on functions that misbehave."""

from __future__ import annotations

import numpy as np
import pytest

from engine import EngineError, Interrupted
from engine.optim import minimise as optimise
from engine.optim.minimise import Run

from ..conftest import Array
from .conftest import Minimise
from .functions import GOAL, SHAPE, START, Counted, quadratic, rosenbrock


@pytest.mark.parametrize("factor", [1e-6, 1.0, 1e9])
def test_a_quadratic_is_minimised_at_any_scale_of_the_loss(minimise: Minimise, factor: float) -> None:
    def scaled(picture: Array) -> tuple[float, Array]:
        loss, gradient = quadratic(picture)
        return factor * loss, np.float32(factor) * gradient

    run = minimise(scaled, START, 300)
    assert run.best == pytest.approx(GOAL, abs=0.5)
    assert run.best_loss < 1e-5 * run.losses[0]


def test_a_bent_valley_is_followed_to_its_end(minimise: Minimise) -> None:
    start = np.full((1, 2, 2), 20, np.float32)
    run = minimise(rosenbrock, start, 300)
    assert run.best == pytest.approx(np.full((1, 2, 2), 100), abs=0.5)
    assert run.best_loss < 1e-4 < 1 < run.losses[0]


def test_the_best_picture_is_the_one_with_the_best_loss(minimise: Minimise) -> None:
    function = Counted(rosenbrock)
    run = minimise(function, START, 60)
    assert run.losses == function.losses
    assert np.array_equal(run.best, function.pictures[int(np.argmin(function.losses))])
    assert run.best_loss == min(function.losses)


@pytest.mark.parametrize("evaluations", [1, 2, 7, 50])
def test_the_budget_is_spent_and_not_more(minimise: Minimise, evaluations: int) -> None:
    function = Counted(rosenbrock)
    reports: list[int] = []
    run = minimise(function, START, evaluations, lambda run: reports.append(len(run.losses)))
    assert len(function.losses) == len(run.losses) == evaluations
    assert reports == list(range(1, evaluations + 1))
    assert not run.stopped


@pytest.mark.parametrize("evaluations", [1, 2, 7])
def test_the_last_evaluation_needs_the_loss_alone(minimise: Minimise, evaluations: int) -> None:
    function, alone = Counted(rosenbrock), Counted(rosenbrock)
    run = minimise(function, START, evaluations, loss=lambda picture: alone(picture)[0])
    assert (len(function.losses), len(alone.losses)) == (evaluations - 1, 1)
    assert run.losses == minimise(rosenbrock, START, evaluations).losses
    if run.best_loss == run.losses[-1] and evaluations > 1:
        assert run.accepted[-1] == evaluations - 1


@pytest.mark.parametrize("too_far", [1.0, 2.0])
def test_an_only_step_that_leads_too_far_is_halved(minimise: Minimise, too_far: float) -> None:
    alone, length = Counted(quadratic), too_far * float(np.sqrt(np.square(GOAL - START).mean()))
    run = minimise(quadratic, START, 2, loss=lambda picture: alone(picture)[0], first_step=length)
    assert alone.losses[0] > run.losses[0] > alone.losses[-1] == run.best_loss
    assert len(run.losses) == 2
    assert run.accepted == [1]
    assert np.array_equal(run.best, alone.pictures[-1])


def test_the_first_evaluation_is_the_start_and_the_start_is_not_written_to(minimise: Minimise) -> None:
    before = START.copy()
    function = Counted(quadratic)
    run = minimise(function, START, 20)
    assert np.allclose(function.pictures[0], START, rtol=1e-6)
    assert np.array_equal(START, before)
    assert not np.shares_memory(run.best, START)
    assert {(picture.dtype.name, picture.shape) for picture in function.pictures} == {("float32", SHAPE)}
    assert run.best.dtype == np.float32


def test_a_minimum_at_the_start_ends_early(minimise: Minimise) -> None:
    run = minimise(quadratic, GOAL, 1000)
    assert len(run.losses) < 1000
    assert run.best == pytest.approx(GOAL, abs=1e-3)


def test_a_picture_that_no_longer_changes_ends_the_run(minimise: Minimise) -> None:
    """The valley lies on a plateau so high that following it is not worth the time."""

    def plateau(picture: Array) -> tuple[float, Array]:
        loss, gradient = rosenbrock(picture)
        return loss + 1e9, gradient

    run = minimise(plateau, START, 500)
    assert optimise.PATIENCE < len(run.losses) < 250
    assert not run.stopped
    assert min(run.losses[: -optimise.PATIENCE]) * (1 - optimise.UNCHANGED) < run.best_loss


def test_noise_in_the_loss_does_not_end_the_run(minimise: Minimise) -> None:
    """Losses good to five digits, as float32 sums are: SciPy gives up on them, the run goes on."""

    def noisy(picture: Array) -> tuple[float, Array]:
        loss, gradient = quadratic(picture)
        return float(f"{loss:.4e}"), gradient

    run = minimise(noisy, START, 300)
    assert run.best_loss < 1e-4 * run.losses[0]


def test_a_loss_that_is_not_finite_far_out_is_recovered_from(minimise: Minimise) -> None:
    def fenced(picture: Array) -> tuple[float, Array]:
        if np.abs(picture - START).max() > 3 and len(function.losses) < 12:
            return float("nan"), np.full(SHAPE, np.nan, np.float32)
        return quadratic(picture)

    function = Counted(fenced)
    run = minimise(function, START, 200)
    assert np.isnan(run.losses).any()
    assert np.isfinite([run.losses[index] for index in run.accepted]).all()
    assert np.isfinite(run.best).all()
    assert run.best_loss < 1e-3 * run.losses[0]
    assert not run.stopped


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_never_finite(minimise: Minimise, value: float) -> None:
    function = Counted(lambda picture: (value, np.zeros_like(picture)))
    with pytest.raises(EngineError, match="not a finite number"):
        minimise(function, START, 100)
    assert len(function.losses) < 10


@pytest.mark.parametrize("where", ["function", "callback"])
def test_interrupted_keeps_the_best(minimise: Minimise, where: str) -> None:
    def interrupt_after_10(run: Run | None = None) -> None:
        if len(function.losses) >= 10 and (run is None) == (where == "function"):
            raise Interrupted

    def interruptible(picture: Array) -> tuple[float, Array]:
        interrupt_after_10()
        return rosenbrock(picture)

    function = Counted(interruptible)
    run = minimise(function, START, 100, interrupt_after_10)
    assert run.stopped
    assert len(run.losses) == 10
    assert run.best_loss == min(run.losses) < run.losses[0]
    assert np.array_equal(run.best, function.pictures[int(np.argmin(function.losses))])


def test_interrupted_before_anything_was_evaluated_keeps_the_start(minimise: Minimise) -> None:
    def interrupt(_: Array) -> tuple[float, Array]:
        raise Interrupted

    run = minimise(interrupt, START, 100)
    assert run.stopped
    assert run.losses == []
    assert np.array_equal(run.best, START)


class MishapError(Exception):
    """An exception that the engine does not know."""


def test_other_exceptions_pass_through(minimise: Minimise) -> None:
    def fail(_: object) -> tuple[float, Array]:
        raise MishapError

    with pytest.raises(MishapError):
        minimise(fail, START, 100)
    with pytest.raises(MishapError):
        minimise(quadratic, START, 100, fail)


def test_the_same_run_twice(minimise: Minimise) -> None:
    first, second = minimise(rosenbrock, START, 80), minimise(rosenbrock, START, 80)
    assert first.losses == second.losses
    assert np.array_equal(first.best, second.best)
