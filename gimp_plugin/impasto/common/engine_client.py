"""Starts the engine's worker and speaks its protocol (docs/PROTOCOL.md): JSON lines over pipes.

`Engine` is a context manager. Whatever happens inside, afterwards no process and no file of the engine is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from common.errors import EngineError, JobError
from common.texts import _, translate_error
from protocol import PROTOCOL, Message

PLUGIN_FOLDER = Path(__file__).resolve().parents[1]
SHUTDOWN_SECONDS = 1.5
"""How long the engine may take to end by itself before it is killed."""

_HOST_VARIABLES = re.compile(
    r"PYTHON|LD_(LIBRARY_PATH|PRELOAD)|DYLD_|GI_TYPELIB_PATH|(GTK|GDK|GIO|GEGL|BABL)_|(PY)?GIMP|VIRTUAL_ENV"
)
"""Beginnings of the variables GIMP sets for its own libraries and Python; they would break the engine's."""


def read_configuration(folder: Path = PLUGIN_FOLDER) -> dict[str, Any]:
    """`engine.json`, which install.py writes beside the plug-in: argv, environment, version.

    Raises EngineError if the file is missing or cannot be understood.
    """
    path = folder / "engine.json"
    try:
        configuration: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EngineError(
            _("Impasto's engine is not installed: {path} cannot be read.").format(path=path),
            _("Run install.py of Impasto once."),
        ) from error
    except ValueError as error:
        raise EngineError(_("{path} is damaged.").format(path=path), _("Run install.py of Impasto again.")) from error
    argv = configuration.get("argv") if isinstance(configuration, dict) else None
    if not argv or not all(isinstance(word, str) for word in argv):
        raise EngineError(
            _("{path} does not say how to start the engine.").format(path=path), _("Run install.py of Impasto again.")
        )
    return configuration


def clean_environment(own: Mapping[str, str], extra: Mapping[str, str]) -> dict[str, str]:
    """`own` without what GIMP set for itself, plus `extra`."""
    kept = {name: value for name, value in own.items() if not _HOST_VARIABLES.match(name)}
    return {**kept, **extra}


class Engine:
    """One engine process; `folder` has its engine.json."""

    def __init__(self, folder: Path = PLUGIN_FOLDER) -> None:
        self._configuration = read_configuration(folder)
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._log_lines: deque[str] = deque(maxlen=20)
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self.folder: Path | None = None
        self.log = ""

    def __enter__(self) -> Engine:
        self._process = self._start()
        for target, pipe in ((self._read_messages, self._process.stdout), (self._read_log, self._process.stderr)):
            threading.Thread(target=target, args=(pipe,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, command: Mapping[str, Any]) -> None:
        """Send one command; raises EngineError if the engine has ended."""
        line = json.dumps(command).encode() + b"\n"
        try:
            self._pipe().write(line)
            self._pipe().flush()
        except (OSError, ValueError) as error:
            raise self._ended_error() from error

    def receive(self, seconds: float) -> Message | None:
        """The next message, or None when there is none within `seconds`.

        Raises EngineError if the engine has ended or speaks another protocol; JobError if it reports an error.
        """
        try:
            message = None if self._ended else self._messages.get(timeout=seconds)
        except queue.Empty:
            return None
        if message is None:
            self._ended = True
            raise self._ended_error()
        self._check(message)
        return message

    def path(self, name: str) -> Path:
        """A file in the worker's folder."""
        if self.folder is None:
            raise EngineError(_("The engine has not sent the path of its folder."), _("Try again."))
        return self.folder / name

    def kill(self) -> None:
        """Terminate an engine that hangs; `close` removes its files."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """Let the engine end, kill it if it does not, and remove its folder."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self.folder is not None and _is_worker_folder(self.folder):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the engine in a session of its own.

        GIMP kills a cancelled plug-in's process group without warning; an engine in that group could not remove its
        folder. Outside, it sees the end of its input and cleans up, whatever killed us.
        """
        argv = self._configuration["argv"]
        environment = clean_environment(os.environ, self._configuration.get("environment") or {})
        try:
            return subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                cwd=Path(argv[0]).parent,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            text = _("The engine's Python {path} cannot be started ({reason}).")
            text = text.format(path=argv[0], reason=error.strerror or error)
            raise EngineError(text, _("Run install.py of Impasto again.")) from error

    def _read_messages(self, pipe: IO[bytes]) -> None:
        """Reader thread: the engine's messages into the queue, None at the end."""
        with pipe, contextlib.suppress(OSError, ValueError):
            for message in _objects(pipe):
                self._messages.put(message)
        self._messages.put(None)

    def _read_log(self, pipe: IO[bytes]) -> None:
        """Reader thread: the last lines of the engine's log, in case it crashes."""
        with pipe, contextlib.suppress(OSError, ValueError):
            for line in pipe:
                self._log_lines.append(line.decode(errors="replace").strip())

    def _pipe(self) -> IO[bytes]:
        if self._process is None or self._process.stdin is None:
            raise ValueError("not started")
        return self._process.stdin

    def _check(self, message: Message) -> None:
        """Store what `ready` says; an error message becomes an exception."""
        if message["type"] == "ready":
            if message["protocol"] != PROTOCOL:
                raise EngineError(
                    _("The engine and the plug-in are of different versions of Impasto."),
                    _("Run install.py of Impasto again, then restart GIMP."),
                )
            self.folder, self.log = Path(message["folder"]), message["log"]
        elif message["type"] == "error":
            self.log = message["log"] or self.log
            said, hint = translate_error(
                message["message"], message["hint"], message.get("code", ""), message.get("values", {})
            )
            raise JobError(said, f"{hint} {self._where()}".strip(), message["id"])

    def _ended_error(self) -> EngineError:
        """The error for an engine that has ended."""
        with contextlib.suppress(AttributeError, subprocess.TimeoutExpired):
            self._process.wait(SHUTDOWN_SECONDS)  # type: ignore[union-attr]
        code = self._process.returncode if self._process else None
        last_line = next((line for line in reversed(self._log_lines) if line), "")
        reason = _("exit status {code}").format(code=code) + (f": {last_line}" if last_line else "")
        hint = self._where() if self.folder else _("Run install.py of Impasto again.")
        if code is not None and code < 0:  # by a signal: nothing is wrong with the installation
            killed = _("Something killed it, perhaps for lack of memory; try again with a smaller working size.")
            hint = f"{killed} {self._where()}".strip()
        return EngineError(_("The engine ended before its work was done ({reason}).").format(reason=reason), hint)

    def _where(self) -> str:
        return _("Details are in {log}.").format(log=self.log) if self.log else ""


def _objects(pipe: IO[bytes]) -> Iterator[Message]:
    """The JSON objects with a type on the lines of `pipe`; anything else, which a library may print, is ignored."""
    for line in pipe:
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if isinstance(message, dict) and "type" in message:
                yield cast(Message, message)


def _is_worker_folder(folder: Path) -> bool:
    """Whether this can only be the folder a worker made: nothing else is ever removed."""
    return folder.is_absolute() and folder.name.startswith("impasto-") and folder.is_dir() and not folder.is_symlink()
