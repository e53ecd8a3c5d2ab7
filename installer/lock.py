"""One installation at a time for each user."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from installer.messages import report

EVERY = 0.2
"""Seconds between two attempts."""


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold the file, which is made where it is missing; wait while another process does.

    The system lets the file go when a process ends, however it ends.

    Raises
    ------
    OSError
        The file cannot be made.
    """
    handle = _held(file)
    if handle is None:
        report("Another installation of Impasto is at work; waiting for it to end (Ctrl+C stops waiting)")
        while handle is None:
            time.sleep(EVERY)
            handle = _held(file)
    try:
        yield
    finally:
        os.close(handle)


def _held(file: Path) -> int | None:
    """The open file, locked; None where another process holds it, or removed it meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    if _lock(handle):
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(handle), file.stat()):
                return handle
    os.close(handle)
    return None


def is_held(file: Path) -> bool:
    """Whether a process holds a file, in any way; False where it is missing, or where there are no locks."""
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file; False where another process holds it. A file system without locks never says so."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # no locks here
        return True
    return True
