"""Layers painted as frames: what is delivered, progress over all of them, and an end before the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.errors import Interrupted
from engine.jobs.animation_job import AnimationJob
from engine.jobs.layered import Layer, LayerFrames
from engine.losses.style import Style
from engine.options import Options
from engine.runtime.network import Network
from engine.tracking.progress import Progress
from engine.transfer.plan import Plan
from engine.video import MemoryStore

from ..conftest import Array
from .conftest import Pictures

WIDTH, HEIGHT = 64, 48


@pytest.fixture(scope="module")
def layers(pictures: Pictures) -> list[Layer]:
    """A photograph, a patch that is combined with it, moved by two pixels, and the whole again."""
    whole = np.concatenate([pictures("cat", WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH, 1), np.float32)], axis=2)
    patch = whole[8:40, 16:48].copy()
    patch[:4, :, 3] = 0
    return [Layer(lambda: whole), Layer(lambda: patch, 18, 8, combine=True), Layer(lambda: whole)]


@pytest.fixture
def job(layers: list[Layer], pictures: Pictures) -> AnimationJob:
    styles = [Style(pictures("van_gogh_night_cafe", 40, 32))]
    return AnimationJob(LayerFrames(layers, WIDTH, HEIGHT), styles, Options(evaluations=8), MemoryStore())


def run(job: AnimationJob, network: Network, on_progress: Any = None) -> tuple[dict[int, Array], dict[str, Any]]:
    painted: dict[int, Array] = {}
    return painted, job.run(network, job.plan(network), painted.__setitem__, on_progress)


def test_playing_the_painted_layers_shows_steady_frames(
    job: AnimationJob, layers: list[Layer], network: Network
) -> None:
    progress: list[Progress] = []
    painted, report = run(job, network, progress.append)
    assert list(painted) == [0, 1, 2]
    for index, layer in enumerate(layers):
        before, after = layer.read(), painted[index]
        assert np.array_equal(after[..., 3], before[..., 3])
        assert np.abs(after - before)[..., :3].mean() > 0.02
    played = LayerFrames(
        [Layer(lambda pixels=painted[n]: pixels, one.x, one.y, one.combine) for n, one in enumerate(layers)],  # type: ignore[misc]
        WIDTH,
        HEIGHT,
    )
    first, second, third = played.read(0, 3)
    assert np.array_equal(second, job.store.read(1))
    apart = np.abs(first - layers[0].read()).mean()
    assert np.abs(third - first).mean() < 0.3 * apart
    assert np.array_equal(first[:, :16], second[:, :16])
    assert [each["evaluations"] for each in report["painted"]] == [8, 2, 2]
    assert [each["begins_shot"] for each in report["painted"]] == [True, False, False]
    assert (report["frames"], report["evaluations"]) == (3, 12)
    check_progress(progress)


def check_progress(progress: list[Progress]) -> None:
    fractions = [each.fraction for each in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert [each.frame for each in progress] == [(0, 3)] * 8 + [(1, 3)] * 2 + [(2, 3)] * 2
    assert all(each.seconds_left >= 0 for each in progress)
    assert fractions[7] == pytest.approx(1 / 1.5)


def test_an_interruption_keeps_what_is_finished(job: AnimationJob, network: Network) -> None:
    def stop_in_the_second(progress: Progress) -> None:
        if progress.frame == (1, 3):
            raise Interrupted

    painted, report = run(job, network, stop_in_the_second)
    assert list(painted) == [0]
    assert (report["frames"], len(report["painted"])) == (1, 1)


def test_nothing_is_finished_in_the_first_frame(job: AnimationJob, network: Network) -> None:
    def stop(_: Progress) -> None:
        raise Interrupted

    painted, report = run(job, network, stop)
    assert painted == {}
    assert (report["frames"], report["levels"], report["seconds"]) == (0, [], 0)
    job.learn(network, job.plan(network), report)  # there is nothing to learn


def test_the_forecast_is_of_all_frames_and_the_first_one_corrects_it(
    job: AnimationJob, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.runtime.speed.seconds", lambda _: 0.5)
    plan = job.plan(network)
    assert isinstance(plan.first, Plan)
    one, all_ = plan.first.forecast(network), plan.forecast(network)
    assert one.seconds < all_.seconds < 3 * one.seconds
    assert plan.memory >= one.memory
    learned: list[float] = []
    monkeypatch.setattr("engine.runtime.speed.learn", lambda _network, seconds: learned.append(seconds))
    levels = [{"evaluations": 8, "seconds": 4.0}]
    job.learn(network, plan, {"levels": levels})
    assert learned == [pytest.approx(4 / plan.first.work([8]))]
