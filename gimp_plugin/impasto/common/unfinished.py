"""Jobs that the engine did not finish, because it, the editor or the machine ended: found, forgotten, gone on with.

The engine keeps their state in its own folder, which only a process that works on one holds by a lock.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from common import kept
from common.delivery import open_left_behind, tried
from common.engine_client import PLUGIN_FOLDER
from common.errors import PluginError
from common.follow import Follower
from common.host import Host
from common.session import Session
from common.texts import _

MOST_BYTES = 1 << 22


class Unfinished(NamedTuple):
    """A job that can go on: its folder, what was painted, and when it was kept last, in seconds since 1970."""

    folder: Path
    title: str
    changed: float

    def forget(self) -> None:
        """Remove it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def unfinished() -> Sequence[Unfinished]:
    """The jobs that nobody works on, the newest first."""
    place = kept.place().parent / "checkpoints"
    found = [_read(folder) for folder in place.iterdir()] if place.is_dir() else []
    return sorted((each for each in found if each), key=lambda each: each.changed, reverse=True)


def catch_up(host: Host, wants_to_go_on: Callable[[Unfinished], bool]) -> None:
    """Open what an earlier job has left, and go on with the jobs that were cut off, as the user wants."""
    open_left_behind(host)
    for job in unfinished():
        if wants_to_go_on(job):
            try:
                go_on(host, job)
            except PluginError as error:
                host.tell(str(error))


def go_on(host: Host, job: Unfinished, folder: Path = PLUGIN_FOLDER) -> None:
    """Let the engine finish a job, and open its result as a new image.

    Raises EngineError if the engine failed, Cancelled if the user cancelled: then it can be gone on with again.
    """
    with Session(folder) as session, kept.Kept() as results:
        progress = host.open_progress(_("Neural Style: painting"))
        follower = Follower(session, progress, 1, goes_on=True)
        try:
            follower.wait_until_ready()
            (picture,) = follower.run(0, {"kind": "resume", "checkpoint": job.folder.name})
            title = _("{name}, painted").format(name=job.title)
            picture = results.keep(title, picture)
            progress.show(1.0, _("Writing the result"))
            if not tried(host.open_image, title, picture):
                raise PluginError(
                    _("The result cannot be opened."),
                    _("It is kept: Impasto opens it as a new image when its dialog opens the next time."),
                )
            results.delivered(picture)
            if follower.failure:
                host.tell(follower.failure)
        finally:
            progress.close()


def _read(folder: Path) -> Unfinished | None:
    """The job in a folder; None where it is none of an editor's, or is being worked on."""
    try:
        file = folder / "job.json"
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            return None
        job = json.loads(file.read_text(encoding="utf-8"))
        if job["kind"] != "pixels" or kept.is_held(folder):
            return None
        return Unfinished(folder, str(job["title"]), max(_times(folder)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _times(folder: Path) -> Iterator[float]:
    """When its files were written."""
    return (each.stat().st_mtime for each in os.scandir(folder) if each.name != kept.LOCK)
