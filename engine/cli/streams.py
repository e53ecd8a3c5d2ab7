"""The standard streams, which may be missing (`2>&-`, pythonw) or lead nowhere any more: nothing fails for that."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from ..escaping import printable

_GONE = (OSError, ValueError)
"""What writing to a stream raises whose other end is closed."""


def open_missing() -> None:
    """Open the null device in the place of each standard stream that is closed.

    The next file to be opened would take its number otherwise, and get what a library prints.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def say(text: object) -> None:
    """Print a line to standard error, if anybody can read it."""
    with contextlib.suppress(*_GONE):
        print(printable(text), file=sys.stderr, flush=True)


class Quiet:
    """A stream whose writes fail silently, as when the terminal was closed; for progress bars."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """See `TextIO`."""
        with contextlib.suppress(*_GONE):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """See `TextIO`."""
        with contextlib.suppress(*_GONE):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        """All else is the stream's."""
        return getattr(self._stream, name)
