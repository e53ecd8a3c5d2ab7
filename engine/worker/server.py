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
from typing import IO, Any, NoReturn

from ..errors import EngineError, InputError
from ..jobs.dream_job import DreamJob
from ..jobs.style_job import StyleJob
from ..optim import lbfgs
from ..options import ComputeOptions, OptionError, Options
from ..runtime.logs import log_to_file
from ..runtime.network import Network, out_of_memory
from ..runtime.selection import described, network_for
from ..version import __version__
from . import cluster_job, keeping, protocol
from .commands import is_integer, read_box, read_needs
from .job import RunningJob, RunningVideo, running_job
from .reporting import Reporter, as_json
from .scratch import Scratch, shown

SECONDS_BETWEEN_HEARTBEATS = 1.0
LONGEST_LINE = 16 << 20
"""Bytes of a command; longer ones are refused."""
TOO_LONG = b"?"
LONGEST_ID = 80
RESULTS = ("frame", "done")
"""Messages that name files of the client's."""
log = logging.getLogger(__name__)


def serve() -> NoReturn:
    """Serve until `quit` or the end of standard input, then end the process."""
    messages = _private_stdout()
    log_path = str(log_to_file("worker.log"))
    with Scratch() as folder:
        worker = Worker(messages, folder, log_path)
        # In a thread of its own: a handler runs within whatever this one does, which may hold a lock.
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=worker.end).start())
        worker.send(
            protocol.Ready(
                type="ready",
                protocol=protocol.PROTOCOL,
                version=__version__,
                pid=os.getpid(),
                folder=str(folder.path),
                log=log_path,
            )
        )
        threading.Thread(target=worker.send_heartbeats, daemon=True).start()
        while line := sys.stdin.buffer.readline(LONGEST_LINE):
            while not line.endswith(b"\n") and (rest := sys.stdin.buffer.readline(LONGEST_LINE)):
                line = TOO_LONG + rest[-1:]
            if not worker.handle_command(line):
                break
        _exit(folder)


