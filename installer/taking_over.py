"""Packages of an engine that is installed already, for a new one with the same lock files: no download, no room."""

from __future__ import annotations

from pathlib import Path

from installer import engines
from installer.context import Context
from installer.files import damaged_files, remove_tree
from installer.messages import report
from installer.places import Engine
from installer.switching import link_tree

OWN = ("engine", "export", "impasto-*", "pip", "pip-*")
"""What the engine's own wheel installs, and what the environment was made with."""


def take_packages(context: Context, new: Engine, packages: str) -> bool:
    """Give a new environment the packages of an old one, which keeps them: both share the files.

    Parameters
    ----------
    packages : the checksum of the lock files that the new one needs

    Returns
    -------
    bool
        Whether there was such an environment, whole and of the same Python.
    """
    target = _site(new.venv)
    for old in reversed(engines.every(context.places)):
        source = _site(old.venv)
        if source is None or target is None or engines.read_mark(old).get("packages") != packages:
            continue
        if source.relative_to(old.venv) == target.relative_to(new.venv) and not damaged_files(old.venv, old.files):
            report("Engine: the packages are those of the installed engine, and are taken over")
            _share(source, target)
            return True
    return False


def _site(venv: Path) -> Path | None:
    """The folder of an environment's packages."""
    return next((path for form in ("lib/python*/site-packages", "Lib/site-packages") for path in venv.glob(form)), None)


def _share(source: Path, target: Path) -> None:
    """Link all packages, in place of those that the environment was made with, but for what each has of its own."""
    for path in target.iterdir():
        if not _is_own(path):
            remove_tree(path)
    for path in source.iterdir():
        if not _is_own(path):
            link_tree(path, target / path.name)


def _is_own(path: Path) -> bool:
    return any(path.match(pattern) for pattern in OWN)
