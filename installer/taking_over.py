"""Packages of an engine that is installed already, for a new one with the same lock files: no download, no room.

What is damaged stays behind, so that only that is downloaded again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from installer import engines
from installer.context import Context
from installer.files import damaged_files, remove_tree
from installer.messages import report
from installer.places import Engine
from installer.switching import link_tree

OWN = ("engine", "export", "impasto-*", "pip", "pip-*")
"""What the engine's own wheel installs, and what the environment was made with."""


@dataclass(frozen=True)
class Shared:
    """Packages that two engines share.

    Attributes
    ----------
    hashes : of the files, by their paths in the environment
    missing : names of packages that are damaged and not shared
    """

    hashes: dict[str, str]
    missing: tuple[str, ...]


def take_packages(context: Context, new: Engine, packages: str) -> Shared | None:
    """Give a new environment the packages of an old one, which keeps them: both share the files.

    Parameters
    ----------
    packages : the checksum of the lock files that the new one needs

    Returns
    -------
    Shared or None
        None where there is no such environment of the same Python, or nobody knows what of it is damaged.
    """
    target = _site(new.venv)
    for old in reversed(engines.every(context.places)):
        source = _site(old.venv)
        if source is None or target is None or engines.read_mark(old).get("packages") != packages:
            continue
        damaged = damaged_files(old.venv, old.files)
        if source.relative_to(old.venv) == target.relative_to(new.venv) and str(old.files) not in damaged:
            shared = _share(old, source, target, damaged)
            if shared:
                others = f", but not {', '.join(shared.missing)}: damaged" if shared.missing else ""
                report(f"Engine: the packages are those of the installed engine, and are taken over{others}")
                return shared
    return None


def _site(venv: Path) -> Path | None:
    """The folder of an environment's packages."""
    return next((path for form in ("lib/python*/site-packages", "Lib/site-packages") for path in venv.glob(form)), None)


def _share(old: Engine, source: Path, target: Path, damaged: Collection[str]) -> Shared | None:
    """Link all packages, in place of those that the environment was made with, but for what is damaged or its own.

    None where something is damaged that no package names, or nothing is recorded.
    """
    place = source.relative_to(old.venv)
    wrong = {Path(name).relative_to(place).as_posix() for name in damaged if _is_shared(name, place)}
    files = {folder: _files_of(folder) for folder in sorted(source.glob("*.dist-info")) if not _is_own(folder)}
    missing = [folder for folder, names in files.items() if not names.isdisjoint(wrong)]
    recorded: dict[str, str] = json.loads(old.files.read_text("utf-8"))
    known = {name: found for name, found in recorded.items() if _is_shared(name, place)}
    if wrong - {name for names in files.values() for name in names} or not known:
        return None
    for path in target.iterdir():
        if not _is_own(path):
            remove_tree(path)
    for path in source.iterdir():
        if not _is_own(path):
            link_tree(path, target / path.name)
    for folder in missing:
        remove_tree(target / folder.name)
        for name in files[folder]:
            remove_tree(target / name)
    known = {name: found for name, found in known.items() if (target / Path(name).relative_to(place)).exists()}
    return Shared(known, tuple(folder.name.partition("-")[0] for folder in missing))


def _files_of(folder: Path) -> set[str]:
    """The files of a package, by its list of them; empty where that is damaged."""
    try:
        rows = csv.reader((folder / "RECORD").read_text("utf-8").splitlines())
        found = {row[0] for row in rows if row and not row[0].startswith("..")}
    except (OSError, ValueError, csv.Error):
        return set()
    record = f"{folder.name}/RECORD"
    return found - {record} if record in found else set()


def _is_shared(name: str, place: Path) -> bool:
    """Whether a file of an environment is one that two engines share; `place` is the folder of the packages."""
    path = Path(name)
    return path.is_relative_to(place) and not _is_own(Path(path.relative_to(place).parts[0]))


def _is_own(path: Path) -> bool:
    return any(path.match(pattern) for pattern in OWN)
