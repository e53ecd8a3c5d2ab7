"""A client of the session's cluster, and a job for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import Worker

from engine.cluster import Cluster, ClusterSettings, open_cluster
from engine.imaging import write_image
from engine.jobs.style_files import StyleFiles
from engine.losses.style import Style
from engine.options import Options

from ..conftest import Array
from .processes import PATIENCE

Pictures = Callable[[str, int, int], Array]
Describe = Callable[..., StyleFiles]


@pytest.fixture
def cluster(address: str) -> Iterator[Cluster]:
    """A client of it."""
    with open_cluster(ClusterSettings(address)) as opened:
        yield opened


@pytest.fixture
def describe(tmp_path: Path, pictures: Pictures) -> Describe:
    """Makes a picture to paint, with some options; one thread as the workers have."""
    write_image(tmp_path / "content.png", pictures("cat", 64, 48))
    write_image(tmp_path / "style.png", pictures("van_gogh_night_cafe", 64, 64))

    def described(**options: object) -> StyleFiles:
        chosen = Options.from_mapping({"evaluations": 2, "threads": 1, **options})
        return StyleFiles(tmp_path / "content.png", [Style(tmp_path / "style.png")], chosen)

    return described


def is_busy(cluster: Cluster, name: str = "") -> bool:
    """Whether the worker of this name does a job, or any worker."""

    def busy(dask_worker: Worker) -> bool:
        from engine.cluster import remote

        return remote._one_at_a_time.locked() and name in ("", str(dask_worker.name))

    return any(cluster._client.run(busy).values())


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, and fail where it never is."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
