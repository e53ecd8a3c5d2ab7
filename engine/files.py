"""Files that are written all or nothing. Standard library only."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file beside its target under another name, then replace the target in one step.

    Links are followed, and an existing file keeps its permissions.

    Raises
    ------
    OSError
        The file cannot be written; a file that was there before is unchanged.
    """
    target = path.resolve()
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as stream:
            stream.write(data)
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
