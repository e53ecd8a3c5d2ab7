"""The shots of a clip on a cluster: as many at a time as it has workers, while the next ones are still being found."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from ..arrays import Array
from ..errors import EngineError, Interrupted
from ..imaging import read_image
from ..jobs.shot_job import Finished, files_of_shots, frame_of, name_of, shot_job
from ..jobs.video_files import VideoFiles
from ..jobs.video_folder import FolderStore, WorkFolder
from ..jobs.video_job import DEPTHS, VideoInput
from ..jobs.video_recipe import used
from ..jobs.video_work import VideoProgress, VideoWork
from ..media import check_clip_writable
from ..tracking.progress import Progress
from ..video import finding_shots
from .cluster import Cluster, Ended, Reported, Submitted
from .delivery import Delivery
from .single import run_one

SECONDS_BETWEEN_LOOKS = 0.2


class ClusterVideo(VideoWork):
    """One run of the program on a clip whose shots workers paint, perhaps not the first.

    Parameters
    ----------
    files : what to paint
    resume : go on with what an earlier run has begun, here or on a cluster
    threads : of each worker, unless the options or the earlier run say; 0: as many as the worker has
    on_progress : called after each evaluation that workers report, and when frames have come; may raise Interrupted

    Raises
    ------
    InputError
        A file cannot be used; something else was begun; or the output cannot be written.
    """

    def __init__(
        self,
        cluster: Cluster,
        files: VideoFiles,
        *,
        resume: bool = False,
        threads: int = 0,
        on_progress: Callable[[VideoProgress], None] | None = None,
    ) -> None:
        folder = WorkFolder(files.output)
        begun = folder.begun(resume=resume)
        check_clip_writable(files.output, files.clip)
        source, self._used = VideoInput(files), used(begun, files.options)
        self._used["threads"] = self._used["threads"] or threads
        super().__init__(source, folder, source.made_with(self._used, cluster.installation["weights"]))
        self._cluster, self._files, self._on_progress = cluster, files, on_progress
        self._waiting, self._running = deque[range](), dict[Submitted, _Course]()
        self._latest: Progress | None = None
        self._stopping = False
        self._error: EngineError | None = None
        self._notices = set[str]()

    @property
    def notices(self) -> list[str]:
        """What workers left out for lack of memory, in sentences."""
        return sorted(self._notices)

    def paint(self) -> bool:
        """Paint what is not finished yet; False if it was interrupted: then finished frames stay in the folder.

        Shots at work are then finished early, and give the frames that they have.

        Raises
        ------
        EngineError
            A shot failed, or the cluster was lost; what is finished is in the folder.
        """
        self._began, self._had = time.monotonic(), self.finished
        with self._cluster.keeping(files_of_shots(self._files)):
            shots = self._unfinished_shots()
            searching = True
            while (searching and not self._stopping) or self._waiting or self._running:
                self._submit_waiting()
                looking = searching and not self._stopping and len(self._waiting) < self._places()
                if looking:
                    searching = self._look(shots)
                self._react(self._cluster.next_event(0 if looking else SECONDS_BETWEEN_LOOKS))
        if self._error is not None:
            raise self._error
        return self.finished == self.total

    def _unfinished_shots(self) -> Iterator[range | None]:
        """Shots of which frames are missing; None for each frame that was looked at without finding one."""
        for shot in finding_shots(self._source.frames):
            is_open = shot is not None and len(self._finished_of(shot)) < len(shot) * len(self._stores)
            yield shot if is_open else None

    def _look(self, shots: Iterator[range | None]) -> bool:
        """Look at one more frame for the end of a shot; False after the last one."""
        try:
            shot = next(shots)
        except StopIteration:
            return False
        if shot is not None:
            self._waiting.append(shot)
        return True

    def _submit_waiting(self) -> None:
        while self._waiting and not self._stopping and len(self._running) < self._places():
            shot = self._waiting.popleft()
            finished = self._finished_of(shot)
            offset = self._source.clip.first
            options = dataclasses.replace(self._files.options, **self._used)
            part = range(shot.start + offset, shot.stop + offset)
            try:
                job = self._cluster.submit(*shot_job(self._files, options, part, finished), previews=True)
            except EngineError as error:
                self._fail(error)
            else:
                self._running[job] = _Course(shot, len(finished))

    def _finished_of(self, shot: range) -> dict[Finished, Path]:
        """The frames of a shot that are there, counted from its first."""
        return {
            (number, index - shot.start): store.file(index)
            for number, store in enumerate(self._stores)
            for index in shot
            if index in store
        }

    def _places(self) -> int:
        """How many shots may be at work; without a connection one, which then says so."""
        try:
            return self._cluster.places()
        except EngineError:
            return 1

    def _react(self, event: Reported | Ended | None) -> None:
        if isinstance(event, Reported):
            course = self._running[event.job]
            course.frame = self._latest = event.progress
            if event.job.preview is not None and event.job.preview is not course.shown:
                course.shown = event.job.preview
                self.folder.show(course.shown)
        elif isinstance(event, Ended):
            course = self._running.pop(event.job)
            try:
                self._take(event.job.result(), course.shot)
            except EngineError as error:
                self._fail(error)
            self._latest = None
        self._report()

    def _take(self, made: Delivery | None, shot: range) -> None:
        """Keep the frames that came of a shot; one that a worker ended early is painted on."""
        if made is None:
            return
        frames = sorted(made.files, key=frame_of)
        for name in frames:
            number, index = frame_of(name)
            self._stores[number].put(shot.start + index, made.files[name])
        for entry in made.report["painted"]:
            self.folder.note({**entry, "worker": made.report["worker"]})
        self._notices.update(made.report["notices"])
        if frames:
            number, index = frame_of(frames[-1])
            self._show(read_image(self._stores[number].file(shot.start + index)).pixels)
        if made.stopped and not self._stopping:
            self._waiting.append(shot)

    def _fail(self, error: EngineError) -> None:
        """The clip cannot be finished: end what is at work, and keep what it has."""
        self._error = self._error or error
        self._stop()

    def _stop(self) -> None:
        if not self._stopping:
            self._stopping = True
            self._waiting.clear()
            for job in self._running:
                job.stop()

    def _report(self) -> None:
        if self._on_progress is None or self._stopping:
            return
        finished = self.finished + sum(course.frames for course in self._running.values())
        new = finished - self._had
        left = (self.total - finished) * (time.monotonic() - self._began) / new if new else None
        try:
            self._on_progress(VideoProgress(finished, self.total, left, self._latest))
        except Interrupted:
            self._stop()


class _Course:
    """A shot at work: how many frames it had to begin with, its latest progress, and the preview that was shown."""

    def __init__(self, shot: range, had: int) -> None:
        self.shot, self._had = shot, had
        self.frame: Progress | None = None
        self.shown: Array | None = None

    @property
    def frames(self) -> int:
        """How many are finished, and not here yet."""
        return self.frame.frame[0] - self._had if self.frame and self.frame.frame else 0


def paint_preview(
    cluster: Cluster,
    files: VideoFiles,
    second: float,
    on_progress: Callable[[Progress], None],
    interrupted: Callable[[], bool],
) -> Array | None:
    """The frame that is shown at a time, painted on a worker as the first of a shot; None where it was interrupted.

    Raises
    ------
    InputError
        The clip is over by then, or a file cannot be used.
    """
    clip = files.open()
    index = clip.frame_at(second).index
    shot = dataclasses.replace(files, every=1, passes=1)
    job, named = shot_job(shot, files.options, range(index, index + 1), {})
    made = run_one(cluster, job, named, on_progress, interrupted)
    if made is None or made.stopped:
        return None
    with tempfile.TemporaryDirectory(prefix="impasto-") as folder:
        store = FolderStore(Path(folder), DEPTHS[clip.depth])
        store.put(0, made.file(name_of((0, 0))))
        return store.read(0)
