"""Follows the engine through its jobs: shows progress and previews, passes on what the user wants."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

from common.errors import Cancelled, EngineError, JobError, PluginError
from common.host import Area, Layer, Picture, Progress, Wish
from common.session import Job, Session
from common.texts import _, duration

POLL_SECONDS = 0.05
START_SECONDS = 120.0
"""A cold start loads a few hundred megabytes of libraries from a slow disk."""
QUIET_SECONDS = 6.0
"""After this time without a sign of life the progress window says so; the engine gives one every second."""
SILENT_SECONDS = 30.0
"""After this time without a sign of life the engine counts as hung."""


class Follower:
    """Watches one engine do `jobs` jobs, one after the other."""

    def __init__(self, session: Session, progress: Progress, jobs: int) -> None:
        self.session = session
        self.stopped = False
        self._progress = progress
        self._jobs = jobs
        self._stop_sent = False
        self._silence = 0.0

    def wait_until_ready(self) -> None:
        """Wait for the engine's `ready`.

        Raises
        ------
        EngineError
            It does not come in time.
        """
        self._progress.show(0.0, _("Starting the engine"))
        deadline = time.monotonic() + START_SECONDS
        while self.session.engine.folder is None:
            if self._heed() is Wish.STOP:  # there is nothing to keep yet
                raise Cancelled
            self.session.receive(POLL_SECONDS)
            if time.monotonic() > deadline:
                raise EngineError(
                    _("The engine did not start within {time}.").format(time=duration(START_SECONDS)),
                    _("Try again; if it stays so, run install.py of Impasto again."),
                )

    def send(self, wanted: Sequence[tuple[Layer, Area]]) -> None:
        """Send these pixels; the window stays alive meanwhile.

        Raises
        ------
        Cancelled
            The user gave up.
        """
        for _band in self.session.send_pixels(wanted):
            self._heed()

    def run(self, number: int, job: Job) -> Picture:
        """See one job through: the one that runs where it is the same, else a new one.

        Raises
        ------
        Cancelled
            The user gave up.
        EngineError
            The engine failed, died or hangs.
        """
        self._progress.show(number / self._jobs, _("Preparing"))
        self._silence = 0.0
        if self.session.runs(job):
            running = self.session.number
            self.session.tell("continue")
        else:
            self._end_other_job()
            running = self.session.begin(job)
        self._stop_sent = False  # before, another job may have been told
        while True:
            self._heed()
            message = self._next()
            if message and message.get("id") == running:
                picture = self._take(number, message)
                if picture:
                    return picture

    def _end_other_job(self) -> None:
        """End a preview of something else than what is wanted now."""
        self.session.tell("cancel")
        while self.session.number is not None:
            self._heed()
            with contextlib.suppress(JobError):
                self._next()

    def _next(self) -> dict[str, Any] | None:
        message = self.session.receive(POLL_SECONDS)
        self._mind_silence(message)
        return message

    def _take(self, number: int, message: Mapping[str, Any]) -> Picture | None:
        """Show what a message says; the picture when it says `done`."""
        kind = message.get("type")
        if kind == "progress":
            fraction = (number + float(message["fraction"])) / self._jobs
            self._progress.show(fraction, self._line(number, message))
            self._progress.loss(*(message[key] for key in ("level_index", "evaluation", "evaluations", "loss")))
        elif kind == "forecast":
            about = {"time": duration(message["seconds"]), "memory": message["memory_bytes"] >> 20}
            self._progress.show(number / self._jobs, _("About {time}, {memory} MiB of memory").format(**about))
        elif kind == "preview":
            self._show_preview(message)
        elif kind == "cancelled":
            raise Cancelled
        elif kind == "done":
            self.stopped = bool(message.get("stopped")) or self._stop_sent
            path = self.session.engine.path(message["file"])
            return Picture(path, message["width"], message["height"], message["channels"])
        return None

    def _heed(self) -> Wish:
        """Do what the user asked for in the window, and say what that was; a stop waits until a job runs."""
        wish = self._progress.wish()
        if wish is Wish.CANCEL:
            with contextlib.suppress(PluginError):
                self.session.tell("cancel")
            raise Cancelled
        if wish is Wish.STOP and not self._stop_sent and self.session.number is not None:
            self._stop_sent = True
            self.session.tell("stop")
        return wish

    def _show_preview(self, message: Mapping[str, Any]) -> None:
        rgb = self.session.preview(message)
        if rgb:
            self._progress.preview(message["width"], message["height"], rgb)

    def _mind_silence(self, message: Mapping[str, Any] | None) -> None:
        """Tell the user of an engine that gives no sign of life; give it up in the end.

        The time is counted in looks, not read from a clock: while the computer sleeps, nobody is silent.
        """
        self._silence = 0.0 if message else self._silence + POLL_SECONDS
        if self._silence > SILENT_SECONDS:
            self.session.engine.kill()
            text = _("The engine hangs: it has said nothing for {time}.")
            raise EngineError(text.format(time=duration(self._silence)), _("It was ended; try again."))
        if self._silence > QUIET_SECONDS:
            text = _("No sign of life from the engine for {time}; Cancel ends it.")
            self._progress.show(-1.0, text.format(time=duration(self._silence)))

    def _line(self, number: int, message: Mapping[str, Any]) -> str:
        """One line: layer, level, evaluation, time left."""
        parts = []
        if self._jobs > 1:
            parts.append(_("Layer {n} of {all}").format(n=number + 1, all=self._jobs))
        level = {
            "n": message["level_index"] + 1,
            "all": message["levels"],
            "size": " x ".join(map(str, message["level"])),
        }
        parts.append(_("level {n} of {all} ({size} px)").format(**level))
        parts.append(_("evaluation {n} of {all}").format(n=message["evaluation"], all=message["evaluations"]))
        if self._stop_sent:
            parts.append(_("finishing"))
        elif message.get("seconds_left"):
            left = _("{time} left").format(time=duration(message["seconds_left"]))
            parts.append(left.replace(" ", "\N{NO-BREAK SPACE}"))  # a window breaks the line before it, not in it
        return ", ".join(parts)
