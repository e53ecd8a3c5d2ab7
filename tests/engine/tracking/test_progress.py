"""The journal of a job: its fractions, its losses, and pauses that do not count."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Interrupted
from engine.optim.minimise import Run
from engine.tracking.progress import Journal, Level, Progress

LEVELS = [Level(10, 5, 4), Level(20, 10, 2)]


def run_of(losses: list[float], size: int = 8) -> Run:
    """A run whose best picture is white."""
    run = Run(np.full((3, size, size), 255, np.float32))
    for loss in losses:
        run.record(run.best, loss)
    return run


def test_fractions_weigh_evaluations_by_pixels() -> None:
    seen: list[Progress] = []
    journal = Journal(LEVELS, seen.append)
    watch = journal.watch(0)
    watch(run_of([3.0]))
    watch(run_of([3.0, 2.0]))
    journal.finish(LEVELS[0], run_of([3.0, 2.0]), 1.0)  # ended two evaluations early
    journal.watch(1)(run_of([5.0, 4.0]))
    assert [progress.fraction for progress in seen] == [50 / 600, 100 / 600, 1.0]
    assert [(progress.evaluation, progress.evaluations) for progress in seen] == [(1, 6), (2, 6), (4, 4)]
    assert [progress.level for progress in seen] == [(10, 5), (10, 5), (20, 10)]
    assert [(progress.level_index, progress.levels) for progress in seen] == [(0, 2), (0, 2), (1, 2)]
    assert [progress.loss for progress in seen] == [3.0, 2.0, 4.0]
    assert seen[0].seconds_left == pytest.approx(11 * seen[0].seconds)
    assert seen[-1].seconds_left == 0


def test_more_evaluations_than_planned_raise_the_plan() -> None:
    seen: list[Progress] = []
    Journal(LEVELS, seen.append).watch(0)(run_of([1.0] * 6))
    assert (seen[0].evaluation, seen[0].evaluations) == (6, 8)
    assert seen[0].fraction == 300 / 700


def test_a_finished_level_is_kept_for_the_report() -> None:
    journal = Journal(LEVELS, None)
    for level, losses, accepted in ((LEVELS[0], [3.0, 2.0], [1]), (LEVELS[1], [5.0, 4.0, 6.0], [0, 1])):
        run = run_of(losses)
        run.accepted = accepted
        journal.finish(level, run, 0.12345)
    journal.watch(1)(run_of([1.0]))  # nobody listens
    assert journal.losses == [3.0, 2.0, 5.0, 4.0, 6.0]
    assert journal.accepted == [1, 2, 3]
    assert journal.done == [
        {"size": [10, 5], "evaluations": 2, "seconds": 0.123},
        {"size": [20, 10], "evaluations": 3, "seconds": 0.123},
    ]


def test_the_picture_is_shown_as_an_editor_shows_it() -> None:
    seen: list[Progress] = []
    Journal(LEVELS, seen.append, shown=lambda pixels: pixels / 2).watch(0)(run_of([1.0]))
    assert np.array_equal(seen[0].picture(), np.full((8, 8, 3), 0.5, np.float32))


def test_a_pause_after_a_level_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, paused = [100.0], []
    monkeypatch.setattr("engine.tracking.progress.time.perf_counter", lambda: clock[0])

    def pause(index: int) -> None:
        paused.append(index)
        clock[0] += 30

    journal = Journal(LEVELS, None, pause, started=90.0)
    journal.finish(LEVELS[0], run_of([1.0]), 1.0)
    assert journal.rest() is False
    assert paused == [0]
    assert clock[0] - journal.started == 10


def test_a_job_can_be_ended_between_levels() -> None:
    def end(_: int) -> None:
        raise Interrupted

    assert Journal(LEVELS, None, end).rest() is True
    assert Journal(LEVELS, None).rest() is False


def test_what_comes_before_a_level_counts_and_its_own_speed_says_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small level takes longer than its pixels say; the next one corrects that."""
    clock, seen = [0.0], list[Progress]()
    monkeypatch.setattr("engine.tracking.progress.time.perf_counter", lambda: clock[0])
    journal = Journal([Level(10, 5, 4), Level(20, 10, 2, before=400)], seen.append, started=0.0)
    clock[0] = 4.0
    journal.watch(0)(run_of([4.0, 3.0, 2.0, 1.0]))
    journal.finish(LEVELS[0], run_of([4.0, 3.0, 2.0, 1.0]), 4.0)
    clock[0] = 10.0
    journal.watch(1)(run_of([1.0]))
    assert [progress.fraction for progress in seen] == [200 / 1000, 800 / 1000]
    assert [progress.seconds_left for progress in seen] == pytest.approx([800 * 4 / 200, 200 * 6 / 600])
