"""The model of many workers, against what must hold of any."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cluster import COUNTS, LINK, Copying, Costs
from engine.jobs.file_job import FileJob
from engine.runtime.network import Network

COSTS = Costs(job=0.01, megabyte=0.002, message=0.0, gap=0.5)


def test_few_workers_are_limited_by_painting() -> None:
    assert COSTS.speed_up(1, 9.5, 1.0) == pytest.approx(0.95)
    assert COSTS.speed_up(10, 9.5, 1.0) == pytest.approx(9.5)


def test_many_workers_are_limited_by_what_is_done_in_turn() -> None:
    assert COSTS.speed_up(10_000, 9.5, 1.0) == pytest.approx(9.5 / 0.012)
    assert COSTS.speed_up(10_000, 9.5, 1000.0) == pytest.approx(9.5 * LINK / 1000)
    ups = [COSTS.speed_up(count, 9.5, 1.0) for count in COUNTS]
    assert ups == sorted(ups)


def test_messages_take_their_share() -> None:
    talking = Costs(0.01, 0.0, 0.001, 0.0)
    assert talking.in_turn(10, 0.001) == pytest.approx(0.01 / (1 - 0.065))
    assert talking.in_turn(1000, 0.001) == talking.in_turn(500, 0.001) == pytest.approx(0.01 / (1 - 0.28))


def test_the_job_that_copies_is_one(tmp_path: Path) -> None:
    job: FileJob = Copying()
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "out").mkdir()
    network: Network = None  # type: ignore[assignment]
    assert not job.adapted(1, 0).run({"file": tmp_path / "file"}, tmp_path / "out", network, lambda _: None).stopped
    assert (tmp_path / "out" / "copy").read_bytes() == b"content"
