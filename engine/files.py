"""Files that are written all or nothing, and their checksums. Standard library only."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PIECE = 1 << 20


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a new file beside the target; when the context ends well, it takes the target's place.

    Links are followed, and an existing file keeps its permissions.

    Raises
    ------
    OSError
        The file cannot be replaced; a file that was there before is unchanged.
    """
    target = path.resolve()
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield part
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file beside its target under another name, then replace the target in one step; see `replacing`.

    Raises
    ------
    OSError
        The file cannot be written; a file that was there before is unchanged.
    """
    with replacing(path) as part, part.open("xb") as stream:
        stream.write(data)


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
