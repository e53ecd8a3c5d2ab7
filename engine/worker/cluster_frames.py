"""Layers that are frames, painted by a cluster's worker: one job, whose frames come back when it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array
from ..cluster import ClusterSettings, Delivery, open_cluster, run_one
from ..jobs.animation_job import AnimationJob, AnimationPlan
from ..jobs.file_job import FileJob
from ..jobs.job import OnLevel, OnProgress
from ..jobs.painting import Painted
from ..runtime.network import Network

log = logging.getLogger(__name__)
SHAPES = "shapes"
"""Of the frames that came back, in the report."""


class Seen(Exception):  # noqa: N818
    """The preview has served its purpose."""


def until_seen(on_level: OnLevel, pause_after_level: int) -> OnLevel:
    """Wait after the level that was asked for; what is wanted after that is computed on the cluster."""

    def watch(index: int) -> None:
        on_level(index)
        if index >= pause_after_level:
            raise Seen

    return watch


def done_there(
    address: str, job: FileJob, files: Mapping[str, Path], network: Network, on_progress: OnProgress | None
) -> Delivery | None:
    """What a scheduler's worker makes of a job; None where the network here was interrupted before it began."""
    with open_cluster(ClusterSettings(address)) as cluster:
        report = on_progress or (lambda _: None)
        return run_one(cluster, job, files, report, lambda: network.is_interrupted, previews=True)


@dataclass(frozen=True)
class ClusterFrames(AnimationJob):
    """See `AnimationJob`; a preview of the first frame is computed here.

    Attributes
    ----------
    job, files : the same for a worker
    address : of the scheduler
    pause_after_level : as in `JobRequest`
    """

    job: FileJob
    files: Mapping[str, Path]
    address: str
    pause_after_level: int | None

    def run(
        self,
        network: Network,
        planned: AnimationPlan,
        on_layer: Callable[[int, Array], None],
        on_progress: OnProgress | None = None,
        on_level: OnLevel | None = None,
    ) -> dict[str, Any]:
        """See `AnimationJob`."""
        if self.pause_after_level is not None and on_level is not None:
            pause = min(self.pause_after_level, len(planned.first.levels) - 1)
            try:
                return super().run(network, planned, on_layer, on_progress, until_seen(on_level, pause))
            except Seen:
                log.info("The job goes on at %s.", self.address)
        made = done_there(self.address, self.job, self.files, network, on_progress)
        if made is None:
            return {"frames": 0, "evaluations": 0, "seconds": 0.0, "levels": [], "painted": []}
        report = dict(made.report)
        for index, shape in enumerate(report.pop(SHAPES)):
            on_layer(index, np.frombuffer(made.file(_name(index)), np.float32).reshape(shape))
        return report

    def learn(self, network: Network, planned: AnimationPlan, report: dict[str, Any]) -> None:
        """The speed that is kept is this machine's."""


def paint_frames(job: AnimationJob, folder: Path, network: Network, on_progress: OnProgress) -> Painted:
    """Paint on the worker, into files of a folder, named by the frames' indices."""
    shapes: list[list[int]] = []

    def keep(index: int, pixels: Array) -> None:
        pixels.astype(np.float32, copy=False).tofile(folder / _name(index))
        shapes.append(list(pixels.shape))

    report = job.run(network, job.plan(network), keep, on_progress)
    return Painted({**report, SHAPES: shapes}, report["frames"] < job.frames.count)


def _name(index: int) -> str:
    return f"{index}.f32"
