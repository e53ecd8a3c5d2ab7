"""Runs one job, which its client may pause, finish early or cancel."""

from __future__ import annotations

import contextlib
import threading
from typing import Any, cast

from ..errors import Interrupted
from ..jobs.animation_job import AnimationJob
from ..jobs.job import Box, CropPainter, Job, JobPlan, Work, learn_from
from ..jobs.sheet_job import SheetJob
from ..options import ComputeOptions
from ..runtime.fallback import losses
from ..runtime.network import Network
from ..runtime.speed import is_speed_known
from ..tracking.progress import Progress
from . import protocol
from .reporting import Reporter


class _JobCancelled(Exception):  # noqa: N818
    pass


class RunningJob:
    """One job; `run` blocks its thread, everything else may be called from any thread.

    Parameters
    ----------
    pause_after_level : index of the level after which the job waits for `resume`; None: it does not wait
    """

    def __init__(self, number: int, job: Work[Any], reporter: Reporter, pause_after_level: int | None = None) -> None:
        self.id = number
        self._job, self._reporter, self._pause_after_level = job, reporter, pause_after_level
        self._stopped, self._cancelled, self._resumed = threading.Event(), threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._network: Network | None = None
        self._crops: CropPainter | None = None
        self._wanted: Box | None = None
        self._is_cropping = False
        self._latest: Progress | None = None  # of the current level; the job's own thread alone uses it

    @property
    def options(self) -> ComputeOptions:
        """What the job is to compute with."""
        return self._job.options

    def stop(self) -> None:
        """Finish soon, with the best picture so far."""
        self._end(self._stopped)

    def cancel(self) -> None:
        """Finish soon, without a result."""
        self._end(self._cancelled)

    def resume(self) -> None:
        """Continue after the pause; before it: do not pause."""
        with self._changed:
            self._resumed.set()
            self._end_crop()

    def crop(self, box: Box) -> None:
        """While the job is paused, show this part of its result, instead of one that is being painted."""
        with self._changed:
            self._wanted = box
            self._end_crop()

    def close(self, *, is_done: bool) -> None:
        """The last message is sent; `is_done`: nobody will want to go on with the job."""

    def run(self, network: Network) -> protocol.Done | protocol.VideoDone | protocol.Cancelled:
        """Do the job and return its last message."""
        self._attach(network)
        self._reporter.device = self._reporter.device or network.device.label or network.device.name
        try:
            plan = self._job.plan(network)
            self._crops = self._job.crops(network, plan)
            self._send_forecast(plan, network)
            last, report = self._do(network, plan)
            self._reporter.flush()
        except _JobCancelled:
            return protocol.Cancelled(type="cancelled", id=self.id)
        learn_from(self._job, network, plan, report)
        return last

    def _do(self, network: Network, plan: Any) -> tuple[protocol.Done | protocol.VideoDone, dict[str, Any]]:
        """Do the job as planned; its last message, and its report."""
        job = cast(Job[Any], self._job)
        result = job.run(network, plan, self._on_progress, self._on_level)
        self._check_cancelled()
        return self._reporter.done(result), result.report

    def _check_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise _JobCancelled

    def _end(self, reason: threading.Event) -> None:
        """Note the reason and interrupt what runs."""
        with self._changed:
            reason.set()
            if self._network is not None:
                self._network.interrupt()
            self._resumed.set()
            self._changed.notify()

    def _end_crop(self) -> None:
        """Interrupt the crop that is being painted, if one is, and wake the job up; with the lock held."""
        if self._is_cropping and self._network is not None:
            self._network.interrupt()
        self._changed.notify()

    def _attach(self, network: Network) -> None:
        """Take a network, whose last job may have been interrupted; this one may have been before it began."""
        with self._lock:
            self._network = network
            network.resume()
            if self._stopped.is_set() or self._cancelled.is_set():
                network.interrupt()

    def _send_forecast(self, plan: JobPlan, network: Network) -> None:
        """Forecast, but do not delay the first picture of a job that pauses by measuring the speed."""
        self._reporter.memory, self._reporter.crops, self._reporter.notices = plan.memory, plan.crops, plan.notices
        if self._pause_after_level is None or is_speed_known(network):
            try:
                self._reporter.forecast(plan.forecast(network).seconds)
            except Interrupted:  # while the speed was measured; the job itself will notice
                return

    def _on_progress(self, progress: Progress) -> None:
        self._check_cancelled()
        self._latest = progress
        lost = losses(self._network) if self._network else ()
        if not set(lost) <= set(self._reporter.notices):
            self._reporter.notices = (*self._reporter.notices, *lost)
            self._reporter.forecast(progress.seconds + progress.seconds_left, progress.level_index)
        self._reporter.update(progress)

    def _on_level(self, index: int) -> None:
        """Wait after the level that was asked for, or after the last one where there are fewer."""
        latest, self._latest = self._latest, None
        if latest is None or self._pause_after_level is None or self._resumed.is_set():
            return
        if index < min(self._pause_after_level, latest.levels - 1):
            return
        self._reporter.paused(latest, index)
        while (box := self._next_crop()) is not None:
            self._show_crop(latest, box)
        self._crops = None  # the rest of the job needs the memory
        self._check_cancelled()
        if self._stopped.is_set():
            raise Interrupted

    def _next_crop(self) -> Box | None:
        """Wait for the next crop to paint; None: the pause is over."""
        with self._changed:
            self._is_cropping = False
            self._changed.wait_for(lambda: self._resumed.is_set() or self._wanted is not None)
            if self._network is not None and not (self._stopped.is_set() or self._cancelled.is_set()):
                self._network.resume()  # the last crop may have been interrupted
            if self._resumed.is_set():
                return None
            box, self._wanted = self._wanted, None
            self._is_cropping = True
            return box

    def _show_crop(self, latest: Progress, box: Box) -> None:
        """Paint and send a part of the result, unless something else is wanted meanwhile."""
        if self._crops is not None:
            with contextlib.suppress(Interrupted):
                self._reporter.crop(*self._crops.paint(latest.painting(), box))


