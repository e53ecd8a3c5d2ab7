"""Jobs in, events out; what is lost with a worker or with the scheduler."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine import EngineError, InputError
from engine.cluster import Cluster, ClusterSettings, Ended, Reported, Submitted, open_cluster
from engine.cluster.batch import paint_all
from engine.jobs.batch import Item
from engine.jobs.file_job import paint_job

from .conftest import Describe, is_busy, wait_until
from .processes import PATIENCE, DaskProcesses, wait_for_workers


def wait_for(cluster: Cluster, count: int) -> list[Submitted]:
    """The next jobs that end."""
    ended: list[Submitted] = []
    deadline = time.monotonic() + 5 * PATIENCE
    while len(ended) < count:
        assert time.monotonic() < deadline
        event = cluster.next_event(0.2)
        if isinstance(event, Ended):
            ended.append(event.job)
    return ended


def test_as_many_at_a_time_as_there_are_workers(cluster: Cluster, describe: Describe) -> None:
    assert cluster.places() == 2
    jobs = [cluster.submit(*paint_job(describe(evaluations=12, seed=seed), "out.png")) for seed in range(2)]
    workers, ended = set(), 0
    while ended < 2:
        event = cluster.next_event(0.2)
        if isinstance(event, Reported):
            workers.add(event.job.worker)
        ended += isinstance(event, Ended)
    assert len(workers) == 2
    assert all(job.result() for job in jobs)


def test_a_job_that_has_not_begun_is_cancelled_not_stopped(cluster: Cluster, describe: Describe) -> None:
    long = [cluster.submit(*paint_job(describe(evaluations=100_000, seed=seed), "out.png")) for seed in range(2)]
    while not all(job.has_begun for job in long):  # Dask need not begin them in their order
        cluster.next_event(0.2)
    third = cluster.submit(*paint_job(describe(), "out.png"))
    for job in (third, *long):
        job.stop()
    assert set(wait_for(cluster, 3)) == {third, *long}
    assert third.result() is None
    assert all(made and made.stopped for made in (job.result() for job in long))


def test_a_file_that_cannot_be_read_is_not_submitted(cluster: Cluster, describe: Describe) -> None:
    files = describe()
    files.content.unlink()
    with pytest.raises(InputError, match=r"content\.png does not exist"):
        cluster.submit(*paint_job(files, "out.png"))


@pytest.mark.slow
def test_a_job_goes_on_with_a_worker_that_comes_later(tmp_path: Path, describe: Describe) -> None:
    """The only worker is killed with the job and all its files; another one does it from the start."""
    with DaskProcesses(tmp_path) as dask:
        victim = dask.add_worker("--name", "victim")
        wait_for_workers(dask.address, 1)
        with open_cluster(ClusterSettings(dask.address)) as cluster:
            job = cluster.submit(*paint_job(describe(evaluations=60), "out.png"))
            wait_until(lambda: is_busy(cluster, "victim"))
            victim.kill()
            victim.wait()
            dask.add_worker("--name", "later")
            assert wait_for(cluster, 1) == [job]
            made = job.result()
    assert made is not None
    assert (made.report["worker"], made.report["evaluations"]) == ("later", 60)


@pytest.mark.slow
def test_without_a_scheduler_what_is_left_fails_in_words(tmp_path: Path, describe: Describe) -> None:
    items = [Item(describe(seed=seed), tmp_path / f"{seed}.png") for seed in range(4)]
    with DaskProcesses(tmp_path) as dask:
        dask.add_worker()
        wait_for_workers(dask.address, 1)
        outcomes = []
        with open_cluster(ClusterSettings(dask.address)) as cluster:
            for outcome in paint_all(cluster, items, lambda *_: None, lambda: False):
                outcomes.append(outcome)
                if len(outcomes) == 1:
                    dask.scheduler.kill()
                    dask.scheduler.wait()
            with pytest.raises(EngineError, match=r"connection to the scheduler is lost\. Look whether") as caught:
                cluster.submit(*paint_job(describe(), "out.png"))
            assert caught.value.code == "cluster-lost"
    assert [outcome.status for outcome in outcomes] == ["painted", "failed", "failed", "failed"]
    assert {outcome.reason for outcome in outcomes[1:]} == {str(caught.value)}
