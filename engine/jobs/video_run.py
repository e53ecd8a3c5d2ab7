"""Paints a clip into a folder, and makes the painted clip of what is there."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from ..arrays import Array
from ..errors import Interrupted
from ..media import check_clip_writable
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..transfer.continued import SHARE
from ..video import steady
from .video_files import VideoFiles
from .video_folder import WorkFolder
from .video_job import VideoJob
from .video_work import VideoProgress, VideoWork, note


class VideoRun(VideoWork):
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
        folder, self._on_progress = WorkFolder(files.output), on_progress
        begun = folder.begun(resume=resume)
        check_clip_writable(files.output, files.clip)
        self.job = VideoJob(files, begun, self._report)
        super().__init__(self.job, folder, self.job.recipe)
        self._began = self._last = time.perf_counter()
        self._times: list[float] = []

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

    def _stored(self, number: int, index: int, picture: Array) -> None:
        """A frame is finished: note what it took, and show it."""
        report, self.job.painter.report = self.job.painter.report, {}
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        entry = note(number, self.job.clip.first + index, report, seconds)
        self.folder.note(entry)
        self._times.append(seconds / SHARE if entry["begins_shot"] else seconds)
        self._show(picture)
        self._report(None)

    def _report(self, frame: Progress | None) -> None:
        if self._on_progress:
            left = self.total - self.finished
            expected = left * sum(self._times) / len(self._times) if self._times else None
            self._on_progress(VideoProgress(self.finished, self.total, expected, frame))
