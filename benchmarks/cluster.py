"""A batch on one and on two local workers of one thread each, what a job costs beside its painting, and what follows
for up to 1,000 workers.

python -m benchmarks.cluster [--pictures 12] [--size 128] [--evaluations 10] [--rounds 2] [--plot FILE.png]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.cluster import Cluster, ClusterSettings, Ended, open_cluster
from engine.cluster.batch import paint_all
from engine.imaging import write_image
from engine.jobs.batch import Grid, plan_batch
from engine.jobs.batch_inputs import find_pictures
from engine.jobs.file_job import FileJob
from engine.jobs.job import OnProgress
from engine.jobs.painting import Painted
from engine.losses.style import Style
from engine.options import Options
from engine.runtime.network import Network
from engine.runtime.selection import network_for
from engine.transfer.plan import plan

from . import measure

WORKERS = (1, 2)
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
FILE_SIZES = (0.05, 1.0, 4.0)
"""MB of each of the files by which the cost of a job is measured."""
SIZES = (256, 1024, 4096)
"""Longest sides of the pictures that the model is for."""
LINK = 118.0
"""MB/s that a network of 1 Gbit/s carries."""


@dataclass(frozen=True)
class Copying:
    """A job that only gives its file back: all that it costs is the cluster's."""

    options: Options = field(default_factory=lambda: Options(threads=1))

    def adapted(self, threads: int, memory_limit: int) -> FileJob:  # noqa: ARG002
        """See `FileJob`."""
        return self

    def run(self, files: Mapping[str, Path], folder: Path, network: Network, on_progress: OnProgress) -> Painted:  # noqa: ARG002
        """See `FileJob`."""
        (folder / "copy").write_bytes(files["file"].read_bytes())
        return Painted({}, False)


@dataclass(frozen=True)
class Costs:
    """What a job costs beside its painting.

    Attributes
    ----------
    job : seconds of the client and the scheduler for each job, one after another
    megabyte : the same for each MB of its files and results
    gap : seconds for which a worker has nothing to do between two pictures
    """

    job: float
    megabyte: float
    gap: float

    def speed_up(self, workers: int, painting: float, megabytes: float) -> float:
        """How many times faster so many workers are than one that never waits.

        The workers paint side by side; client, scheduler and link serve one job after another.
        """
        side_by_side = workers / (painting + self.gap)
        in_turn = 1 / (self.job + self.megabyte * megabytes)
        return painting * min(side_by_side, in_turn, LINK / megabytes)


