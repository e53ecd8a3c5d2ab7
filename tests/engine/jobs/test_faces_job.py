"""Looking for faces as a job."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import Options
from engine.errors import InputError
from engine.jobs.faces_job import FacesJob
from engine.runtime.network import Network

from ..conftest import Array


def test_the_map_holds_the_face(network: Network, pictures: Callable[[str, int, int], Array]) -> None:
    job = FacesJob(pictures("astronaut", 256, 256), Options())
    plan = job.plan(network)
    assert plan.forecast(network).memory == plan.memory and not plan.crops
    result = job.run(network, plan)
    assert result.pixels.shape == (256, 256, 1) and not result.stopped and result.report["seconds"] >= 0
    face: Array = result.pixels[40:80, 100:130, 0]
    assert face.mean() < 0.1 < result.pixels[200:].min()


def test_there_is_none(network: Network) -> None:
    job = FacesJob(np.full((64, 64, 4), 0.5, np.float32), Options())
    with pytest.raises(InputError, match="No face"):
        job.run(network, job.plan(network))
