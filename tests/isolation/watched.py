"""Run the command line, and write what it touches to a file: `python -m tests.isolation.watched LOG COMMAND...`.

Python's audit events tell of sockets, programs and files that are opened for writing, made, moved or removed (PEP 578).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

CHANGES = {
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "shutil.rmtree",
}
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def watch(log: int) -> None:
    """Write a line for each event from now on."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket.") or event in PROGRAMS or event in CHANGES:
            os.write(log, f"{event} {(_place(arguments),)!r}\n".encode())
            if event == "os.rename":
                os.write(log, f"{event} {arguments[1:2]!r}\n".encode())
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
            os.write(log, f"write {arguments[:1]!r}\n".encode())

    sys.addaudithook(hook)


def _place(arguments: tuple[Any, ...]) -> Any:
    """A path, which may be relative to an open folder."""
    path = arguments[0] if arguments else ""
    if len(arguments) > 1 and isinstance(path, str) and isinstance(arguments[-1], int) and arguments[-1] >= 0:
        folder = Path(f"/proc/self/fd/{arguments[-1]}")
        return str(folder.readlink() / path) if folder.exists() else path
    return path if isinstance(path, str | bytes | int) else repr(path)


if __name__ == "__main__":
    watch(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    from engine.cli.main import main

    sys.exit(main(sys.argv[2:]))
