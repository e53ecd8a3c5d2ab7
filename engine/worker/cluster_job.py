"""An editor's job whose device is a scheduler's address: its pixel files travel, its progress comes back."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..cluster import Delivery
from ..jobs.animation_job import AnimationJob
from ..jobs.dream_job import DreamJob
from ..jobs.faces_job import FacesJob
from ..jobs.job import CropPainter, Job, JobPlan, OnLevel, OnProgress, Work
from ..jobs.painting import Painted
from ..jobs.sheet_job import SheetJob
from ..jobs.style_job import StyleJob
from ..options import ComputeOptions
from ..runtime.network import Network
from ..tracking.report import Result
from .cluster_frames import ClusterFrames, Seen, done_there, paint_frames, until_seen
from .commands import JobRequest, read_job, read_needs
from .scratch import Scratch

log = logging.getLogger(__name__)
PROTOCOLS = ("tcp://", "tls://")
RESULT = "result.f32"
MOST_MEMORY = 1 << 20
"""MiB: what a job needs is for its worker to judge."""


def address_of(command: Mapping[str, Any]) -> str | None:
    """The scheduler that a command names as its device, if it names one."""
    options = command.get("options")
    device = options.get("device") if isinstance(options, Mapping) else None
    return device if isinstance(device, str) and device.startswith(PROTOCOLS) else None


def here(command: Mapping[str, Any]) -> dict[str, Any]:
    """A command for a cluster as one for this machine."""
    if address_of(command) is None:
        return dict(command)
    return {**command, "options": {**command["options"], "device": "auto"}}


def read_request(command: Mapping[str, Any], scratch: Scratch) -> JobRequest:
    """The job that a command describes, here or on a cluster; raises as `read_job`."""
    request, address = read_job(here(command), scratch), address_of(command)
    if address is None or isinstance(request.job, SheetJob | FacesJob):  # they are small: computed here
        return request
    files = {name: scratch.file(name) for name in names_of(command)}
    return dataclasses.replace(
        request, job=_on_cluster(request.job, ScratchJob(here(command)), files, address, request.pause_after_level)
    )


def _on_cluster(
    local: Work[Any], job: ScratchJob, files: Mapping[str, Path], address: str, pause_after_level: int | None
) -> Work[Any]:
    """A job for a cluster; here it is planned without a limit of memory, which its worker judges."""
    if isinstance(local, AnimationJob):
        unlimited = dataclasses.replace(local.options, memory_limit=MOST_MEMORY)
        parts = local.frames, local.styles, unlimited, local.store
        where = job, files, address, pause_after_level
        return ClusterFrames(*parts, *where, strength_map=local.strength_map)
    if not isinstance(local, StyleJob | DreamJob):
        raise TypeError(f"{type(local).__name__} cannot travel")
    return ClusterJob(local, job, files, address, pause_after_level)


def configured() -> str | None:
    """The scheduler that Dask's own configuration names (`scheduler-address`), if there is one."""
    try:
        import dask
    except ModuleNotFoundError:
        return None
    address = dask.config.get("scheduler-address", None)
    return str(address) if address else None


@dataclass(frozen=True)
class ScratchJob:
    """A `job` command with its pixel files, as a `FileJob`: they go by the names that it gives them."""

    command: Mapping[str, Any]

    @property
    def options(self) -> ComputeOptions:
        """See `FileJob`."""
        return read_needs(self.command)[0]

    def to_mapping(self) -> dict[str, Any]:
        """See `FileJob`."""
        return {"command": dict(self.command)}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> ScratchJob:
        """See `FileJob`."""
        return cls(**values)

    def adapted(self, threads: int, memory_limit: int) -> ScratchJob:
        """See `FileJob`."""
        options = {**(self.command.get("options") or {}), "threads": threads, "memory_limit": memory_limit}
        return ScratchJob({**self.command, "options": options})

    def run(self, files: Mapping[str, Path], folder: Path, network: Network, on_progress: OnProgress) -> Painted:
        """See `FileJob`."""
        seen = folder.with_name("seen")
        seen.mkdir()
        job: Any = read_job(self.command, _Places(files, seen)).job
        if isinstance(job, AnimationJob):
            return paint_frames(job, folder, network, on_progress)
        result = job.run(network, job.plan(network), on_progress)
        result.pixels.astype(np.float32, copy=False).tofile(folder / RESULT)
        return Painted({**result.report, "shape": list(result.pixels.shape)}, result.stopped)


class ClusterJob:
    """A job as `engine.jobs.job` has it; what pauses after a level, as a dialog's preview does, is begun here.

    Parameters
    ----------
    local : the same job for this machine
    job, files : the same for a worker
    pause_after_level : as in `JobRequest`
    """

    def __init__(
        self,
        local: StyleJob | DreamJob,
        job: ScratchJob,
        files: Mapping[str, Path],
        address: str,
        pause_after_level: int | None,
    ) -> None:
        options: Any = dataclasses.replace(local.options, memory_limit=MOST_MEMORY)
        self._local: Job[Any] = dataclasses.replace(local, options=options)
        self._content = local.content
        self._job, self._files, self._address = job, files, address
        self._pause_after_level = pause_after_level

    @property
    def options(self) -> ComputeOptions:
        """See `Job`."""
        return self._local.options

    def plan(self, network: Network) -> Any:
        """See `Job`; as it would go on a machine like this one."""
        return self._local.plan(network)

    def run(
        self, network: Network, planned: JobPlan, on_progress: OnProgress | None, on_level: OnLevel | None = None
    ) -> Result:
        """See `Job`."""
        if self._pause_after_level is not None and on_level is not None:
            try:
                return self._local.run(network, planned, on_progress, until_seen(on_level, self._pause_after_level))
            except Seen:
                log.info("The job goes on at %s.", self._address)
        return self._result(done_there(self._address, self._job, self._files, network, on_progress))

    def crops(self, network: Network, planned: JobPlan) -> CropPainter | None:
        """See `Job`; what a preview shows is computed here."""
        return self._local.crops(network, planned)

    def learn(self, network: Network, planned: JobPlan, report: dict[str, Any]) -> None:
        """The speed that is kept is this machine's."""

    def _result(self, made: Delivery | None) -> Result:
        """What came back; the content where the job was finished before it began."""
        if made is None:
            return Result(self._content, True, {"seconds": 0.0})
        report = dict(made.report)
        shape = report.pop("shape")
        pixels = np.frombuffer(made.file(RESULT), np.float32).reshape(shape)
        return Result(pixels, made.stopped, report)


class _Places(Scratch):
    """Files of a job on a cluster's worker, in place of an editor's folder; what is new is in `folder`."""

    def __init__(self, files: Mapping[str, Path], folder: Path) -> None:
        self._files, self.path = files, folder

    def file(self, name: object) -> Path:
        """See `Scratch`."""
        return self._files.get(str(name)) or super().file(name)


def names_of(part: Any) -> Iterator[str]:
    """The names of all files in a command."""
    if isinstance(part, Mapping):
        if "file" in part:
            yield str(part["file"])
        for value in part.values():
            yield from names_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from names_of(value)
