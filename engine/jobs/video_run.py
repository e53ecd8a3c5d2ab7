"""Paints a clip into a folder, and makes the painted clip of what is there."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import InputError, Interrupted
from ..imaging import fit_size, resize
from ..media import DEFAULT_QUALITY, check_clip_writable, write_clip
from ..runtime import memory
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..transfer.continued import SHARE
from ..video import steady
from .video_files import VideoFiles
from .video_folder import WorkFolder
from .video_job import VideoJob

SHOWN = 1280
"""Longest side of the latest picture, in pixels."""


@dataclass(frozen=True)
class VideoProgress:
    """How far a clip is.

    Attributes
    ----------
    finished, total : frames, those of all passes counted
    seconds_left : expected; None until a frame is finished in this run
    frame : the frame at work after an evaluation; None after a frame is finished
    """

    finished: int
    total: int
    seconds_left: float | None
    frame: Progress | None = None


class VideoRun:
    """One run of the program on a clip, perhaps not the first.

    Parameters
    ----------
    files : what to paint
    resume : go on with what an earlier run has begun
    on_progress : called after each evaluation and each frame; may raise Interrupted

    Raises
    ------
    InputError
        As `VideoJob`; something else was begun; or the output cannot be written.
    """

    def __init__(
        self, files: VideoFiles, *, resume: bool = False, on_progress: Callable[[VideoProgress], None] | None = None
    ) -> None:
        self.folder, self._on_progress = WorkFolder(files.output), on_progress
        begun = self.folder.begun(resume=resume)
        check_clip_writable(files.output, files.clip)
        self.job = VideoJob(files, begun, self._report)
        self.folder.begin(self.job.recipe)
        self._stores = self.folder.stores(files.passes, self.job.depth)
        self._began = self._last = time.perf_counter()
        self._times: list[float] = []

    @property
    def finished(self) -> int:
        """How many frames are finished, those of all passes counted."""
        return sum(map(len, self._stores))

    @property
    def total(self) -> int:
        """How many there will be."""
        return self.job.frames.count * len(self._stores)

    def forecast(self) -> Forecast:
        """What is left takes, as far as it is known before painting."""
        whole = self.job.forecast()
        return dataclasses.replace(whole, seconds=whole.seconds * (1 - self.finished / self.total))

    def paint(self) -> bool:
        """Paint what is not finished yet; False if it was interrupted: then finished frames stay in the folder."""
        try:
            steady(self.job.frames, self.job.painter, self._stores, every=self.job.files.every, on_frame=self._stored)
        except Interrupted:
            return False
        return True

    def write(self, quality: int | str = DEFAULT_QUALITY) -> int:
        """Write the clip of the frames that are finished, up to the first that is not; returns their number.

        Raises
        ------
        InputError
            No frame is finished, or the clip cannot be written.
        """
        count, files = self.job.frames.count, self.job.files
        ready = next((index for index in range(count) if not self._latest_of(index)), count)
        if not ready:
            raise InputError(f"No frame is finished in {self.folder.path}.", "Let it paint for a while.")
        whole = ready == count and self.job.clip.whole
        timing = self.job.clip.timing()[:ready]
        write_clip(files.output, files.clip, self._pictures(ready), timing, quality=quality, whole=whole)
        return ready

    def report(self) -> dict[str, Any]:
        """What `--report` writes: the recipe, and what each frame took, those of earlier runs too.

        Frames are counted as in the clip's file.
        """
        frames, job = self.folder.notes(), self.job
        return {
            "width": job.frames.size[0],
            "height": job.frames.size[1],
            **job.recipe,
            "shots": [entry["frame"] for entry in frames if entry["begins_shot"] and entry["pass"] == 1],
            "evaluations": sum(entry["evaluations"] for entry in frames),
            "seconds": round(sum(entry["seconds"] for entry in frames), 3),
            "peak_memory_bytes": memory.peak(),
            "painted": frames,
        }

    def _pictures(self, count: int) -> Iterator[Array]:
        for index in range(count):
            yield self._latest_of(index)[-1].read(index)

    def _latest_of(self, index: int) -> list[Any]:
        """The stores that have a frame, the latest pass last."""
        return [store for store in self._stores if index in store]

    def _stored(self, number: int, index: int, picture: Array) -> None:
        """A frame is finished: note what it took, and show it."""
        report, self.job.painter.report = self.job.painter.report, {}
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        begins = bool(report.get("begins_shot"))
        self.folder.note(
            {
                "pass": number + 1,
                "frame": self.job.clip.first + index,
                "begins_shot": begins,
                "evaluations": report.get("evaluations", 0),
                "seconds": round(seconds, 3),
            }
        )
        self._times.append(seconds / SHARE if begins else seconds)
        width, height = picture.shape[1], picture.shape[0]
        small = fit_size(width, height, min(SHOWN, max(width, height)))
        self.folder.show(np.clip(resize(picture, *small), 0, 1))
        self._report(None)

    def _report(self, frame: Progress | None) -> None:
        if self._on_progress:
            left = self.total - self.finished
            expected = left * sum(self._times) / len(self._times) if self._times else None
            self._on_progress(VideoProgress(self.finished, self.total, expected, frame))
