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
from typing import Any

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
from engine.tracking.forecast import START_SECONDS
from engine.transfer.plan import plan
from engine.transfer.stylize import stylize

from . import measure

WORKERS = (1, 2)
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
FILE_SIZES = (0.05, 1.0, 4.0)
"""MB of each of the files by which the cost of a job is measured."""
KINDS = ((256, "draft"), (1024, "normal"), (4096, "normal"))
"""Sides of the square pictures that the model is for, and their quality."""
SPEEDS = (1, 20)
"""Of a worker, in threads of this machine: one, or what a GPU or a machine with many cores may be."""
LINK = 118.0
"""MB/s that a network of 1 Gbit/s carries."""
MESSAGES = ((4, 40), (0.5, 40), (2, 200))
"""A second, for each worker and at most for all: progress, questions whether to go on, and Dask's own heartbeats."""


@dataclass(frozen=True)
class Copying:
    """A job that only gives its file back: all that it costs is the cluster's."""

    options: Options = field(default_factory=lambda: Options(threads=1))

    def to_mapping(self) -> dict[str, Any]:
        """See `FileJob`."""
        return {}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> FileJob:  # noqa: ARG003
        """See `FileJob`."""
        return cls()

    def adapted(self, threads: int, memory_limit: int) -> FileJob:  # noqa: ARG002
        """See `FileJob`."""
        return self

    def run(self, files: Mapping[str, Path], folder: Path, network: Network, on_progress: OnProgress) -> Painted:  # noqa: ARG002
        """See `FileJob`."""
        (folder / "copy").write_bytes(files["file"].read_bytes())
        return Painted({}, False)


@dataclass(frozen=True)
class Costs:
    """What a cluster costs beside painting: processor seconds of client and scheduler, which do one thing at a time.

    Attributes
    ----------
    job : of each job
    megabyte : of each MB of its files and results
    message : of each message, such as a progress, a worker's heartbeat, or its question whether to go on
    gap : seconds for which a worker has nothing to do between two pictures
    """

    job: float
    megabyte: float
    message: float
    gap: float

    def in_turn(self, workers: int, megabytes: float) -> float:
        """The least seconds between two pictures, however many workers there are."""
        busy = self.message * sum(min(rate * workers, most) for rate, most in MESSAGES)
        return max((self.job + self.megabyte * megabytes) / (1 - busy), megabytes / LINK)

    def speed_up(self, workers: int, painting: float, megabytes: float) -> float:
        """How many times faster so many workers are than one that never waits."""
        return painting * min(workers / (painting + self.gap), 1 / self.in_turn(workers, megabytes))


@dataclass(frozen=True)
class Run:
    """A batch: seconds on the clock, processor seconds of the workers for each picture, idle ones between two."""

    wall: float
    processor: float
    idle: float


