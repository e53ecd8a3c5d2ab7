"""`impasto worker`: jobs for another program, as docs/PROTOCOL.md describes.

Commands come in on standard input, messages go out on standard output, pixels travel in files of the worker's folder.
One thread reads commands, one does the job; when standard input closes, the process ends at once.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from typing import IO, Any

from ..errors import EngineError
from ..optim import lbfgs
from ..options import ComputeOptions, OptionError, Options
from ..runtime.devices import available
from ..runtime.logs import log_to_file
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..version import PROTOCOL, __version__
from .job import Job
from .scratch import Scratch
from .tasks import needs

SECONDS_BETWEEN_SIGNS_OF_LIFE = 1.0
log = logging.getLogger(__name__)


def work() -> int:
    """Serve until `quit` or the end of standard input; returns the exit status."""
    messages = _private_stdout()
    log_path = log_to_file("worker.log")
    with Scratch() as folder:
        signal.signal(signal.SIGTERM, lambda *_: _end(folder))
        worker = Worker(messages, folder, str(log_path))
        worker.send(
            "ready", protocol=PROTOCOL, version=__version__, pid=os.getpid(), folder=str(folder.path), log=str(log_path)
        )
        threading.Thread(target=worker.show_life, daemon=True).start()
        for line in sys.stdin.buffer:
            if not worker.obey(line):
                break
        _end(folder)
    return 0


class Worker:
    """One client's commands and the job that is running, if any."""

    def __init__(self, messages: IO[str], folder: Scratch, log_path: str) -> None:
        self._messages, self._folder, self._log_path = messages, folder, log_path
        self._lock, self._choosing = threading.Lock(), threading.Lock()
        self._job: Job | None = None
        self._network: Network | None = None

    def send(self, kind: str, **keys: Any) -> None:
        """Write one message; from any thread."""
        with self._lock:
            self._messages.write(json.dumps({"type": kind, **keys}, allow_nan=False) + "\n")
            self._messages.flush()

    def show_life(self) -> None:
        """Say every second that this process runs, so that a long evaluation cannot be taken for a hung engine."""
        with contextlib.suppress(OSError):  # nobody listens any more
            while True:
                time.sleep(SECONDS_BETWEEN_SIGNS_OF_LIFE)
                self.send("alive")

    def obey(self, line: bytes) -> bool:
        """Carry out one command; False after `quit`."""
        try:
            command = json.loads(line)
            kind = command["type"]
        except (ValueError, KeyError, TypeError):
            self._error(None, "A command is not a JSON object with a type.", "See docs/PROTOCOL.md.")
            return True
        if kind == "job":
            self._start(command)
        elif kind == "prepare":
            threading.Thread(target=self._prepare, args=(command,), daemon=True).start()
        elif kind in ("stop", "cancel", "continue"):
            job = self._job  # the job's own thread may forget it meanwhile
            if job and job.id == command.get("id"):
                job.go_on() if kind == "continue" else job.end(keep=kind == "stop")
        elif kind != "quit":
            self._error(command.get("id"), f"There is no command {kind!r}.", "See docs/PROTOCOL.md.")
        return bool(kind != "quit")

    def _prepare(self, command: Mapping[str, Any]) -> None:
        """Load what jobs with these options need, and tell what there is to compute with."""
        try:
            options, graphs = needs(command)
            network = self._network_for(options)
            network.open(*graphs)
            if isinstance(options, Options):
                lbfgs.load()
            there = [{"name": device.name, "description": device.description} for device in available()]
            self.send("devices", devices=there, used=network.device.name)
        except Exception as error:
            log.exception("nothing could be prepared")
            self._error(None, *_said(error))

    def _start(self, command: Mapping[str, Any]) -> None:
        number = command.get("id")
        if self._job is not None:
            self._error(number, "Another job is running.", "Wait for it, or cancel it.")
            return
        try:
            self._job = Job.from_command(command, self._folder, self.send)
        except (EngineError, OptionError) as error:
            self._error(number, *_said(error))
            return
        threading.Thread(target=self._run, args=(self._job,), daemon=True).start()

    def _run(self, job: Job) -> None:
        """Do the job; whatever goes wrong becomes an `error` message."""
        try:
            job.network = self._network_for(job.task.options)
            job.network.resume()
            last = job.run(job.network)
        except Exception as error:
            log.exception("job %s failed", job.id)
            message, hint = _said(error)
            last = {"type": "error", "id": job.id, "message": message, "hint": hint, "log": self._log_path}
        self._job = None
        self.send(last.pop("type"), **last)

    def _network_for(self, options: ComputeOptions) -> Network:
        """The sessions there are, if they are of this device and so many threads; else new ones."""
        with self._choosing:
            wanted = network_for(options)
            if self._network is None or self._network.settings != wanted.settings:
                self._network = wanted
            return self._network

    def _error(self, number: Any, message: str, hint: str) -> None:
        self.send("error", id=number, message=message, hint=hint, log=self._log_path)


def _said(error: Exception) -> tuple[str, str]:
    """What to tell the user of an exception: message and hint."""
    if isinstance(error, EngineError):
        return error.message, error.hint
    if isinstance(error, OptionError):
        return str(error), "See `impasto style --help` and `impasto dream --help`."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this size.", "Choose a smaller working size."
    if isinstance(error, OSError):
        return f"The engine cannot use its temporary folder: {error.strerror or error}.", "Free some disk space."
    return f"The engine failed: {error or type(error).__name__}.", "Please report this with the log file."


def _private_stdout() -> IO[str]:
    """The real standard output for messages alone; what libraries print goes to standard error."""
    messages = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return messages


def _end(folder: Scratch) -> None:
    """Remove the folder and end, without waiting for threads that compute."""
    folder.remove()
    os._exit(0)
