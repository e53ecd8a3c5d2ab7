"""Files that are written all or nothing, or read with care, and their checksums. Standard library only."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
PATIENCE = 5.0
"""Seconds to wait for a program that writes to a pipe."""
LOCK = "lock"
"""Name of the file in a folder that `FolderLock` holds."""
IN_USE = "in-use"
"""In the folder of an engine that install.py made: its processes hold this file, and it is removed when none does."""


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give the name of a new file beside the target; when the context ends well, it takes the target's place.

    Links are followed, and an existing file keeps its permissions unless the new one is private.

    Raises
    ------
    OSError
        The file cannot be replaced; a file that was there before is unchanged.
    """
    target = path.resolve()
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield part
        if target.exists() and not private:
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file beside its target under another name, then replace the target in one step; see `replacing`.

    A private file can be read by its user alone.

    Raises
    ------
    OSError
        The file cannot be written; a file that was there before is unchanged.
    """
    with replacing(path, private=private) as part, _new(part, 0o600 if private else 0o666) as stream:
        stream.write(data)


def check_creatable(path: Path) -> None:
    """Create a file beside `path`, and remove it: permissions alone do not say whether that is possible.

    Raises
    ------
    OSError
        It cannot be created.
    """
    probe = path.resolve().with_name(f".{secrets.token_hex(8)}.part")
    _new(probe, 0o600).close()
    probe.unlink()


def private_folder(path: Path) -> Path:
    """A folder that only its user can enter, made with its parents where it is missing.

    Raises
    ------
    OSError
        It cannot be made, or is another user's.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and os.name == "posix":
        path.chmod(0o700)
    return path


def read_small(path: Path, most: int, *, own: bool = False) -> bytes:
    """The contents of a regular file of at most `most` bytes; `own`: one that belongs to this user.

    Neither a named pipe nor an endless device can block the caller.

    Raises
    ------
    OSError
        It cannot be read, or is something else; `strerror` says what.
    """
    with os.fdopen(
        os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
    ) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        if own and hasattr(os, "getuid") and found.st_uid != os.getuid():
            raise OSError(errno.EPERM, "it belongs to another user", str(path))
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most >> 10} KiB", str(path))
    return data


def read_file_or_pipe(path: Path) -> bytes:
    """The contents of a file, or of a pipe that another program writes to, as a shell's `<(...)` is.

    Raises
    ------
    OSError
        It cannot be read, or nobody writes to the pipe: `strerror` says what.
    """
    if not path.is_fifo():
        return path.read_bytes()
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as stream:
        until = time.monotonic() + PATIENCE
        while (first := stream.read(PIECE)) == b"":  # None: somebody has opened it, and writes later
            if time.monotonic() > until:
                raise OSError(errno.EPIPE, "it is a pipe that nobody writes to", str(path))
            time.sleep(0.01)
        os.set_blocking(stream.fileno(), True)
        return (first or b"") + stream.readall()


class FolderLock:
    """Holds a folder for this process: the system lets it go when the process ends, however it ends."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle
        self._guard = threading.Lock()

    @classmethod
    def take(cls, folder: Path) -> FolderLock | None:
        """Hold a folder; None where another process does, or where the file system or the user has no locks there."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            handle = os.open(folder / LOCK, flags, 0o600)
        except OSError:
            return None
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return None
        return cls(handle)

    def release(self) -> None:
        """Let it go, if that is not done; two threads may do so at once."""
        with self._guard:
            handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def installation() -> Path | None:
    """The folder that install.py made for this Python, beside whose environment lie its graphs; None for others."""
    folder = Path(sys.prefix).parent
    return folder if (folder / IN_USE).is_file() else None


def hold_installation() -> int | None:
    """Keep this engine until this process ends, also where another one has taken its place meanwhile.

    Returns
    -------
    int or None
        The open file with a shared lock. None where there is none: Windows keeps programs that run by itself.
    """
    folder = installation()
    if folder is None or sys.platform == "win32":
        return None
    import fcntl

    try:
        handle = os.open(folder / IN_USE, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return None
    return handle


def _lock(handle: int) -> None:
    """Lock an open file, or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _new(path: Path, mode: int) -> BinaryIO:
    """A new file, open for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb")


def checksum(path: Path) -> str:
    """A file's sha256, read piece by piece.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()
