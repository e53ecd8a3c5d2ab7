"""Jobs that were begun and not finished: checkpoints in the state folder, found again by a later process."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import scipy

from ..deepdream.plan import Plan as DreamPlan
from ..errors import InputError
from ..files import LOCK, FolderLock, read_small
from ..losses.style import Style
from ..options import DreamOptions, Options
from ..runtime import state
from ..runtime.network import Network
from ..tracking.checkpoint import JOB, LEAST_SECONDS, MOST_JSON, Checkpoint, Describe
from ..transfer.plan import Plan
from ..version import __version__
from .dream_files import DreamFiles
from .file_job import PaintJob, paint_job
from .painting import inputs_of
from .recipe import Recipe, checksum_of
from .style_files import StyleFiles

log = logging.getLogger(__name__)

CHECKPOINTS = "checkpoints"
DAY = 86400
MOST, MOST_SECONDS = 10, 30 * DAY
"""Checkpoints that are kept, and for how long; older ones, and folders that are none, are removed as a job begins."""
FILES, DREAM, PIXELS = "files", "dream", "pixels"
"""Kinds: of the command line, which names its files, and of an editor, whose pixels lie in the folder."""
_COMMANDS = {FILES: "style", DREAM: "dream"}


@dataclass(frozen=True)
class Unfinished:
    """A job that can go on.

    Attributes
    ----------
    job : as it was described
    changed : when it was kept last, in seconds since 1970
    """

    folder: Path
    job: dict[str, Any]
    changed: float

    def take_up(self) -> Checkpoint:
        """Its checkpoint, held by this process.

        Raises
        ------
        InputError
            Another process works on it.
        """
        checkpoint = Checkpoint(self.folder, lambda _: self.job, LEAST_SECONDS)
        if not checkpoint.take_up():
            raise InputError(
                "{folder} is in use: another process goes on with it.",
                "Wait for that one.",
                code="checkpoint-in-use",
                folder=str(self.folder),
            )
        if self.job.get("software") != software():
            log.warning("The job was begun with other versions of Impasto or its packages; the result may differ.")
        return checkpoint


def begin(describe: Describe) -> Checkpoint:
    """A checkpoint for a new job; what is too old is removed."""
    kept = {old.folder for old in _all()[: MOST - 1] if time.time() - old.changed < MOST_SECONDS}
    for folder in _folders():
        if folder not in kept and (read_unfinished(folder) or time.time() - folder.stat().st_mtime > DAY):
            forget(folder)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}"
    return Checkpoint(_place() / name, describe, LEAST_SECONDS)


def forget(folder: Path) -> None:
    """Remove a checkpoint, unless a process holds it."""
    checkpoint = Checkpoint(folder, lambda _: {})
    if checkpoint.take_up():
        checkpoint.remove()


def unfinished(kind: str) -> list[Unfinished]:
    """The jobs of a kind that no process works on, the newest first."""
    return [each for each in _all() if each.job.get("kind") == kind and not _is_held(each.folder)]


def find(named: str, kind: str = FILES) -> Unfinished:
    """The unfinished job of files and of a kind that a folder, its `job.json` or its output names; "": the last one.

    Raises
    ------
    InputError
        There is none.
    """
    wanted, known = Path(named).absolute(), [each for each in _all() if each.job.get("kind") == kind]
    for each in known:
        if not named or wanted in (each.folder, each.folder / JOB, Path(str(each.job.get("output")))):
            return each
    if not named:
        raise InputError("There is no unfinished job to go on with.", "Begin it anew.")
    there = read_unfinished(wanted.parent if wanted.name == JOB else wanted)
    if there is None or there.job.get("kind") != kind:
        raise InputError(
            f"{named} is neither an unfinished job nor the output of one.",
            f"`impasto {_COMMANDS[kind]} --resume` alone goes on with the last one.",
        )
    return there


def find_pixels(name: str) -> Unfinished:
    """The unfinished job of an editor in the folder of this name.

    Raises
    ------
    InputError
        There is none.
    """
    found = read_unfinished(_place() / name) if name == Path(name).name and name not in ("", "..") else None
    if found is None or found.job.get("kind") != PIXELS:
        raise InputError("There is no such unfinished job.", "Begin it anew.", code="no-checkpoint")
    return found


def describe_files(
    files: StyleFiles, recipe: Recipe, plan: Plan, network: Network, output: Path, report: Path | None
) -> dict[str, Any]:
    """All that it takes to go on with a painting of files: also what only this run of it has chosen."""
    options = replace(plan.options, device=network.device.name, threads=network.threads)
    job, names = paint_job(replace(files, options=options), output.name)
    checksums = {path: source.sha256 for path, source in zip(inputs_of(files), inputs_of(recipe), strict=True)}
    return {
        "kind": FILES,
        "software": software(),
        "output": str(output.absolute()),
        "report": str(report.absolute()) if report else None,
        "job": {**asdict(job), "options": options.to_mapping()},
        "files": {name: [str(path.absolute()), checksums[path]] for name, path in names.items()},
    }


def files_of(found: Unfinished) -> StyleFiles:
    """The files of an unfinished job.

    Raises
    ------
    InputError
        One is missing, or has changed.
    """
    try:
        places = {str(name): _unchanged(Path(path), sha) for name, (path, sha) in found.job["files"].items()}
        job = _job(found.job["job"])
        styles = [style.converted(places.__getitem__) for style in job.styles]
        start = places[job.start] if job.start else None
        strength_map = places[job.strength_map] if job.strength_map else None
        return StyleFiles(
            places[job.content], styles, job.options, start, job.look, job.stop_after, strength_map=strength_map
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:  # OptionError is among them
        raise InputError(f"{found.folder} cannot be gone on with: {error}.", "Begin the job anew.") from error


def describe_dream(
    files: DreamFiles, plan: DreamPlan, network: Network, output: Path, report: Path | None
) -> dict[str, Any]:
    """The same for a dream; its memory is written down, so that another load of the machine cuts no other tiles."""
    name, memory = network.device.name, -(-plan.memory >> 20)
    return {
        "kind": DREAM,
        "software": software(),
        "output": str(output.absolute()),
        "report": str(report.absolute()) if report else None,
        "files": [[str(path.absolute()), checksum_of(path)] for path in (files.picture, files.guide) if path],
        "options": replace(files.options, device=name, threads=network.threads, memory_limit=memory).to_mapping(),
        "frames": files.frames,
        "zoom": files.zoom,
    }


def dream_of(found: Unfinished) -> DreamFiles:
    """The files of an unfinished dream; raises as `files_of`."""
    try:
        job = found.job
        picture, *guide = [_unchanged(Path(path), sha) for path, sha in job["files"]]
        options = DreamOptions.from_mapping(job["options"])
        return DreamFiles(picture, options, guide[0] if guide else None, job["frames"], float(job["zoom"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{found.folder} cannot be gone on with: {error}.", "Begin the job anew.") from error


def software() -> dict[str, str]:
    """Versions that decide about the last bits of a result; ONNX Runtime's own, for its package has many names."""
    packages = {"numpy": np, "scipy": scipy, "onnxruntime": onnxruntime}
    return {"impasto": __version__, **{name: package.__version__ for name, package in packages.items()}}


