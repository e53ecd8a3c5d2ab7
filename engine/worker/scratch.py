"""The worker's temporary folder: its user's alone, removed however the worker ends."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

import psutil

PREFIX = "impasto-"
OWNER = "owner.json"
log = logging.getLogger(__name__)


class Scratch:
    """A new temporary folder; making it also removes those of workers that were killed."""

    def __init__(self) -> None:
        remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        process = psutil.Process()
        (self.path / OWNER).write_text(json.dumps({"pid": process.pid, "started": process.create_time()}))

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()

    def file(self, name: object) -> Path:
        """The path of a file in the folder; raises ValueError for a name that would lead out of it."""
        if not isinstance(name, str) or name != Path(name).name or name in ("", ".", "..", OWNER):
            raise ValueError(f"{name!r} is not a file name in the worker's folder")
        return self.path / name

    def remove(self) -> None:
        """Remove the folder and all in it, even while a job's thread writes into it: that finds no folder any more."""
        leaving = self.path.with_name(f"{self.path.name}-leaving")
        with contextlib.suppress(OSError):
            self.path.rename(leaving)
        for folder in (self.path, leaving):
            shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the folders of this user's workers that no longer run."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            owner = json.loads((folder / OWNER).read_text())
            if not _runs(owner["pid"], owner["started"]):
                shutil.rmtree(folder)
                log.info("Removed %s, left by a worker that was killed.", folder)
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _runs(pid: int, started: float) -> bool:
    try:
        return bool(abs(psutil.Process(pid).create_time() - started) < 2)
    except psutil.Error:
        return False
