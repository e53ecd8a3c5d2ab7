"""A picture for an editor whose state is kept, so that a later worker can go on with it after a crash of either."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..jobs.dream_job import DreamJob
from ..jobs.style_job import StyleJob
from ..jobs.unfinished import PIXELS, begin, find_pixels, software
from ..runtime.network import Network
from ..tracking.checkpoint import Checkpoint
from . import protocol
from .cluster_job import names_of
from .commands import JobRequest, read_job
from .job import RunningJob
from .reporting import Reporter
from .scratch import Scratch

log = logging.getLogger(__name__)
RESUME = "resume"
LONGEST_TITLE = 200


class RunningPainting(RunningJob):
    """See `RunningJob`; what a preview computes before `continue` is not kept.

    Parameters
    ----------
    command : that of the job
    checkpoint : that of an earlier worker, which it goes on from
    """

    def __init__(
        self,
        request: JobRequest,
        reporter: Reporter,
        command: Mapping[str, Any],
        scratch: Scratch,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        super().__init__(request.id, request.job, reporter, request.pause_after_level)
        self._command, self._scratch, self._checkpoint = command, scratch, checkpoint

    def cancel(self) -> None:
        """See `RunningJob`; nobody will want to go on with it."""
        super().cancel()
        self.close(is_done=True)

    def close(self, *, is_done: bool) -> None:
        """See `RunningJob`."""
        if self._checkpoint is not None:
            if is_done:
                self._checkpoint.remove()
            else:
                self._checkpoint.close()

    def _do(self, network: Network, plan: Any) -> tuple[protocol.Done | protocol.VideoDone, dict[str, Any]]:
        """See `RunningJob`."""
        options = replace(plan.options, device=network.device.name, threads=network.threads)

        def describe(folder: Path) -> dict[str, Any]:
            if self._pause_after_level is not None and not self._resumed.is_set():
                raise OSError("it is a preview")
            for name in names_of(self._command):
                shutil.copyfile(self._scratch.file(name), folder / name)
            command = {key: value for key, value in self._command.items() if key != "pause_after_level"}
            title = str(command.get("title", ""))[:LONGEST_TITLE]
            command["options"] = options.to_mapping()
            return {"kind": PIXELS, "software": software(), "title": title, "command": command}

        self._checkpoint = self._checkpoint or begin(describe)
        if isinstance(self._job, StyleJob | DreamJob):
            self._job = replace(self._job, checkpoint=self._checkpoint)
        return super()._do(network, plan)


class StoredFiles(Scratch):
    """The files of a job in its checkpoint, in place of an editor's folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder


def taken_up(command: Mapping[str, Any]) -> tuple[JobRequest, dict[str, Any], StoredFiles, Checkpoint]:
    """The job that a command of the kind `resume` names by its `checkpoint`.

    Raises
    ------
    InputError, OptionError
        There is none, another process works on it, or it cannot be used.
    """
    found = find_pixels(str(command.get("checkpoint")))
    stored = found.job.get("command")
    if not isinstance(stored, dict):
        raise InputError("The unfinished job cannot be used.", "Begin it anew.", code="unusable-checkpoint")
    stored = {**stored, "id": command.get("id")}
    files = StoredFiles(found.folder)
    return read_job(stored, files), stored, files, found.take_up()
