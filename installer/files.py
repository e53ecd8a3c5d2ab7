"""Reading, writing and removing files and folders."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

EXCLUDED = ("__pycache__", "tests")
PIECE = 1 << 20


def read_files(root: Path, top: str = "") -> dict[str, bytes]:
    """The files at or below root/top, without hidden files, caches and tests: names relative to root, and contents."""
    start = root / top
    paths = sorted(path for path in (start.rglob("*") if start.is_dir() else [start]) if path.is_file())
    names = {path.relative_to(root): path for path in paths}
    return {
        name.as_posix(): path.read_bytes() for name, path in names.items() if not any(map(_is_excluded, name.parts))
    }


def _is_excluded(part: str) -> bool:
    return part.startswith(".") or part in EXCLUDED


def write_file(path: Path, content: bytes) -> None:
    """Write a file atomically; folders that do not exist are created."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def write_if_different(path: Path, content: bytes) -> bool:
    """Write a file atomically unless it has this content already. True if it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    write_file(path, content)
    return True


def missing_paths(path: Path) -> list[Path]:
    """The path and those folders above it that do not exist."""
    return [each for each in (path, *path.parents) if not each.exists()]


def remove_tree(folder: Path, retries: int = 10) -> None:
    """Remove a folder or a file; retry each second, because processes of a killed run may still be writing there."""
    if not folder.is_dir() or folder.is_symlink():
        return folder.unlink(missing_ok=True)
    try:
        return shutil.rmtree(folder)
    except OSError:
        if retries == 0:
            raise
    time.sleep(1)
    return remove_tree(folder, retries - 1)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that has nothing in it; a link to a folder stays."""
    if not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()


def hashes(folder: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The SHA-256 of every file below a folder but byte code, by its path there; links are not followed.

    Files of `known` are not read again.
    """
    known = known or {}
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    names = (path.relative_to(folder).as_posix() for path in sorted(paths) if "__pycache__" not in path.parts)
    return {name: known.get(name) or hash_of(folder / name) for name in names}


def damaged_files(folder: Path, record: Path) -> list[str]:
    """Files of a record of `hashes` that are missing or have another content; the record itself where it is damaged."""
    try:
        recorded = json.loads(record.read_text("utf-8"))
        return [name for name, known in recorded.items() if hash_of(folder / name) != known]
    except (OSError, ValueError, AttributeError, TypeError):
        return [str(record)]


def hash_of(path: Path) -> str:
    """The SHA-256 of a file; empty where it cannot be read."""
    found = hashlib.sha256()
    try:
        if not path.is_file():  # a named pipe would block
            return ""
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
    except OSError:
        return ""
    return found.hexdigest()
