"""Style transfer as a job: planned once, run as planned, and learnt from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import InputError, Interrupted, Options, Progress, stylize
from engine.jobs.style_job import StyleJob
from engine.losses.style import Style
from engine.runtime import speed
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


@pytest.fixture
def job(pictures: Pictures) -> StyleJob:
    style = Style(pictures("van_gogh_night_cafe", 40, 32), scale=80.0)
    return StyleJob(pictures("cat", 48, 32), [style], Options(evaluations=2))


def test_it_paints_what_python_paints(job: StyleJob, network: Network) -> None:
    seen: list[Progress] = []
    planned = job.plan(network)
    result = job.run(network, planned, seen.append)
    expected = stylize(job.content, [job.styles[0].picture], job.options, scales=[80.0], network=network)
    assert np.array_equal(result.pixels, expected.pixels)
    assert [progress.evaluation for progress in seen] == [1, 2]
    assert planned.forecast(network).memory == planned.memory > 0


def test_a_job_that_does_not_fit_has_no_plan(job: StyleJob, network: Network) -> None:
    with pytest.raises(InputError, match="1 MiB may be used") as caught:
        StyleJob(job.content, job.styles, Options(memory_limit=1)).plan(network)
    assert caught.value.code == "too-large"
    assert caught.value.values["limit"] == 1


def test_it_can_be_ended_after_a_level(job: StyleJob, network: Network) -> None:
    def end(_: int) -> None:
        raise Interrupted

    options = Options(evaluations=4, single_scale=True)
    ended = StyleJob(job.content, job.styles, options)
    assert ended.run(network, ended.plan(network), None, end).stopped


def test_its_report_corrects_the_speed(job: StyleJob, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[float] = []
    monkeypatch.setattr(speed, "learn", lambda _, seconds: learned.append(seconds))
    job.learn(network, job.plan(network), {"levels": [{"size": [48, 32], "evaluations": 2, "seconds": 3.0}]})
    assert len(learned) == 1
    assert 0 < learned[0] < 3 / (48 * 32)
