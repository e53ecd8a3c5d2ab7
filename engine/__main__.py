"""`python -m engine` is `impasto`: it ends without a traceback however early Ctrl+C comes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130


def interrupt(_: int, frame: FrameType | None) -> None:
    """Ctrl+C: end at once while a module is loaded, which some libraries turn into errors of their own; else raise."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            os._exit(INTERRUPTED)
        frame = frame.f_back
    raise KeyboardInterrupt


def run() -> None:
    """Run the command line, and end the process with its exit status."""
    signal.signal(signal.SIGINT, interrupt)
    try:
        from .files import hold_installation

        hold_installation()
        from .cli.main import main

        status = main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    drop_unwritable()
    sys.exit(status)


def drop_unwritable() -> None:
    """Let go of what cannot be written, as to a terminal that was closed: Python would end with a status of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    run()
