"""`python -m engine` is `impasto`: it ends without a traceback however early Ctrl+C comes."""

from __future__ import annotations

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
        from .cli.main import main

        status = main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    sys.exit(status)


if __name__ == "__main__":
    run()
