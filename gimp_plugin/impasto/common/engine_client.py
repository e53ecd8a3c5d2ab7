"""Starts the engine's worker and speaks its protocol (docs/PROTOCOL.md): JSON lines over pipes.

`Engine` is a context manager. Whatever happens inside, afterwards no engine process and no file of its is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from common.errors import EngineError, JobError
from common.texts import _, from_engine

PROTOCOL = 1
PLUGIN_FOLDER = Path(__file__).resolve().parents[1]
GOODBYE_SECONDS = 1.5
"""How long the engine may take to end by itself before it is killed."""

_HOST_VARIABLES = (
    "PYTHON",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "DYLD_",
    "GI_TYPELIB_PATH",
    "GTK_",
    "GDK_",
    "GIO_",
    "GEGL_",
    "BABL_",
    "GIMP",
    "PYGIMP",
    "VIRTUAL_ENV",
)
"""Beginnings of the variables GIMP sets for its own libraries and Python; they would break the engine's."""


def read_configuration(folder: Path = PLUGIN_FOLDER) -> dict[str, Any]:
    """`engine.json`, which install.py writes beside the plug-in: argv, environment, version.

    Raises
    ------
    EngineError
        The file is missing or cannot be understood.
    """
    path = folder / "engine.json"
    try:
        configuration = json.loads(path.read_text(encoding="utf-8"))
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
    kept = {name: value for name, value in own.items() if not name.startswith(_HOST_VARIABLES)}
    return {**kept, **extra}


class Engine:
    """One engine process.

    Parameters
    ----------
    folder : Path
        Where engine.json is.
    """

    def __init__(self, folder: Path = PLUGIN_FOLDER) -> None:
        self._configuration = read_configuration(folder)
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._last_words: deque[str] = deque(maxlen=20)
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self.folder: Path | None = None
        self.log = ""

    def __enter__(self) -> Engine:
        self._process = self._start()
        for target, pipe in ((self._listen, self._process.stdout), (self._overhear, self._process.stderr)):
            threading.Thread(target=target, args=(pipe,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, command: Mapping[str, Any]) -> None:
        """Send one command.

        Raises
        ------
        EngineError
            The engine is gone.
        """
        line = json.dumps(command).encode() + b"\n"
        try:
            self._pipe().write(line)
            self._pipe().flush()
        except (OSError, ValueError) as error:
            raise self._gone() from error

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """The next message, or None when there is none within `seconds`.

        Raises
        ------
        EngineError
            The engine is gone or speaks another protocol.
        JobError
            It reports an error.
        """
        try:
            message = None if self._ended else self._messages.get(timeout=seconds)
        except queue.Empty:
            return None
        if message is None:
            self._ended = True
            raise self._gone()
        self._check(message)
        return message

    def path(self, name: str) -> Path:
        """A file in the worker's folder."""
        if self.folder is None:
            raise EngineError(_("The engine has not said where its files are."), _("Try again."))
        return self.folder / name

    def kill(self) -> None:
        """End an engine that hangs; `close` tidies up after it."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the engine, at the latest by force, and remove its folder."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
        _wait_or_kill(process)
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

    def _listen(self, pipe: IO[bytes]) -> None:
        """Reader thread: the engine's messages into the queue, None at the end."""
        with pipe, contextlib.suppress(OSError, ValueError):
            for message in _objects(pipe):
                self._messages.put(message)
        self._messages.put(None)

    def _overhear(self, pipe: IO[bytes]) -> None:
        """Reader thread: the last lines of the engine's log, for the case that it dies."""
        with pipe, contextlib.suppress(OSError, ValueError):
            for line in pipe:
                self._last_words.append(line.decode(errors="replace").strip())

    def _pipe(self) -> IO[bytes]:
        if self._process is None or self._process.stdin is None:
            raise ValueError("not started")
        return self._process.stdin

    def _check(self, message: Mapping[str, Any]) -> None:
        """Take note of `ready`; an error message becomes an exception."""
        if message.get("type") == "ready":
            if message.get("protocol") != PROTOCOL:
                raise EngineError(
                    _("The engine and the plug-in are of different versions of Impasto."),
                    _("Run install.py of Impasto again, then restart GIMP."),
                )
            self.folder, self.log = Path(message["folder"]), str(message.get("log") or "")
        elif message.get("type") == "error":
            self.log = str(message.get("log") or self.log)
            said, hint = (from_engine(str(message.get(key) or "")) for key in ("message", "hint"))
            raise JobError(said or _("The engine failed."), f"{hint} {self._where()}".strip(), message.get("id"))

    def _gone(self) -> EngineError:
        """What to say of an engine that ended."""
        with contextlib.suppress(AttributeError, subprocess.TimeoutExpired):
            self._process.wait(GOODBYE_SECONDS)  # type: ignore[union-attr]
        code = self._process.returncode if self._process else None
        words = next((line for line in reversed(self._last_words) if line), "")
        reason = _("exit status {code}").format(code=code) + (f": {words}" if words else "")
        hint = self._where() if self.folder else _("Run install.py of Impasto again.")
        if code is not None and code < 0:  # by a signal: nothing is wrong with the installation
            killed = _("Something killed it, perhaps for lack of memory; try again with a smaller working size.")
            hint = f"{killed} {self._where()}".strip()
        return EngineError(_("The engine ended before its work was done ({reason}).").format(reason=reason), hint)

    def _where(self) -> str:
        return _("Details are in {log}.").format(log=self.log) if self.log else ""


def _objects(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The JSON objects on the lines of `pipe`; anything else a library may print is passed over."""
    for line in pipe:
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if isinstance(message, dict):
                yield message


def _is_worker_folder(folder: Path) -> bool:
    """Whether this can only be the folder a worker made: nothing else is ever removed."""
    return folder.is_absolute() and folder.name.startswith("impasto-") and folder.is_dir() and not folder.is_symlink()


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process; after `GOODBYE_SECONDS` kill it."""
    deadline = time.monotonic() + GOODBYE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    if process.poll() is None:
        process.kill()
    process.wait()
