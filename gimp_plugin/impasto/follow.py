"""Follows the engine through its jobs: shows progress and previews, passes on what the user wants."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from typing import Any

from engine_client import Engine
from errors import Cancelled, EngineError, PluginError
from host import Picture, Progress, Wish
from texts import _, duration

POLL_SECONDS = 0.05
START_SECONDS = 120.0
"""A cold start loads a few hundred megabytes of libraries from a slow disk."""
QUIET_SECONDS = 6.0
"""After this time without a sign of life the progress window says so; the engine gives one every second."""
SILENT_SECONDS = 30.0
"""After this time without a sign of life the engine counts as hung."""


class Follower:
    """Watches one engine do `jobs` jobs, one after the other."""

    def __init__(self, engine: Engine, progress: Progress, jobs: int) -> None:
        self.engine = engine
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
        while self.engine.folder is None:
            self._heed(None)
            self.engine.receive(POLL_SECONDS)
            if time.monotonic() > deadline:
                raise EngineError(_("The engine did not start within {time}.").format(time=duration(START_SECONDS)),
                                  _("Try again; if it stays so, run install.py of Impasto again."))  # fmt: skip

    def run(self, number: int, job: Mapping[str, Any]) -> Picture:
        """Send one job and see it through.

        Raises
        ------
        Cancelled
            The user gave up.
        EngineError
            The engine failed, died or hangs.
        """
        self._progress.show(number / self._jobs, _("Preparing"))
        self.engine.send(job)
        self._silence, self._stop_sent = 0.0, False
        while True:
            self._heed(number)
            message = self.engine.receive(POLL_SECONDS)
            self._mind_silence(message)
            if message and message.get("id") == number:
                picture = self._take(number, message)
                if picture:
                    return picture

    def _take(self, number: int, message: Mapping[str, Any]) -> Picture | None:
        """Show what a message says; the picture when it says `done`."""
        kind = message.get("type")
        if kind == "progress":
            fraction = (number + float(message["fraction"])) / self._jobs
            self._progress.show(fraction, self._line(number, message))
        elif kind == "forecast":
            about = {"time": duration(message["seconds"]), "memory": message["memory_bytes"] >> 20}
            self._progress.show(number / self._jobs, _("About {time}, {memory} MiB of memory").format(**about))
        elif kind == "preview":
            self._show_preview(message)
        elif kind == "cancelled":
            raise Cancelled
        elif kind == "done":
            self.stopped = bool(message.get("stopped")) or self._stop_sent
            path = self.engine.path(message["file"])
            return Picture(path, message["width"], message["height"], message["channels"])
        return None

    def _heed(self, number: int | None) -> None:
        """Do what the user asked for in the window."""
        wish = self._progress.wish()
        if wish is Wish.CANCEL or (wish is Wish.STOP and number is None):
            with contextlib.suppress(PluginError):
                self.engine.send({"type": "cancel", "id": number})
            raise Cancelled
        if wish is Wish.STOP and not self._stop_sent:
            self._stop_sent = True
            self.engine.send({"type": "stop", "id": number})

    def _show_preview(self, message: Mapping[str, Any]) -> None:
        """Read a preview's file and remove it; one that is not whole is passed over."""
        path = self.engine.path(message["file"])
        with contextlib.suppress(OSError):
            rgb = path.read_bytes()
            path.unlink()
            if len(rgb) == 3 * message["width"] * message["height"]:
                self._progress.preview(message["width"], message["height"], rgb)

    def _mind_silence(self, message: Mapping[str, Any] | None) -> None:
        """Tell the user of an engine that gives no sign of life; give it up in the end.

        The time is counted in looks, not read from a clock: while the computer sleeps, nobody is silent.
        """
        self._silence = 0.0 if message else self._silence + POLL_SECONDS
        if self._silence > SILENT_SECONDS:
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
