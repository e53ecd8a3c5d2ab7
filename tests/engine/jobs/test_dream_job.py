"""A dream as a job: planned once and run as planned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import DreamOptions, InputError, OptionError, dream
from engine.jobs.dream_job import DreamJob
from engine.runtime import speed
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
QUICK = DreamOptions(layer="conv3_1", octaves=2, steps=2)


def test_it_dreams_what_python_dreams(pictures: Pictures, network: Network) -> None:
    job = DreamJob(pictures("cat", 48, 32), pictures("coffee", 32, 32), QUICK)
    octaves: list[int] = []
    planned = job.plan(network)
    result = job.run(network, planned, None, octaves.append)
    assert np.array_equal(result.pixels, dream(job.content, QUICK, job.guide, network=network).pixels)
    assert octaves == [0, 1]
    assert planned.memory > 0


def test_dreams_that_cannot_be_planned(pictures: Pictures, network: Network) -> None:
    picture = pictures("cat", 48, 32)
    with pytest.raises(InputError, match="1 MiB may be used"):
        DreamJob(picture, None, DreamOptions(memory_limit=1)).plan(network)
    with pytest.raises(OptionError, match="'channels' cannot be '9999'"):
        DreamJob(picture, None, DreamOptions(channels="9999")).plan(network)


def test_its_speed_is_not_style_transfers(
    pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "learn", lambda *_: pytest.fail("learned from a dream"))
    job = DreamJob(pictures("cat", 48, 32), None, QUICK)
    job.learn(network, job.plan(network), {"levels": []})