def read_unfinished(folder: Path) -> Unfinished | None:
    """The job in a folder; None where it holds none."""
    try:
        job = json.loads(read_small(folder / JOB, MOST_JSON, own=True))
        changed = max(file.stat().st_mtime for file in folder.iterdir() if file.name != LOCK)
    except (OSError, ValueError, RecursionError):
        return None
    return Unfinished(folder, job, changed) if isinstance(job, dict) else None


def _job(described: Mapping[str, Any]) -> PaintJob:
    styles = tuple(Style(**style) for style in described["styles"])
    return PaintJob(**{**described, "styles": styles, "options": Options.from_mapping(described["options"])})


def _unchanged(path: Path, sha256: str) -> Path:
    try:
        found = checksum_of(path)
    except OSError as error:
        raise InputError(f"{path}, which the job was begun with, cannot be read: {error.strerror}.") from error
    if found != sha256:
        raise InputError(f"{path} is not what the job was begun with: it has changed.", "Begin the job anew.")
    return path


def _all() -> list[Unfinished]:
    """The newest first."""
    found = [read_unfinished(folder) for folder in _folders()]
    return sorted((each for each in found if each), key=lambda each: each.changed, reverse=True)


def _is_held(folder: Path) -> bool:
    lock = FolderLock.take(folder)
    if lock is not None:
        lock.release()
    return lock is None


def _folders() -> list[Path]:
    return sorted(_place().iterdir()) if _place().is_dir() else []


def _place() -> Path:
    return state.folder() / CHECKPOINTS
