"""Follows the engine through its jobs: shows progress and previews, passes on the user's actions."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Sequence

from common.errors import Cancelled, EngineError, JobError, PluginError
from common.pixels import Picture
from common.progress import Progress, UserAction
from common.session import Job, Session, Source
from common.texts import _, duration, sentences
from protocol import Done, Forecast, FrameMessage, Message, Preview, ProgressMessage

POLL_SECONDS = 0.05
START_SECONDS = 120.0
"""A cold start loads a few hundred megabytes of libraries from a slow disk."""
WARNING_SECONDS = 6.0
"""After this time without a message the progress window says so; the engine sends a heartbeat every second."""
TIMEOUT_SECONDS = 1800.0
"""After this time without a message the engine counts as hung, where there is no user to decide."""


class Follower:
    """Watches one engine do `jobs` jobs, one after the other.

    `goes_on`: there is a part of the picture from an earlier engine. A stop keeps it, so it waits until it is read.
    `notices` is what the engine says of the last one; `failure` says why it ended early, where it has a result all the
    same.
    """

    def __init__(self, session: Session, progress: Progress, jobs: int, *, goes_on: bool = False) -> None:
        self.session = session
        self.stopped = False
        self.notices = ""
        self.failure = ""
        self._frames: list[Picture] = []
        self._progress = progress
        self._jobs = jobs
        self._may_stop = not goes_on
        self._stop_sent = False
        self._silent_seconds = 0.0

    def wait_until_ready(self) -> None:
        """Wait for the engine's `ready`; raises EngineError if it does not come in time."""
        self._progress.show(0.0, _("Starting the engine"))
        deadline = time.monotonic() + START_SECONDS
        while self.session.engine.folder is None:
            if self.handle_user_action() is UserAction.STOP and self._may_stop:  # there is nothing to keep yet
                raise Cancelled
            self.session.receive(POLL_SECONDS)
            if time.monotonic() > deadline:
                raise EngineError(
                    _("The engine did not start within {time}.").format(time=duration(START_SECONDS)),
                    _("Try again; if it fails again, run install.py of Impasto again."),
                )

    def send(self, sources: Sequence[Source]) -> None:
        """Send these pixels; the window stays responsive meanwhile; raises Cancelled if the user cancelled."""
        for _band in self.session.send_pixels(sources):
            self.handle_user_action()

    def run(self, number: int, job: Job) -> list[Picture]:
        """Follow one job to its end: the running one where it is the same, else a new one.

        Returns its result: a picture, or as many frames of an animation as are finished, from the first one on. Raises
        Cancelled if the user cancelled; EngineError if the engine failed, died or hangs before anything is finished.
        """
        try:
            return self._run(number, job)
        except EngineError as error:
            finished = list(itertools.takewhile(lambda frame: frame.path.is_file(), self._frames))
            if not finished:
                raise
            self.failure, self.stopped = str(error), True
            return finished

    def _run(self, number: int, job: Job) -> list[Picture]:
        self._progress.show(number / self._jobs, _("Preparing"))
        self._silent_seconds, self._frames = 0.0, []
        if self.session.runs(job):
            running = self.session.number
            self.session.control("continue")
        else:
            self._cancel_other_job()
            running = self.session.start(job)
        self._stop_sent = False  # until here, it may have been sent to another job
        while True:
            self.handle_user_action()
            message = self._next()
            if message and message.get("id") == running:
                pictures = self._handle(number, message)
                if pictures is not None:
                    return pictures

    def _cancel_other_job(self) -> None:
        """Cancel the preview of something else and wait for its end."""
        self.session.control("cancel")
        while self.session.number is not None:
            self.handle_user_action()
            with contextlib.suppress(JobError):
                self._next()

    def _next(self) -> Message | None:
        message = self.session.receive(POLL_SECONDS)
        self._check_heartbeat(message)
        return message

    def _handle(self, number: int, message: Message) -> list[Picture] | None:
        """Show what is in a message; the result when it is `done`."""
        if message["type"] == "progress":
            self._may_stop = True
            fraction = (number + message["fraction"]) / self._jobs
            self._progress.show(fraction, self._line(number, message))
            counts = message["level_index"], message["evaluation"], message["evaluations"]
            self._progress.loss(*counts, message["loss"])
        elif message["type"] == "forecast":
            self._progress.show(number / self._jobs, _forecast(message))
            self.notices = sentences(message["notices"])
        elif message["type"] == "preview":
            self._show_preview(message)
        elif message["type"] == "cancelled":
            raise Cancelled
        elif message["type"] == "done":
            self.stopped = message["stopped"] or self._stop_sent
            if "failure" in message:
                kept = _("The picture is kept as far as it was painted.")
                self.failure = f"{sentences([message['failure']])} {kept}"
            return [self._picture(message)] if "file" in message else self._frames
        elif message["type"] == "frame":
            self._frames.append(self._picture(message))
        return None

    def _picture(self, message: Done | FrameMessage) -> Picture:
        path = self.session.engine.path(message["file"])
        return Picture(path, message["width"], message["height"], message["channels"])

    def handle_user_action(self) -> UserAction:
        """Do what the user asked for in the window, and return it; a stop waits until a job runs."""
        action = self._progress.user_action()
        if action is UserAction.CANCEL:
            with contextlib.suppress(PluginError):
                self.session.control("cancel")
            raise Cancelled
        is_due = self._may_stop and not self._stop_sent and self.session.number is not None
        if action is UserAction.STOP and is_due:
            self._stop_sent = True
            self.session.control("stop")
        return action

    def _show_preview(self, message: Preview) -> None:
        rgb = self.session.preview(message)
        if rgb:
            self._progress.preview(message["width"], message["height"], rgb)

    def _check_heartbeat(self, message: Message | None) -> None:
        """Warn the user of an engine that sends no message, not even a heartbeat.

        It may be suspended, or waiting for memory from the disk: the user decides. Without one it is terminated in the
        end. The time is counted in polls, not read from a clock: a computer that sleeps does not count.
        """
        self._silent_seconds = 0.0 if message else self._silent_seconds + POLL_SECONDS
        time_span = duration(self._silent_seconds)
        if self._silent_seconds > TIMEOUT_SECONDS and not self._progress.has_user:
            self.session.engine.kill()
            text = _("The engine hangs: it has not responded for {time}.")
            raise EngineError(text.format(time=time_span), _("The engine was terminated. Try again."))
        if self._silent_seconds > WARNING_SECONDS:
            text = _("The engine has not responded for {time}; Cancel terminates it.")
            self._progress.show(-1.0, text.format(time=time_span))

    def _line(self, number: int, message: ProgressMessage) -> str:
        """One line: layer or frame, level, evaluation, time left."""
        parts = []
        if "frame" in message:
            parts.append(_("Frame {n} of {all}").format(n=message["frame"] + 1, all=message["frames"]))
        elif self._jobs > 1:
            parts.append(_("Layer {n} of {all}").format(n=number + 1, all=self._jobs))
        n, size = message["level_index"] + 1, " x ".join(map(str, message["level"]))
        parts.append(_("level {n} of {all} ({size} px)").format(n=n, all=message["levels"], size=size))
        parts.append(_("evaluation {n} of {all}").format(n=message["evaluation"], all=message["evaluations"]))
        if self._stop_sent:
            parts.append(_("finishing"))
        elif message["seconds_left"]:
            left = _("{time} left").format(time=duration(message["seconds_left"]))
            parts.append(left.replace(" ", "\N{NO-BREAK SPACE}"))  # a window breaks the line before it, not in it
        return ", ".join(parts)


def _forecast(message: Forecast) -> str:
    about = {"time": duration(message["seconds"]), "memory": message["memory_bytes"] >> 20}
    if count := message.get("frames"):
        return _("About {time} for {count} frames, {memory} MiB of memory").format(count=count, **about)
    return _("About {time}, {memory} MiB of memory").format(**about)