class Worker:
    """One client's commands and the job that is running, if any."""

    def __init__(self, messages: IO[str], folder: Scratch, log_path: str) -> None:
        self._messages, self._folder, self._log_path = messages, folder, log_path
        self._message_lock, self._job_lock, self._network_lock = threading.Lock(), threading.Lock(), threading.Lock()
        self._job: RunningJob | None = None
        self._has_sent_results = self._is_ending = False
        self._network: Network | None = None

    def send(self, message: protocol.Message) -> None:
        """Write one message; from any thread."""
        with self._message_lock:
            self._has_sent_results |= message["type"] in RESULTS
            self._messages.write(json.dumps(message, allow_nan=False) + "\n")
            self._messages.flush()

    def send_heartbeats(self) -> None:
        """Send a heartbeat every second, so that a long evaluation cannot be taken for a hung engine."""
        with contextlib.suppress(OSError):  # the client has gone
            while True:
                time.sleep(SECONDS_BETWEEN_HEARTBEATS)
                self.send(protocol.Alive(type="alive"))

    def end(self) -> None:
        """End the process; finished frames of a clip stay, as after `stop`, and a painting can be gone on with.

        Its client removes a folder in which there are results.
        """
        with self._job_lock:
            job, self._is_ending = self._job, True
        if isinstance(job, RunningVideo):
            job.stop()
        else:
            self._exit()

    def _exit(self) -> NoReturn:
        if self._has_sent_results:
            os._exit(0)
        _exit(self._folder)

    def handle_command(self, line: bytes) -> bool:
        """Carry out one command; False after `quit`."""
        try:
            command = read_command(line)
        except InputError as error:
            self._send_error(None, error)
            return True
        try:
            return self._carry_out(command)
        except Exception as error:
            log.exception("a command failed")
            self._send_error(command.get("id"), error)
            return True

    def _carry_out(self, command: Mapping[str, Any]) -> bool:
        """Carry out a command that is one; False after `quit`."""
        kind = command["type"]
        if kind == "job":
            self._start_job(command)
        elif kind == "prepare":
            threading.Thread(target=self._prepare, args=(command,), daemon=True).start()
        elif kind in ("stop", "cancel", "continue"):
            self._control_job(kind, command.get("id"))
        elif kind == "crop":
            self._crop(command)
        elif kind != "quit":
            wrong = InputError(
                "There is no command {command}.", "See docs/PROTOCOL.md.", code="unknown-command", command=shown(kind)
            )
            self._send_error(command.get("id"), wrong)
        return bool(kind != "quit")

    def _prepare(self, command: Mapping[str, Any]) -> None:
        """Load what jobs with these options need, and send which devices there are."""
        try:
            options, graphs = read_needs(cluster_job.here(command))
            network = self._network_for(options)
            network.open(*graphs)
            if isinstance(options, Options):
                lbfgs.load()
            devices = [
                protocol.Device(name=each.name, description=text, label=each.label or each.name)
                for each, text in described(network.device)
            ]
            address = cluster_job.configured()
            devices += [protocol.Device(name=address, description="Dask", label="Dask")] if address else []
            used = cluster_job.address_of(command) or network.device.name
            self.send(protocol.Devices(type="devices", devices=devices, used=used))
        except Exception as error:
            log.exception("nothing could be prepared")
            self._send_error(None, error)

    def _start_job(self, command: Mapping[str, Any]) -> None:
        number = command.get("id")
        with self._job_lock:
            is_busy = self._job is not None
        try:
            if is_busy:
                raise InputError("Another job is running.", "Wait for it, or cancel it.", code="busy")
            job = self._read_job(command)
        except (EngineError, OptionError) as error:
            self._send_error(number, error)
            return
        with self._job_lock:
            self._job = job
        threading.Thread(target=self._run, args=(job,), daemon=True).start()

    def _read_job(self, command: Mapping[str, Any]) -> RunningJob:
        """The job of a command, ready to be run."""
        if command.get("kind") == keeping.RESUME:
            request, stored, files, checkpoint = keeping.taken_up(command)
            return keeping.RunningPainting(request, self._reporter(request.id), stored, files, checkpoint)
        request = cluster_job.read_request(command, self._folder)
        if isinstance(request.job, StyleJob | DreamJob):
            return keeping.RunningPainting(request, self._reporter(request.id), command, self._folder)
        return running_job(request.id, request.job, self._reporter(request.id), request.pause_after_level)

    def _reporter(self, number: int) -> Reporter:
        return Reporter(number, self.send, self._folder)

    def _control_job(self, kind: str, number: Any) -> None:
        """Carry out `stop`, `cancel` or `continue`, if they are for the running job."""
        with self._job_lock:
            job = self._job
        if job is not None and job.id == number:
            {"stop": job.stop, "cancel": job.cancel, "continue": job.resume}[kind]()

    def _crop(self, command: Mapping[str, Any]) -> None:
        """Let the running job show a part of its result, if the command is for it."""
        with self._job_lock:
            job = self._job
        try:
            box = read_box(command)
        except InputError as error:
            self._send_error(None, error)
            return
        if job is not None and job.id == command.get("id"):
            job.crop(box)

    def _run(self, job: RunningJob) -> None:
        """Do the job; whatever goes wrong becomes an `error` message."""
        last: protocol.Message
        try:
            last = job.run(self._network_for(job.options))
        except Exception as error:
            log.exception("job %s failed", job.id)
            last = self._error_message(job.id, error)
        with self._job_lock:
            self._job, is_ending = None, self._is_ending
        self.send(last)
        job.close(is_done=not is_ending and last["type"] != "error" and "failure" not in last)
        if is_ending:
            self._exit()

    def _network_for(self, options: ComputeOptions) -> Network:
        """The sessions there are, if they are of this device and so many threads; else new ones."""
        with self._network_lock:
            wanted = network_for(options)
            if self._network is None or self._network.settings != wanted.settings:
                self._network = wanted
            return self._network

    def _send_error(self, number: Any, error: Exception) -> None:
        """Send an error, with the id that the client gave, if it can be sent."""
        can_be_sent = is_integer(number) or (isinstance(number, str) and len(number) <= LONGEST_ID)
        self.send(self._error_message(number if can_be_sent else None, error))

    def _error_message(self, number: Any, error: Exception) -> protocol.Error:
        known = as_known_error(error)
        return protocol.Error(
            type="error",
            id=number,
            message=known.message,
            hint=known.hint,
            code=known.code,
            values={name: as_json(value) for name, value in known.values.items()},
            log=self._log_path,
        )


def read_command(line: bytes) -> dict[str, Any]:
    """A line as a command; raises InputError for anything else."""
    try:
        command = json.loads(line)
        if isinstance(command, dict) and "type" in command:
            return command
    except (ValueError, RecursionError):
        pass
    raise InputError("A command is not a JSON object with a type.", "See docs/PROTOCOL.md.", code="malformed-command")


def as_known_error(error: Exception) -> EngineError | OptionError:
    """Any exception as an error with a message, a hint, a code and values for the user."""
    if isinstance(error, EngineError | OptionError):
        return error
    reason = str(error) or type(error).__name__
    if isinstance(error, MemoryError):
        return out_of_memory()
    if isinstance(error, OSError):
        return EngineError(
            "The engine cannot use its temporary folder: {reason}.",
            "Free some disk space.",
            code="temporary-folder",
            reason=error.strerror or reason,
        )
    return EngineError(
        "The engine failed: {reason}.", "Please report this with the log file.", code="internal", reason=reason
    )


def _private_stdout() -> IO[str]:
    """The real standard output for messages alone; what libraries print goes to standard error."""
    messages = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return messages


def _exit(folder: Scratch) -> NoReturn:
    """Remove the folder and end, without waiting for threads that compute."""
    folder.remove()
    os._exit(0)
