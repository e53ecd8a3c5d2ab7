"""What a client is told of a running job: forecasts, progress, previews and the result."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import numpy as np

from ..arrays import Array
from ..errors import Notice
from ..imaging.pixels import fit_size, over_checkerboard, resize
from ..tracking.progress import Progress
from ..tracking.report import Result
from . import protocol
from .scratch import Scratch

PREVIEW_SIZE = 512
SECONDS_BETWEEN_PROGRESS = 0.1
SECONDS_BETWEEN_PREVIEWS = 1.0
FORECAST_AFTER = 3
"""Evaluations after which the speed of a job without a first forecast is known."""


class _PictureFile(TypedDict):
    """What messages say of a small picture."""

    id: int
    file: str
    width: int
    height: int


class Reporter:
    """Sends one job's messages, as often as the protocol allows; only the job's own thread uses it.

    Parameters
    ----------
    number : the job's id
    send : writes a message; from any thread
    """

    def __init__(self, number: int, send: Callable[[protocol.Message], None], scratch: Scratch) -> None:
        self._id, self._send, self._scratch = number, send, scratch
        self.device = ""
        """What computes, as its maker calls it."""
        self.memory, self.crops = 0, False
        """Bytes that the job's plan needs, and whether it can show crops."""
        self.notices: Sequence[Notice] = ()
        self.frames = 0
        """How many frames a clip has, or cells a sheet; 0 for a single picture."""
        self.shows_cells = False
        """Whether what is shown of the job are the cells of a sheet."""
        self._forecast_level: int | None = None
        self._progress_at, self._preview_at = 0.0, 0.0
        self._preview_level, self._file_count = 0, 0
        self._unsent: protocol.ProgressMessage | None = None

    def forecast(self, seconds: float, level_index: int = 0) -> None:
        """Send what the job will take in total, as known at a level."""
        self._forecast_level = level_index
        message = protocol.Forecast(
            type="forecast",
            id=self._id,
            device=self.device,
            seconds=round(seconds, 1),
            memory_bytes=self.memory,
            crops=self.crops,
            notices=[_notice(each) for each in self.notices],
        )
        if self.frames:
            message["frames"] = self.frames
        self._send(message)

    def update(self, progress: Progress) -> None:
        """After an evaluation: send what is due."""
        self._correct_forecast(progress)
        now = time.monotonic()
        self._unsent = self._progress_message(progress)
        if now - self._progress_at >= SECONDS_BETWEEN_PROGRESS:
            self._progress_at = now
            self.flush()
        is_new_level = progress.level_index != self._preview_level
        if is_new_level or now - self._preview_at >= SECONDS_BETWEEN_PREVIEWS:
            self._preview_at, self._preview_level = now, progress.level_index
            if self.shows_cells and progress.frame:
                self._send_cell(progress.frame[0], progress.picture(), finished=False)
            else:
                self._send_preview(progress.picture())

    def flush(self) -> None:
        """Send the latest progress, unless it was sent: before a job's last message."""
        if self._unsent is not None:
            self._send(self._unsent)
            self._unsent = None

    def paused(self, progress: Progress, level_index: int) -> None:
        """Send the state after a level, and that the job waits; what it will take is known best now."""
        if self._forecast_level is not None:
            self.forecast(progress.seconds + progress.seconds_left, level_index)
        self._unsent = self._progress_message(progress)
        self.flush()
        self._send_preview(progress.picture())
        self._send(protocol.Paused(type="paused", id=self._id, level_index=level_index))

    def crop(self, picture: Array, box: tuple[int, int, int, int]) -> None:
        """Send a part of the final picture, (height, width, 3), from its place: left, top, right, bottom."""
        file = self._picture_file("crop", picture)
        if file is not None:
            self._send(protocol.CropMessage(type="crop", x=box[0], y=box[1], **file))

    def frame(self, index: int, pixels: Array) -> None:
        """Write a finished frame of a clip, and send where."""
        file = self._write(f"result-{self._id}-{index}.f32", pixels)
        self._send(protocol.FrameMessage(type="frame", id=self._id, index=index, **file))

    def cell(self, index: int, pixels: Array) -> None:
        """Send a finished cell of a sheet, (height, width, 3|4)."""
        self._send_cell(index, over_checkerboard(pixels[..., :3], pixels[..., 3:]), finished=True)

    def done(self, result: Result) -> protocol.Done:
        """Write the result's pixels; the message that names them."""
        written = self._write(f"result-{self._id}.f32", result.pixels)
        message = protocol.Done(
            type="done",
            id=self._id,
            file=written["file"],
            width=written["width"],
            height=written["height"],
            channels=written["channels"],
            stopped=result.stopped,
            seconds=result.report["seconds"],
            report=result.report,
        )
        if result.failure is not None:
            message["failure"] = _notice(result.failure)
        return message

    def video_done(self, report: dict[str, Any]) -> protocol.VideoDone:
        """The message after the last frame or cell, which may not be that of the clip or sheet."""
        return protocol.VideoDone(
            type="done",
            id=self._id,
            frames=report["frames"],
            stopped=report["frames"] < self.frames,
            seconds=report["seconds"],
            report=report,
        )

    def _write(self, name: str, pixels: Array) -> protocol.PixelFile:
        """Write a pixel file; its description."""
        file = self._scratch.write(name, pixels.astype(np.float32, copy=False))
        height, width, channels = pixels.shape
        return protocol.PixelFile(file=file, width=width, height=height, channels=channels)

    def _correct_forecast(self, progress: Progress) -> None:
        """Send a forecast by the job's own speed: once it is known if there was no forecast, and at each new level."""
        known = self._forecast_level
        if progress.evaluation >= FORECAST_AFTER if known is None else known < progress.level_index:
            self.forecast(progress.seconds + progress.seconds_left, progress.level_index)

    def _progress_message(self, progress: Progress) -> protocol.ProgressMessage:
        message = protocol.ProgressMessage(
            type="progress",
            id=self._id,
            fraction=round(progress.fraction, 4),
            level=list(progress.level),
            level_index=progress.level_index,
            levels=progress.levels,
            evaluation=progress.evaluation,
            evaluations=progress.evaluations,
            loss=progress.loss,
            seconds_left=round(progress.seconds_left, 1),
        )
        if progress.frame:
            message["frame"], message["frames"] = progress.frame
        return message

    def _send_preview(self, picture: Array) -> None:
        file = self._picture_file("preview", _small(picture))
        if file is not None:
            self._send(protocol.Preview(type="preview", **file))

    def _send_cell(self, index: int, picture: Array, *, finished: bool) -> None:
        file = self._picture_file("cell", _small(picture))
        if file is not None:
            self._send(protocol.CellMessage(type="cell", index=index, finished=finished, **file))

    def _picture_file(self, kind: str, picture: Array) -> _PictureFile | None:
        """Write a picture as raw 8-bit rows; the keys of the message that names the file, None where it has no room."""
        self._file_count += 1
        name, (height, width) = f"{kind}-{self._id}-{self._file_count}.rgb", picture.shape[:2]
        if not self._scratch.write_unless_full(name, (picture * np.float32(255) + np.float32(0.5)).astype(np.uint8)):
            return None
        return {"id": self._id, "file": name, "width": width, "height": height}


def _small(picture: Array) -> Array:
    """A picture at most as large as a preview."""
    height, width = picture.shape[:2]
    if max(height, width) <= PREVIEW_SIZE:
        return picture
    return np.clip(resize(picture, *fit_size(width, height, PREVIEW_SIZE)), 0, 1)


def as_json(value: Any) -> Any:
    """A number or text as it is, anything else as a text; JSON has no NaN."""
    return value if isinstance(value, int | str) or (isinstance(value, float) and math.isfinite(value)) else str(value)


def _notice(notice: Notice) -> protocol.Notice:
    values = {name: as_json(value) for name, value in notice.values.items()}
    return protocol.Notice(message=notice.message, hint=notice.hint, code=notice.code, values=values)