def main() -> None:
    """Print the tables, and draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("pictures", 12), ("size", 128), ("evaluations", 10), ("rounds", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = _measured(Path(folder), options)
        speed = _seconds_per_pixel()
        kinds = [
            (f"{size} px, {quality}, {times}x", _painting(size, quality, speed) / times, _megabytes(Path(folder), size))
            for times in SPEEDS
            for size, quality in KINDS
        ]
    print(_model(costs, kinds))
    print("\nmost: so many workers keep client, scheduler and link busy; more of them do not help.")
    if options.plot:
        lines = {
            f"{kind}: {painting:.3g} s, {megabytes:.1f} MB": [
                (count, costs.speed_up(count, painting, megabytes)) for count in COUNTS
            ]
            for kind, painting, megabytes in kinds
        }
        measure.plot(options.plot, "Workers as fast as 1 or 20 threads", "workers", "times faster than one", lines)


def _measured(folder: Path, options: argparse.Namespace) -> Costs:
    """Print what was measured here, and what a job costs."""
    _write_pictures(folder, options.pictures, options.size)
    runs: dict[int, list[Run]] = {count: [] for count in WORKERS}
    for number in range(options.rounds):
        for count in WORKERS:
            runs[count].append(_batch(folder, folder / f"{number}-{count}", count, options))
    best = {count: min(own, key=lambda run: run.wall) for count, own in runs.items()}
    free = {count: (run.processor + run.idle) / count for count, run in best.items()}
    rows = [
        [
            *(count, f"{run.wall:.1f}", f"{best[1].wall / run.wall:.2f}"),
            *(f"{run.processor:.2f}", f"{run.idle:.2f}", f"{free[1] / free[count]:.2f}"),
        ]
        for count, run in best.items()
    ]
    print(
        f"{measure.machine()}\n\n{options.pictures} pictures of {options.size} px, {options.evaluations} evaluations\n"
    )
    head = [
        "workers",
        "seconds",
        "times faster",
        "processor seconds a picture",
        "idle between two",
        "times faster on free cores",
    ]
    print(measure.table(head, rows) + "\n")
    job, megabyte, message = _serial(folder)
    print(
        f"Processor time of client and scheduler: {1000 * job:.1f} ms for each job, {1000 * megabyte:.1f} ms "
        f"for each MB, {1000 * message:.2f} ms for each message.\n"
    )
    return Costs(job, megabyte, message, max(0.0, *(run.idle for run in best.values())))


def _batch(folder: Path, output: Path, workers: int, options: argparse.Namespace) -> Run:
    """Paint all pictures once all workers have their sessions."""
    style = Style(folder / "style.png")
    grid = Grid([[style]], Options(size=options.size, evaluations=options.evaluations, threads=1))
    items = plan_batch(find_pictures([str(folder / "photos")]), grid, output)
    with open_cluster(ClusterSettings(workers=workers), threads=1) as cluster:
        warm = plan_batch(find_pictures([str(folder / "warm")]), grid, output / "warm")
        list(paint_all(cluster, warm, lambda *_: None, lambda: False))
        began, before = time.perf_counter(), _processor_seconds(cluster)
        outcomes = list(paint_all(cluster, items, lambda *_: None, lambda: False))
        wall, processor = time.perf_counter() - began, _processor_seconds(cluster) - before
    seconds = [outcome.report["seconds"] for outcome in outcomes if outcome.report]
    assert len(seconds) == len(items), [outcome.reason for outcome in outcomes]
    idle = max(0.0, workers * wall / len(items) - statistics.mean(seconds))
    return Run(wall, processor / len(items), idle)


def _processor_seconds(cluster: Cluster) -> float:
    """Of all workers together; other programs do not count, unlike in the time on the clock."""
    return float(sum(cluster._client.run(time.process_time).values()))


def _serial(folder: Path) -> tuple[float, float, float]:
    """Processor seconds of client and scheduler for each job, MB and message: a local scheduler runs in this process.

    Those of a job and of a MB are a line through jobs with files of some sizes.
    """
    points = []
    with open_cluster(ClusterSettings(workers=2), threads=1) as cluster:
        for size in FILE_SIZES:
            files = list(_random_files(folder, size, 24))
            _copy(cluster, files[:4])
            began = time.process_time()
            _copy(cluster, files[4:])
            points.append((2 * size, (time.process_time() - began) / len(files[4:])))  # there and back
        message = _message_seconds(cluster)
    megabyte, job = np.polyfit(*zip(*points, strict=True), 1)
    return max(0.0, float(job)), max(0.0, float(megabyte)), message


def _message_seconds(cluster: Cluster, count: int = 300) -> float:
    """For a question to the scheduler and its answer."""
    began = time.process_time()
    for _ in range(count):
        cluster._client.nthreads()
    return (time.process_time() - began) / count


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


def _seconds_per_pixel() -> float:
    """Processor seconds of an evaluation here with one thread, for each pixel: other programs do not count."""
    options = Options(threads=1, single_scale=True, evaluations=3)
    content, style = measure.samples(256)
    network = network_for(options)
    planned = plan(content.shape[:2], [Style(style)], options, network)
    seconds = []
    for _ in range(2):
        began = time.process_time()
        stylize(content, [style], options, network=network, planned=planned)
        seconds.append(time.process_time() - began)
    return min(seconds) / planned.work([3])


def _painting(size: int, quality: str, seconds_per_pixel: float) -> float:
    """Expected seconds to paint a square picture, worked on at 1024 px at most."""
    options, style = Options(size=min(size, 1024), quality=quality, threads=1), Style(measure.samples(512)[1])
    planned = plan((size, size), [style], options, network_for(options))
    return START_SECONDS + seconds_per_pixel * planned.work([level.evaluations for level in planned.levels])


def _megabytes(folder: Path, size: int) -> float:
    """Of such a picture as PNG, there and back."""
    path = folder / f"{size}.png"
    write_image(path, measure.samples(size)[0])
    return 2 * path.stat().st_size / 1e6


def _model(costs: Costs, kinds: list[tuple[str, float, float]]) -> str:
    """The speed-up for each kind of picture, and from where on more workers do not help."""
    rows: list[list[object]] = []
    for kind, painting, megabytes in kinds:
        ups = [f"{costs.speed_up(count, painting, megabytes):.0f}" for count in (10, 100, 1000)]
        most = (painting + costs.gap) / costs.in_turn(1000, megabytes)
        rows.append([kind, f"{painting:.3g}", f"{megabytes:.1f}", *ups, f"{most:.0f}"])
    head = ["picture", "seconds to paint", "MB there and back", "10 workers", "100 workers", "1000 workers", "most"]
    return measure.table(head, rows)


if __name__ == "__main__":
    main()