def main() -> None:
    """Print the tables, and draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("pictures", 12), ("size", 128), ("evaluations", 10), ("rounds", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = _measured(Path(folder), options)
        kinds = [(size, _painting(size), _megabytes(Path(folder), size)) for size in SIZES]
    print(_model(costs, kinds))
    if options.plot:
        lines = {
            f"{size} px: {painting:.0f} s, {megabytes:.1f} MB": [
                (count, costs.speed_up(count, painting, megabytes)) for count in COUNTS
            ]
            for size, painting, megabytes in kinds
        }
        measure.plot(options.plot, "Workers of one thread each", "workers", "times faster than one", lines)


def _measured(folder: Path, options: argparse.Namespace) -> Costs:
    """Print what was measured here, and what a job costs."""
    _write_pictures(folder, options.pictures, options.size)
    walls: dict[int, list[float]] = {count: [] for count in WORKERS}
    paintings: dict[int, list[float]] = {count: [] for count in WORKERS}
    for number in range(options.rounds):
        for count in WORKERS:
            wall, painting = _batch(folder, folder / f"{number}-{count}", count, options)
            walls[count].append(wall)
            paintings[count].append(painting)
    wall = {count: statistics.median(own) for count, own in walls.items()}
    painting = {count: statistics.median(own) for count, own in paintings.items()}
    rows = [
        [count, f"{wall[count]:.1f}", f"{painting[count]:.2f}", f"{wall[1] / wall[count]:.2f}",
         f"{count * wall[count] / options.pictures - painting[count]:.2f}"]
        for count in WORKERS
    ]  # fmt: skip
    print(
        f"{measure.machine()}\n\n{options.pictures} pictures of {options.size} px, {options.evaluations} evaluations\n"
    )
    head = ["workers", "seconds", "seconds to paint one", "times faster than one", "seconds between two of a worker"]
    print(measure.table(head, rows) + "\n")
    job, megabyte = _serial(folder)
    print(f"Client and scheduler: {1000 * job:.1f} ms for each job and {1000 * megabyte:.1f} ms for each MB.\n")
    return Costs(job, megabyte, max(0.0, wall[1] / options.pictures - painting[1]))


def _batch(folder: Path, output: Path, workers: int, options: argparse.Namespace) -> tuple[float, float]:
    """Seconds of a batch once all workers have their sessions, and the median of those that painting one took."""
    style = Style(folder / "style.png")
    grid = Grid([[style]], Options(size=options.size, evaluations=options.evaluations, threads=1))
    items = plan_batch(find_pictures([str(folder / "photos")]), grid, output)
    with open_cluster(ClusterSettings(workers=workers), threads=1) as cluster:
        warm = plan_batch(find_pictures([str(folder / "warm")]), grid, output / "warm")
        list(paint_all(cluster, warm, lambda *_: None, lambda: False))
        began = time.perf_counter()
        outcomes = list(paint_all(cluster, items, lambda *_: None, lambda: False))
        wall = time.perf_counter() - began
    seconds = [outcome.report["seconds"] for outcome in outcomes if outcome.report]
    assert len(seconds) == len(items), [outcome.reason for outcome in outcomes]
    return wall, statistics.median(seconds)


def _serial(folder: Path) -> tuple[float, float]:
    """Seconds of client and scheduler for each job, and for each MB: a line through jobs with files of some sizes."""
    points = []
    with open_cluster(ClusterSettings(workers=2), threads=1) as cluster:
        for size in FILE_SIZES:
            files = list(_random_files(folder, size, 24))
            _copy(cluster, files[:4])
            began = time.perf_counter()
            _copy(cluster, files[4:])
            points.append((2 * size, (time.perf_counter() - began) / len(files[4:])))  # there and back
    megabyte, job = np.polyfit(*zip(*points, strict=True), 1)
    return max(0.0, float(job)), max(0.0, float(megabyte))


def _copy(cluster: Cluster, files: list[Path]) -> None:
    """Send all files at once, so that no job waits for another, and wait for their copies."""
    for file in files:
        cluster.submit(Copying(), {"file": file})
    left = len(files)
    while left:
        event = cluster.next_event(1.0)
        if isinstance(event, Ended):
            assert event.job.result()
            left -= 1


def _random_files(folder: Path, megabytes: float, count: int) -> Iterator[Path]:
    random = np.random.default_rng(0)
    for number in range(count):
        path = folder / f"{megabytes}-{number}.bin"
        path.write_bytes(random.bytes(int(megabytes * 1e6)))
        yield path


def _write_pictures(folder: Path, count: int, size: int) -> None:
    """Photographs and two to warm up with, each of other bytes, and a style."""
    content, style = measure.samples(size)
    write_image(folder / "style.png", style)
    for name, many in (("photos", count), ("warm", 2)):
        (folder / name).mkdir()
        for number in range(many):
            write_image(folder / name / f"{number}.png", np.roll(content, number, axis=1))


def _painting(size: int) -> float:
    """Expected seconds to paint a picture of the default quality with one thread here."""
    network = network_for(Options(threads=1))
    style = measure.samples(512)[1]
    return plan((size, size), [Style(style)], Options(size=min(size, 1024)), network).forecast(network).seconds


def _megabytes(folder: Path, size: int) -> float:
    """Of such a picture as PNG, there and back."""
    path = folder / f"{size}.png"
    write_image(path, measure.samples(size)[0])
    return 2 * path.stat().st_size / 1e6


def _model(costs: Costs, kinds: list[tuple[int, float, float]]) -> str:
    """The speed-up for each kind of picture, and from where on more workers do not help."""
    rows: list[list[object]] = []
    for size, painting, megabytes in kinds:
        in_turn = max(costs.job + costs.megabyte * megabytes, megabytes / LINK)
        ups = [costs.speed_up(count, painting, megabytes) for count in (10, 100, 1000)]
        rows.append([f"{size} px", f"{painting:.0f}", f"{megabytes:.1f}", *(f"{up:.0f}" for up in ups),
                     f"{(painting + costs.gap) / in_turn:.0f}"])  # fmt: skip
    head = ["picture", "seconds to paint", "MB there and back", "10 workers", "100 workers", "1000 workers", "most"]
    return measure.table(head, rows)


if __name__ == "__main__":
    main()
