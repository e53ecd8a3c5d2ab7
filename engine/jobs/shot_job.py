"""A shot of a clip as a job that can be done on another machine: frames in, painted frames out."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..arrays import Array
from ..errors import Interrupted
from ..losses.style import Style
from ..media.packages import require
from ..options import Options
from ..runtime.network import Network
from ..tracking.progress import Progress
from ..video import steady
from .file_job import FileNames, painted_with
from .frame_painter import FramePainter
from .job import OnProgress
from .painting import Painted
from .video_files import VideoFiles
from .video_folder import FolderStore, frame_file, pass_folder, stores_of
from .video_job import VideoJob
from .video_work import note

Finished = tuple[int, int]
"""A frame of a shot: its pass, counted from 0, and its index in the shot."""


@dataclass(frozen=True)
class ShotJob:
    """A shot to paint; see `VideoFiles`, whose paths are names here.

    Attributes
    ----------
    frames : the first one's index in the clip's file, and that of the first one after the shot
    finished : the names of the frames that are painted already
    """

    clip: str
    styles: tuple[Style[str], ...]
    options: Options
    frames: tuple[int, int]
    every: int = 1
    passes: int = 1
    start: str | None = None
    finished: tuple[str, ...] = ()
    strength_map: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """See `FileJob`."""
        return asdict(self)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> ShotJob:
        """See `FileJob`."""
        lists = {name: tuple(values[name]) for name in ("frames", "finished")}
        return cls(**{**values, **painted_with(values), **lists})

    def adapted(self, threads: int, memory_limit: int) -> ShotJob:
        """See `FileJob`."""
        return replace(self, options=replace(self.options, threads=threads, memory_limit=memory_limit))

    def run(self, files: Mapping[str, Path], folder: Path, network: Network, on_progress: OnProgress) -> Painted:
        """See `FileJob`: frames that are new, as `name_of` calls them; one that was interrupted has fewer."""
        for package in ("av", "cv2"):
            require(package)
        course = _Course(folder, self, on_progress)
        job = VideoJob(self._described(files, folder), None, course.update, network)
        course.begin(job, files)
        with contextlib.suppress(Interrupted):
            steady(job.frames, job.painter, course.stores, every=self.every, on_frame=course.finish)
        course.forget_given()
        notices = [notice.message for notice in job.notices]
        return Painted({"painted": course.notes, "notices": notices}, course.finished < course.total)

    def _described(self, files: Mapping[str, Path], folder: Path) -> VideoFiles:
        return VideoFiles(
            files[self.clip],
            [style.converted(files.__getitem__) for style in self.styles],
            self.options,
            folder,
            frames=range(*self.frames),
            every=self.every,
            passes=self.passes,
            start=files[self.start] if self.start else None,
            strength_map=files[self.strength_map] if self.strength_map else None,
        )


class _Course:
    """How far a shot is."""

    def __init__(self, folder: Path, shot: ShotJob, on_progress: OnProgress) -> None:
        self._folder, self._shot, self._on_progress = folder, shot, on_progress
        self._last = time.perf_counter()
        self._painter: FramePainter | None = None
        self.notes: list[dict[str, Any]] = []
        self.stores: list[FolderStore] = []

    @property
    def finished(self) -> int:
        return sum(map(len, self.stores))

    @property
    def total(self) -> int:
        return len(range(*self._shot.frames)) * self._shot.passes

    def begin(self, job: VideoJob, files: Mapping[str, Path]) -> None:
        """Lay what is finished already where the stores find it."""
        self._painter = job.painter
        for name in self._shot.finished:
            (self._folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(files[name], self._folder / name)
        self.stores = stores_of(self._folder, self._shot.passes, job.depth)

    def update(self, frame: Progress) -> None:
        """After an evaluation of the frame at work."""
        self._on_progress(replace(frame, frame=(self.finished, self.total)))

    def finish(self, number: int, index: int, picture: Array) -> None:  # noqa: ARG002
        """A frame is in its store."""
        now = time.perf_counter()
        report: Mapping[str, Any] = {}
        if self._painter is not None:
            report, self._painter.report = self._painter.report, {}
        self.notes.append(note(number, self._shot.frames[0] + index, report, now - self._last))
        self._last = now

    def forget_given(self) -> None:
        """The client has these frames."""
        for name in self._shot.finished:
            (self._folder / name).unlink(missing_ok=True)


def name_of(frame: Finished) -> str:
    """What the file of a frame is called in a shot's folder."""
    return f"{pass_folder(frame[0])}/{frame_file(frame[1])}"


def frame_of(name: str) -> Finished:
    """The frame that `name_of` has named."""
    folder, _, file = name.partition("/")
    return int(folder.removeprefix("pass-")) - 1, int(file.removesuffix(".png"))


def shot_job(
    files: VideoFiles, options: Options, frames: range, finished: Mapping[Finished, Path]
) -> tuple[ShotJob, dict[str, Path]]:
    """A shot as a job, and the paths of the files that it names.

    Parameters
    ----------
    options : those of `files`, perhaps with what an earlier run has used
    frames : of the shot, by their indices in the clip's file
    finished : the frames of it that are painted already
    """
    name = FileNames()
    job = ShotJob(
        name(files.clip),
        tuple(style.converted(name) for style in files.styles),
        options,
        (frames.start, frames.stop),
        files.every,
        files.passes,
        name(files.start) if files.start else None,
        tuple(map(name_of, finished)),
        name(files.strength_map) if files.strength_map else None,
    )
    given = {name_of(frame): path for frame, path in finished.items()}
    return job, name.files | given


def files_of_shots(files: VideoFiles) -> Sequence[Path]:
    """The files that all shots of a clip need."""
    return list(shot_job(files, files.options, range(1), {})[1].values())
