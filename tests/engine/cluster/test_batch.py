"""A batch on two workers: the same bytes as here, also when one of them is killed."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cluster import Cluster, ClusterSettings, open_cluster
from engine.cluster.batch import paint_all
from engine.imaging import write_image
from engine.jobs import batch_run
from engine.jobs.batch import Grid, Item, plan_batch
from engine.jobs.batch_inputs import find_pictures
from engine.jobs.batch_run import Outcome
from engine.jobs.recipe import read_recipe
from engine.losses.style import Style
from engine.options import Options
from engine.runtime.selection import network_for
from engine.tracking.progress import Progress

from .conftest import Describe, Pictures, is_busy, wait_until
from .processes import DaskProcesses, wait_for_workers

SIZES = [(64, 48), (80, 64), (96, 72), (72, 96)]


@pytest.fixture
def grid(tmp_path: Path, pictures: Pictures) -> Grid:
    """Two evaluations each, of twelve small photographs in photos/."""
    (tmp_path / "photos").mkdir()
    for name in ("cat", "coffee", "astronaut"):
        for number, size in enumerate(SIZES):
            write_image(tmp_path / "photos" / f"{name}{number}.png", pictures(name, *size))
    write_image(tmp_path / "style.png", pictures("van_gogh_night_cafe", 64, 64))
    return Grid([[Style(tmp_path / "style.png")]], Options(evaluations=2, threads=1))


def items(folder: Path, grid: Grid, output: str) -> list[Item]:
    return plan_batch(find_pictures([str(folder / "photos")]), grid, folder / output)


def contents(planned: list[Item]) -> dict[str, bytes]:
    return {item.output.name: item.output.read_bytes() for item in planned}


def paint_here(planned: list[Item]) -> None:
    network = network_for(planned[0].files.options)
    outcomes = batch_run.paint_all(network, planned, lambda *_: None, lambda: False)
    assert {outcome.status for outcome in outcomes} == {"painted"}


@pytest.mark.slow
def test_a_killed_worker_costs_its_own_picture_alone(tmp_path: Path, grid: Grid) -> None:
    """Twelve pictures; after the sixth one of two workers is killed while it paints."""
    here, there = items(tmp_path, grid, "here"), items(tmp_path, grid, "there")
    paint_here(here)
    begun: Counter[str] = Counter()
    finished: list[Outcome] = []

    def on_progress(item: Item, progress: Progress) -> None:
        begun[item.output.name] += progress.evaluation == 1

    with DaskProcesses(tmp_path) as dask:
        victim, _ = dask.add_worker("--name", "victim"), dask.add_worker("--name", "other")
        wait_for_workers(dask.address, 2)
        with open_cluster(ClusterSettings(dask.address)) as cluster:

            def kill() -> None:
                wait_until(lambda: is_busy(cluster, "victim"))
                victim.kill()

            killer = threading.Thread(target=kill)
            for outcome in paint_all(cluster, there, on_progress, lambda: False):
                finished.append(outcome)
                if len(finished) == 6:
                    killer.start()
            killer.join()
        assert victim.wait() == -signal.SIGKILL
    assert [outcome.status for outcome in finished] == ["painted"] * 12
    assert worker_of(finished[-1]) == "other"
    assert contents(there) == contents(here)
    assert len(begun) == 12
    assert sum(begun.values()) <= 13


def worker_of(outcome: Outcome) -> str:
    assert outcome.report is not None
    return str(outcome.report["worker"])


def test_a_failed_picture_does_not_stop_the_rest(cluster: Cluster, tmp_path: Path, describe: Describe) -> None:
    files = describe()
    (tmp_path / "bad.png").write_text("no picture")
    names = ("bad.png", "none.png", "content.png")
    planned = [Item(replace(files, content=tmp_path / name), tmp_path / "out" / name) for name in names]
    outcomes = {each.item.output.name: each for each in paint_all(cluster, planned, lambda *_: None, lambda: False)}
    assert [outcomes[name].status for name in names] == ["failed", "failed", "painted"]
    bad, none = (outcomes[name].reason for name in names[:2])
    assert bad == f"{tmp_path / 'bad.png'} is not a picture of a known format. Save it as PNG, JPEG or TIFF."
    assert none.startswith(f"{tmp_path / 'none.png'} does not exist.")


def test_an_interrupt_keeps_the_best_so_far_and_begins_no_other(
    cluster: Cluster, tmp_path: Path, describe: Describe
) -> None:
    planned = [Item(describe(evaluations=100_000, seed=seed), tmp_path / f"{seed}.png") for seed in range(4)]
    begun: set[str] = set()
    outcomes = list(paint_all(cluster, planned, lambda item, _: begun.add(item.output.name), lambda: len(begun) == 2))
    assert [outcome.status for outcome in outcomes] == ["stopped"] * 2
    assert {outcome.item.output.name for outcome in outcomes} == begun
    for outcome in outcomes:
        assert outcome.report is not None
        assert read_recipe(outcome.item.output).stopped_after == outcome.report["evaluations"] < 100_000