class RunningVideo(RunningJob):
    """A job of the kind `video`: its frames are sent when they are finished."""

    def __init__(
        self, number: int, job: AnimationJob, reporter: Reporter, pause_after_level: int | None = None
    ) -> None:
        super().__init__(number, job, reporter, pause_after_level)
        reporter.frames, self._animation = job.frames.count, job

    def _do(self, network: Network, plan: Any) -> tuple[protocol.VideoDone, dict[str, Any]]:
        """See `RunningJob`."""
        report = self._animation.run(network, plan, self._reporter.frame, self._on_progress, self._on_level)
        self._check_cancelled()
        return self._reporter.video_done(report), report


class RunningSheet(RunningJob):
    """A job of the kind `sheet`: its cells are sent as they are painted."""

    def __init__(self, number: int, job: SheetJob, reporter: Reporter) -> None:
        super().__init__(number, job, reporter)
        reporter.frames, reporter.shows_cells, self._sheet = len(job.cells), True, job

    def _do(self, network: Network, plan: Any) -> tuple[protocol.VideoDone, dict[str, Any]]:
        """See `RunningJob`."""
        report = self._sheet.run(network, plan, self._reporter.cell, self._on_progress)
        self._check_cancelled()
        return self._reporter.video_done(report), report


def running_job(number: int, job: Work[Any], reporter: Reporter, pause_after_level: int | None = None) -> RunningJob:
    """The job of whichever kind; see `RunningJob`."""
    if isinstance(job, AnimationJob):
        return RunningVideo(number, job, reporter, pause_after_level)
    if isinstance(job, SheetJob):
        return RunningSheet(number, job, reporter)
    return RunningJob(number, job, reporter, pause_after_level)
