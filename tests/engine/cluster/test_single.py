"""One job there and back: the same bytes, its progress and previews, and the orders that reach it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine import EngineError, InputError, Progress
from engine.cluster import Cluster, run_one
from engine.jobs.file_job import paint_job
from engine.jobs.painting import read_painting
from engine.runtime.selection import network_for

from .conftest import Describe, is_busy, wait_until


def test_the_same_bytes_as_here(cluster: Cluster, describe: Describe, tmp_path: Path) -> None:
    files, seen = describe(evaluations=12), list[Progress]()
    made = run_one(cluster, *paint_job(files, "out.png"), seen.append, lambda: False, previews=True)
    painted = read_painting(files).paint(tmp_path / "here.png", network_for(files.options))
    assert made is not None
    assert made.file("out.png") == (tmp_path / "here.png").read_bytes()
    assert (made.stopped, made.report["losses"]) == (False, painted.report["losses"])
    assert [progress.evaluations for progress in seen] == [12] * len(seen)
    assert seen[0].evaluation == 1
    assert seen[0].picture().shape == (48, 64, 3)
    assert 0.05 < seen[0].picture().std() < 0.5


def test_stop_keeps_the_best_so_far(cluster: Cluster, describe: Describe) -> None:
    seen: list[Progress] = []
    files = describe(evaluations=100_000, preset="gatys")
    made = run_one(cluster, *paint_job(files, "out.png"), seen.append, lambda: len(seen) > 1)
    assert made is not None
    assert made.stopped
    assert 1 < made.report["evaluations"] < 100_000


def test_cancel_frees_the_worker(cluster: Cluster, describe: Describe) -> None:
    job = cluster.submit(*paint_job(describe(evaluations=100_000, preset="gatys"), "out.png"))
    while not job.has_begun:
        cluster.next_event(0.1)
    assert is_busy(cluster)
    job.cancel()
    assert job.result() is None
    wait_until(lambda: not is_busy(cluster))


@pytest.mark.slow
def test_a_client_that_is_killed_frees_the_worker(
    cluster: Cluster, address: str, describe: Describe, tmp_path: Path, checkout: Path
) -> None:
    files = describe()
    command = [sys.executable, "-m", "engine", "style", files.content, files.styles[0].picture, "-o", "out.png"]
    options = ("--evaluations", "100000", "--preset", "gatys", "--cluster", address)
    client = subprocess.Popen(
        list(map(str, (*command, *options))), cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(checkout)}
    )
    wait_until(lambda: is_busy(cluster))
    client.send_signal(signal.SIGKILL)
    client.wait()
    wait_until(lambda: not is_busy(cluster))


def test_errors_are_those_of_the_job_with_the_users_paths(cluster: Cluster, describe: Describe, tmp_path: Path) -> None:
    files = describe(memory_limit=1)
    with pytest.raises(InputError, match="1 MiB may be used") as caught:
        run_one(cluster, *paint_job(files, "out.png"), lambda _: None, lambda: False)
    assert (caught.value.code, caught.value.values["limit"]) == ("too-large", 1)
    files.content.write_text("no picture")
    with pytest.raises(InputError) as caught:
        run_one(cluster, *paint_job(files, "out.png"), lambda _: None, lambda: False)
    assert caught.value.message == f"{files.content} is not a picture of a known format."
    again = replace(files, content=tmp_path / "style.png", options=replace(files.options, memory_limit=0))
    made = run_one(cluster, *paint_job(again, "out.png"), lambda _: None, lambda: False)
    assert made is not None
    with pytest.raises(EngineError, match="has not written other"):
        made.file("other")
