"""One job of the worker: raw pixel files in, progress and previews out, a raw pixel file at the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import InputError, Interrupted
from ..imaging.pixels import fit_size, resize
from ..options import OptionError
from ..runtime.network import Network
from ..runtime.speed import is_speed_known
from ..tracking.progress import Progress
from .scratch import Scratch
from .tasks import Task, read_task

PREVIEW_SIZE = 512
SECONDS_BETWEEN_PROGRESS = 0.1
SECONDS_BETWEEN_PREVIEWS = 1.0
FORECAST_AFTER = 3
"""Evaluations after which a speed that nobody knew before can be told."""


class _Cancelled(Exception):  # noqa: N818
    pass


@dataclass
class Job:
    """A job as the protocol describes it.

    Attributes
    ----------
    send : writes a message: type, then its keys
    pause_after : index of the level after which the job waits to be told to go on; None: it does not wait
    network : what computes, once the job runs
    """

    id: int
    task: Task
    scratch: Scratch
    send: Callable[..., None]
    pause_after: int | None = None
    network: Network | None = None
    _cancelled: bool = False
    _stopped: bool = False
    _progress_at: float = field(default=0.0)
    _preview_at: float = field(default=0.0)
    _preview_level: int = 0
    _previews: int = 0
    _memory: int = 0
    _forecast_at: int | None = None
    _latest: Progress | None = None
    _may_go_on: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def from_command(cls, command: Mapping[str, Any], scratch: Scratch, send: Callable[..., None]) -> Job:
        """Read a `job` command and its pixel files.

        Raises
        ------
        InputError, OptionError
            The command, a file or an option cannot be used.
        """
        try:
            number = _whole_number(command["id"])
            task = read_task(command, scratch)
            pause = command.get("pause_after_level")
            pause = None if pause is None else _whole_number(pause)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, OptionError):
                raise
            raise InputError(f"The job is not complete: {error}.", "See docs/PROTOCOL.md.") from error
        return cls(number, task, scratch, send, pause)

    def end(self, *, keep: bool) -> None:
        """Finish soon; with the best picture if `keep`, else with nothing. From any thread."""
        self._stopped, self._cancelled = self._stopped or keep, self._cancelled or not keep
        if self.network is not None:
            self.network.interrupt()
        self._may_go_on.set()

    def go_on(self) -> None:
        """Go on after the pause, or do not pause at all. From any thread."""
        self._may_go_on.set()

    def run(self, network: Network) -> dict[str, Any]:
        """Do the job and return its last message."""
        try:
            if self._stopped or self._cancelled:
                network.interrupt()
            self._send_forecast(network)
            result = self.task.run(network, self._on_progress, self._on_level)
        except _Cancelled:
            return {"type": "cancelled", "id": self.id}
        if self._cancelled:
            return {"type": "cancelled", "id": self.id}
        self.task.learn(network, result.report)
        name = f"result-{self.id}.f32"
        result.pixels.astype(np.float32, copy=False).tofile(self.scratch.file(name))
        height, width, channels = result.pixels.shape
        return {
            "type": "done",
            "id": self.id,
            "file": name,
            "width": width,
            "height": height,
            "channels": channels,
            "stopped": result.stopped,
            "seconds": result.report["seconds"],
            "report": result.report,
        }

    def _send_forecast(self, network: Network) -> None:
        """A job that pauses has a user waiting for its first picture: it takes no time to measure the speed."""
        self._memory = self.task.memory(network)
        if self.pause_after is None or is_speed_known(network):
            try:
                expected = self.task.forecast(network)
            except Interrupted:  # while the speed was measured; the job itself will notice
                return
            self._forecast_at = 0
            self.send("forecast", id=self.id, seconds=round(expected.seconds, 1), memory_bytes=self._memory)

    def _correct_forecast(self, progress: Progress) -> None:
        """Tell what the job's own speed says: early where nobody knew, and again at each new level."""
        early = self._forecast_at is None and progress.evaluation >= FORECAST_AFTER
        if early or (self._forecast_at is not None and self._forecast_at < progress.level_index):
            self._forecast_at = progress.level_index
            self.send(
                "forecast",
                id=self.id,
                seconds=round(progress.seconds + progress.seconds_left, 1),
                memory_bytes=self._memory,
            )

    def _on_level(self, index: int) -> None:
        """Wait after the level that was asked for, or after the last one where there are fewer."""
        latest, self._latest = self._latest, None
        if latest is None or self.pause_after is None or self._may_go_on.is_set():
            return
        if index >= min(self.pause_after, latest.levels - 1):
            self._send_progress(latest)
            self._send_preview(latest.picture())
            self.send("paused", id=self.id, level_index=index)
            del latest  # its picture may be large
            self._may_go_on.wait()
            if self._cancelled:
                raise _Cancelled
            if self._stopped:
                raise Interrupted

    def _on_progress(self, progress: Progress) -> None:
        if self._cancelled:
            raise _Cancelled
        self._latest = progress
        self._correct_forecast(progress)
        now = time.monotonic()
        if now - self._progress_at >= SECONDS_BETWEEN_PROGRESS:
            self._progress_at = now
            self._send_progress(progress)
        new_level = progress.level_index != self._preview_level
        if new_level or now - self._preview_at >= SECONDS_BETWEEN_PREVIEWS:
            self._preview_at, self._preview_level = now, progress.level_index
            self._send_preview(progress.picture())

    def _send_progress(self, progress: Progress) -> None:
        self.send(
            "progress",
            id=self.id,
            fraction=round(progress.fraction, 4),
            level=list(progress.level),
            level_index=progress.level_index,
            levels=progress.levels,
            evaluation=progress.evaluation,
            evaluations=progress.evaluations,
            loss=progress.loss,
            seconds_left=round(progress.seconds_left, 1),
        )

    def _send_preview(self, picture: Array) -> None:
        height, width = picture.shape[:2]
        if max(height, width) > PREVIEW_SIZE:
            picture = np.clip(resize(picture, *fit_size(width, height, PREVIEW_SIZE)), 0, 1)
        self._previews += 1
        name = f"preview-{self.id}-{self._previews}.rgb"
        (picture * np.float32(255) + np.float32(0.5)).astype(np.uint8).tofile(self.scratch.file(name))
        self.send("preview", id=self.id, file=name, width=picture.shape[1], height=picture.shape[0])


def _whole_number(value: Any) -> int:
    """A job's id, which becomes part of file names, or the index of a level."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not an integer")
    return value
