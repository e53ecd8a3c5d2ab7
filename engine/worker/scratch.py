"""The worker's temporary folder: its user's alone, removed however the worker ends.

A lock on the file system holds it, which the system releases when the process ends, wherever that is seen from: another
container, another day, after the clock was set.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from ..arrays import Array
from ..files import LOCK, FolderLock, private_folder
from ..runtime import state

PREFIX = "impasto-"
OWNER = "owner.json"
LONGEST_NAME = 200
RESULTS = "results"
"""Folder in the state folder for a result that finds no room."""
log = logging.getLogger(__name__)


class Scratch:
    """A new temporary folder; making it also removes those of workers that were killed."""

    def __init__(self) -> None:
        remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self._lock: FolderLock | None = None
        self._is_removed = False
        self._hold()

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()

    def file(self, name: object) -> Path:
        """The path of a file in the folder; raises ValueError for a name that would lead out of it."""
        if not isinstance(name, str) or name != Path(name).name or name in ("", ".", "..", OWNER, LOCK):
            raise ValueError(f"{shown(name)} is not a file name in the worker's folder")
        if len(os.fsencode(name)) > LONGEST_NAME or not name.isprintable():
            raise ValueError(f"{shown(name)} is no name of a file")
        return self.path / name

    def write(self, name: str, pixels: Array) -> str:
        """Write a result that must not be lost: where there is no room, previews make room, or it goes elsewhere.

        Returns
        -------
        str
            Its name in the folder, or an absolute path.

        Raises
        ------
        OSError
            There is no room anywhere.
        """
        for attempt in (self._remake, self._make_room):
            try:
                pixels.tofile(self.file(name))
                return name
            except OSError as error:
                log.warning("%s cannot be written: %s", name, error)
                self.file(name).unlink(missing_ok=True)
                attempt()
        with contextlib.suppress(OSError):
            pixels.tofile(self.file(name))
            return name
        self.file(name).unlink(missing_ok=True)
        elsewhere = private_folder(state.folder() / RESULTS) / f"{self.path.name}-{name}"
        pixels.tofile(elsewhere)
        return str(elsewhere)

    def write_unless_full(self, name: str, pixels: Array) -> bool:
        """Write what the job can do without; False where there is no room."""
        try:
            pixels.tofile(self.file(name))
        except OSError as error:
            log.info("%s is left out: %s", name, error)
            with contextlib.suppress(OSError):
                self.file(name).unlink(missing_ok=True)
                self._remake()
            return False
        return True

    def remove(self) -> None:
        """Remove the folder and all in it, even while a job's thread writes into it: that finds no folder any more."""
        self._is_removed = True
        leaving = self.path.with_name(f"{self.path.name}-leaving")
        with contextlib.suppress(OSError):
            self.path.rename(leaving)
        for folder in (self.path, leaving):
            shutil.rmtree(folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.release()

    def _hold(self) -> None:
        """Lock the folder; one that cannot be locked has no owner, and nobody else removes it."""
        self._lock = FolderLock.take(self.path)
        if self._lock is not None:
            (self.path / OWNER).write_text(json.dumps({"pid": os.getpid()}))

    def _remake(self) -> None:
        """Make the folder anew, if somebody has removed it, as programs that clean up do."""
        if not (self._is_removed or self.path.is_dir()):
            log.warning("%s was removed and is made anew.", self.path)
            self.path.mkdir(mode=0o700)
            self._hold()

    def _make_room(self) -> None:
        """Remove what was shown already."""
        for pattern in ("preview-*", "crop-*"):
            for file in self.path.glob(pattern):
                file.unlink(missing_ok=True)


def remove_abandoned() -> None:
    """Remove the folders of this user's workers that no longer run."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _is_ours(folder):
            continue
        lock = FolderLock.take(folder)
        if lock is None:
            continue
        try:
            shutil.rmtree(folder)
            log.info("Removed %s, left by a worker that was killed.", folder)
        except OSError as error:
            log.info("%s cannot be removed: %s", folder, error)
        finally:
            lock.release()


def shown(value: object) -> str:
    """What a client sent, for a message: not more than a line."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _is_ours(folder: Path) -> bool:
    """Whether a worker of this user has made it, and locked it before it wrote its owner."""
    try:
        found = folder.lstat()
        is_own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        return is_own and not folder.is_symlink() and all((folder / name).is_file() for name in (OWNER, LOCK))
    except OSError:
        return False
