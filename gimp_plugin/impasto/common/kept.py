"""Results on disk until they are in an image: what a job that was killed has painted is opened by the next one.

Each job has a folder of its own, which a lock on the file system holds while the job runs. A result is its pixels and a
JSON file that says what they are; that one is written last.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common.errors import Cancelled
from common.pixels import Picture, check_complete

LOCK = "lock"
MOST_BYTES = 1 << 16
"""Of the file that describes a result."""


class Left(NamedTuple):
    """A result that an earlier job has left."""

    title: str
    picture: Picture
    description: Path

    def remove(self) -> None:
        """It is in an image now."""
        for file in (self.description, self.picture.path):
            file.unlink()
        with contextlib.suppress(OSError):  # others are left
            (self.description.parent / LOCK).unlink()
            self.description.parent.rmdir()


class Kept:
    """The results of one job; a context manager. What the user cancels is removed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._lock: int | None = None
        self._count = 0

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, Cancelled) and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self.close()

    def keep(self, title: str, picture: Picture) -> Picture:
        """Take a result out of the engine's folder; where that is impossible it stays there.

        Raises EngineError if its file is shorter or longer than its size says.
        """
        check_complete(picture)
        try:
            folder = self._made()
            target = folder / f"{self._count}-{picture.path.name}"
            shutil.move(str(picture.path), target)
            kept = dataclasses.replace(picture, path=target)
            described = {"title": title, **{key: getattr(kept, key) for key in ("width", "height", "channels")}}
            with self._description(kept).open("x", encoding="utf-8") as file:
                json.dump({**described, "file": target.name}, file)
        except OSError:
            return picture if picture.path.exists() else dataclasses.replace(picture, path=target)
        self._count += 1
        return kept

    def delivered(self, picture: Picture) -> None:
        """A result is in an image, or nobody wants it."""
        with contextlib.suppress(OSError):
            self._description(picture).unlink()
            picture.path.unlink()

    def close(self) -> None:
        """Let the folder go, and remove it where nothing is left in it."""
        if (
            self._folder is not None
            and self._folder.is_dir()
            and {path.name for path in self._folder.iterdir()} <= {LOCK}
        ):
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
        self._folder = self._lock = None

    def _made(self) -> Path:
        if self._folder is None:
            place().mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(dir=place()))
            self._lock = _take(self._folder)
        return self._folder

    @staticmethod
    def _description(picture: Picture) -> Path:
        return picture.path.with_suffix(".json")


def place() -> Path:
    """The folder of the folders."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "impasto" / "results-of-gimp"


def left_behind() -> Iterator[Left]:
    """What jobs have left that run no more."""
    folders = sorted(place().iterdir()) if place().is_dir() else []
    for folder in folders:
        lock = _take(folder) if folder.is_dir() else None
        if lock is None:
            continue
        try:
            yield from filter(None, map(_read, sorted(folder.glob("*.json"))))
        finally:
            os.close(lock)


def is_held(folder: Path) -> bool:
    """Whether a process holds a folder, or nobody can."""
    lock = _take(folder)
    if lock is not None:
        os.close(lock)
    return lock is None


def _read(description: Path) -> Left | None:
    """A result from its description; None where that, or the pixels, are not as they should be."""
    try:
        if not description.is_file() or description.stat().st_size > MOST_BYTES:
            return None
        said = json.loads(description.read_text(encoding="utf-8"))
        file = description.parent / Path(said["file"]).name
        picture = Picture(file, int(said["width"]), int(said["height"]), int(said["channels"]))
        if file.stat().st_size != picture.byte_size or picture.channels not in (3, 4):
            return None
        return Left(str(said["title"]), picture, description)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _take(folder: Path) -> int | None:
    """Hold a folder; None where another process does, or there are no locks."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
