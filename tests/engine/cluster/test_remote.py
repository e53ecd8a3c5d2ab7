"""What a worker does by itself: its threads, its memory, its errors in words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from distributed import Worker

from engine import EngineError, InputError, OptionError
from engine.cluster import Cluster
from engine.cluster.remote import _adapted, _failure, _network
from engine.jobs.file_job import paint_job
from engine.runtime.limits import available_cores

from .conftest import Describe

GIB = 1 << 30


def worker(threads: int, memory: int | None) -> Worker:
    """What `_adapted` looks at of a worker that Dask gave so many threads and bytes."""
    return cast(
        Worker,
        SimpleNamespace(state=SimpleNamespace(nthreads=threads), memory_manager=SimpleNamespace(memory_limit=memory)),
    )


def test_threads_and_memory_follow_the_worker_unless_they_are_given(describe: Describe) -> None:
    job, _ = paint_job(describe(threads=0), "out.png")
    assert _adapted(job, worker(1, None)).options.threads == 1
    assert _adapted(job, worker(64, None)).options.threads == available_cores()
    assert _adapted(job, worker(1, None)).options.memory_limit == 0
    assert _adapted(job, worker(1, GIB)).options.memory_limit == 614
    given, _ = paint_job(describe(threads=3, memory_limit=700), "out.png")
    assert _adapted(given, worker(1, GIB)).options == given.options


def test_sessions_are_kept_while_they_fit(describe: Describe) -> None:
    one, same, other = (_network(describe(threads=threads).options) for threads in (1, 1, 2))
    assert one is same
    assert other.threads == 2


@pytest.mark.parametrize(
    ("error", "message", "is_input"),
    [
        (InputError("{file} is bad.", "Look.", code="bad", file="/tmp/x/0/a.png"), "photos/a.png is bad.", True),
        (EngineError("It failed on /tmp/x/0/a.png."), "It failed on photos/a.png.", False),
        (OptionError("unknown-option", name="x", options="y"), "There is no option 'x'; the options are y.", True),
        (MemoryError(), "There is not enough memory for this size.", False),
        (ValueError("/tmp/x/0/a.png"), "The engine failed on a worker: photos/a.png.", False),
        (KeyError(), "The engine failed on a worker: KeyError.", False),
    ],
)
def test_errors_name_the_users_files(error: Exception, message: str, is_input: bool) -> None:
    failure = _failure(error, {str(Path("/tmp/x/0/a.png")): "photos/a.png"})
    assert (failure.message, failure.is_input) == (message, is_input)
    assert "/tmp/x" not in str(failure.values)


def test_every_worker_offers_one_job_at_a_time(cluster: Cluster) -> None:
    def resources(dask_worker: Worker) -> dict[str, float]:
        return dict(dask_worker.state.total_resources)

    assert list(cluster._client.run(resources).values()) == [{cluster._resource: 1}] * 2
