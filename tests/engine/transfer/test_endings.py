"""How a job ends before its end: interrupted, or by a failure; with the best picture so far."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine import EngineError, Interrupted, Options, Progress, Result, stylize
from engine.losses import objective
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import Pictures


def test_interrupted_finishes_with_the_best_so_far(job: Callable[..., Result], pictures: Pictures) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.evaluation == 6:
            raise Interrupted

    result = job(on_progress=interrupt, evaluations=100)
    assert result.stopped
    assert result.report["evaluations"] == 6
    assert result.report["final_loss"] == min(result.report["losses"])
    assert np.abs(result.pixels - pictures("cat", 48, 32)).mean() > 0.005


def test_interrupted_in_a_coarse_level_gives_a_whole_picture(pictures: Pictures, network: Network) -> None:
    def interrupt(progress: Progress) -> None:
        assert progress.level_index == 0
        raise Interrupted

    content, style = pictures("cat", 240, 160), pictures("van_gogh_night_cafe", 40, 32)
    result = stylize(content, [style], Options(evaluations=30), interrupt, network=network)
    assert result.stopped
    assert result.pixels.shape == (160, 240, 3)
    assert len(result.report["levels"]) == 1


def test_interrupted_before_it_began(job: Callable[..., Result], network: Network) -> None:
    network.interrupt()
    try:
        result = job()
    finally:
        network.resume()
    assert result.stopped
    assert result.report["final_loss"] is None
    assert json.dumps(result.report, allow_nan=False)
    assert result.pixels.shape == (32, 48, 3)


def test_other_exceptions_of_the_callback_pass_through(job: Callable[..., Result]) -> None:
    class MishapError(Exception):
        pass

    def fail(_: Progress) -> None:
        raise MishapError

    with pytest.raises(MishapError):
        job(on_progress=fail)


def test_a_loss_that_was_not_finite_is_null_in_the_report(
    job: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is JSON, which has no word for it; the run goes on with a smaller step."""
    evaluate, calls = objective.Objective.evaluate, []

    def overflowing(self: objective.Objective, picture: Array) -> objective.Evaluation:
        calls.append(1)
        found = evaluate(self, picture)
        return replace(found, content=float("nan")) if len(calls) == 3 else found

    monkeypatch.setattr(objective.Objective, "evaluate", overflowing)
    report = job(evaluations=12).report
    assert [loss is None for loss in report["losses"]] == [index == 2 for index in range(12)]
    assert json.loads(json.dumps(report, allow_nan=False))["final_loss"] < report["losses"][0]


# Failures


class Failing:
    """Makes a network's evaluations fail from a number on, with an error or a loss that is no number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int, error: Exception | None) -> None:
        self.seen, self._after, self._error = 0, after, error
        evaluate = objective.Objective.evaluate

        def failing(one: Any, picture: Array) -> Any:
            self.seen += 1
            if self.seen <= self._after:
                return evaluate(one, picture)
            if self._error is None:
                return SimpleNamespace(loss=float("nan"), gradient=evaluate(one, picture).gradient)
            raise self._error

        monkeypatch.setattr(objective.Objective, "evaluate", failing)


LOST = EngineError("The device {device} failed.", code="device-failed", device="gpu")


@pytest.mark.parametrize("error", [MemoryError(), LOST])
def test_a_failure_ends_like_a_stop_and_says_why(
    error: Exception, job: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Progress] = []
    Failing(monkeypatch, 3, error)
    result = job(on_progress=seen.append, evaluations=20)
    assert result.stopped
    assert len(seen) == 3
    assert np.array_equal(result.pixels, seen[-1].picture())
    assert "memory" in str(result.failure) if isinstance(error, MemoryError) else str(result.failure) == str(LOST)
    assert result.failure and result.failure.code in ("out-of-memory", "device-failed")


@pytest.mark.parametrize("error", [MemoryError(), LOST])
def test_a_failure_before_there_is_anything_is_an_error(
    error: Exception, job: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    Failing(monkeypatch, 0, error)
    with pytest.raises(type(error)):
        job(evaluations=20)


@pytest.mark.parametrize("error", [MemoryError(), LOST, None])
def test_a_failure_at_the_next_level_keeps_the_one_before(
    error: Exception | None, pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None: a loss that is no number."""
    content, style = pictures("coffee", 320, 32), pictures("van_gogh_night_cafe", 40, 32)
    coarse: list[Progress] = []
    Failing(monkeypatch, 4, error)
    result = stylize(content, [style], Options(evaluations=12), coarse.append, network=network)
    assert result.stopped
    assert result.failure is not None
    assert result.pixels.shape == (32, 320, 3)
    assert {progress.level_index for progress in coarse} == {0}
    assert np.abs(result.pixels - content).mean() > 0.01


def test_what_the_callback_raises_passes_through(job: Callable[..., Result]) -> None:
    def on_progress(progress: Progress) -> None:
        if progress.evaluation == 2:
            raise LOST

    with pytest.raises(EngineError, match="gpu"):
        job(on_progress=on_progress)


def test_losses_that_stay_no_numbers_end_the_job_and_are_said(
    job: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Progress] = []
    Failing(monkeypatch, 5, None)
    result = job(on_progress=seen.append, evaluations=40)
    assert result.stopped
    assert "not a finite number any more" in str(result.failure)
    assert np.array_equal(result.pixels, seen[-1].picture())
