"""Files that are written all or nothing, or read with care, and their checksums. Standard library only."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20


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
