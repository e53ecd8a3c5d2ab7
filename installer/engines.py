"""The engines in the data folder: a new one beside the old one, which stays until nothing uses it any more."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from installer.files import remove_if_empty, remove_tree
from installer.lock import is_held
from installer.messages import report
from installer.places import Engine, Places
from installer.receipt import Receipt
from installer.switching import point, remove_link


def current(places: Places) -> Engine | None:
    """The engine that was switched to last; where the receipt does not say, the newest complete one."""
    found = complete(places)
    named = Receipt(places.receipt).engine
    return next((engine for engine in found if engine.folder.name == named), found[-1] if found else None)


def complete(places: Places) -> list[Engine]:
    """All engines that were built to the end, the newest last."""
    return [engine for engine in every(places) if engine.stamp.is_file()]


def every(places: Places) -> list[Engine]:
    """All engines, also those that an interrupted run left incomplete."""
    names = [path.name for path in places.engines.glob("*") if path.name.isdecimal() and path.is_dir()]
    return [places.engine(name) for name in sorted(names, key=int)]


def read_mark(engine: Engine) -> dict[str, str]:
    """What an environment was made from; empty where it is not complete."""
    try:
        found = json.loads(engine.mark.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def new_engine(places: Places) -> Engine:
    """A folder for another engine, empty but for the file that its processes will hold."""
    numbers = [int(engine.folder.name) for engine in every(places)]
    engine = places.engine(str(max(numbers, default=0) + 1))
    engine.folder.mkdir(parents=True)
    engine.in_use.touch()
    return engine


def switch(places: Places, engine: Engine) -> None:
    """Let the receipt name this engine, and the links for users point to it."""
    receipt = Receipt(places.receipt)
    receipt.engine = engine.folder.name
    receipt.update()
    for link, target in ((places.venv, engine.venv), (places.models, engine.models)):
        if link.is_dir() and not link.is_symlink():
            remove_link(link)  # a junction
            remove_tree(link)  # of an earlier version, or kept without an engine
        with contextlib.suppress(OSError):  # no links here: they are for users alone
            point(link, target)


def is_used(engine: Engine) -> bool:
    """Whether a process of it runs."""
    return is_held(engine.in_use)


def used(places: Places) -> list[Engine]:
    """The engines that processes run from."""
    return [engine for engine in every(places) if is_used(engine)]


def remove_others(places: Places, keep: Engine) -> None:
    """Remove all engines but one; one that is in use stays until a later run finds it idle."""
    for engine in every(places):
        if engine.folder == keep.folder:
            continue
        if is_used(engine):
            report(f"Engine: {engine.folder} still paints; it is removed by a later run of install.py")
        else:
            _remove(engine.folder)
    _remove_all(path for path in places.engines.glob("*.gone"))


def remove_every(places: Places) -> None:
    """Remove all engines, and their folder where nothing else is in it."""
    _remove_all(engine.folder for engine in every(places))
    _remove_all(places.engines.glob("*.gone"))
    if places.engines.is_dir():
        remove_if_empty(places.engines)


def _remove_all(folders: Iterable[Path]) -> None:
    for folder in list(folders):
        _remove(folder)


def _remove(folder: Path) -> None:
    """Remove an engine's folder, which first loses its name: no half of an engine can be taken for one."""
    gone = folder if folder.suffix == ".gone" else folder.with_name(f"{folder.name}.gone")
    try:
        if gone != folder:
            folder.rename(gone)
        remove_tree(gone)
    except OSError as error:  # Windows keeps what runs; a killed run's programs may still write
        report(f"Engine: {folder} cannot be removed now ({error.strerror}); a later run of install.py removes it")
