"""Named looks: small JSON files that hold a title, a description and options, here or in the user's own folder.

In: a name or a file. Out: a `Look`, whose options `Options.from_mapping` checks. Standard library only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..files import read_small, write_atomically

PACKAGED = Path(__file__).resolve().parent
SUFFIX = ".json"
MOST_BYTES = 1 << 16
"""Of a look's file; a look takes less than 1 KiB."""
OF_THE_MACHINE = ("device", "threads", "memory_limit")
"""Options that say nothing of the picture and are not saved."""


class LookError(ValueError):
    """A look that cannot be found, read or written; the message says which, and what to do."""


@dataclass(frozen=True)
class Look:
    """One look.

    Attributes
    ----------
    title, description : a few words, one line
    options : names and values, not yet checked
    file : where it is; its name without the suffix is the look's
    """

    title: str
    description: str
    options: Mapping[str, Any]
    file: Path

    @property
    def name(self) -> str:
        """What `find_look` finds it by."""
        return self.file.stem


def user_folder() -> Path:
    """Where a user keeps looks of their own; it need not exist."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library/Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "impasto" / "looks"


def look_file(name: str) -> Path:
    """The file of a look: `name` itself if it has a folder or ends in .json, else of that name; the user's own first.

    Where there is none yet, the one that it would have in the user's folder.
    """
    if name.endswith(SUFFIX) or Path(name).name != name:
        return Path(name)
    packaged, own = (folder / f"{name}{SUFFIX}" for folder in (PACKAGED, user_folder()))
    return packaged if packaged.is_file() and not own.is_file() else own


def find_look(name: str) -> Look:
    """The look of this name or in this file.

    Raises
    ------
    LookError
        There is none, or it cannot be read.
    """
    file = look_file(name)
    if file.is_file():
        return read_look(file)
    if file.exists():
        raise LookError(f"{name} is not a file; save the look into one.")
    if file.parent == user_folder():
        known = ", ".join(sorted({other.stem for other in _files()}))
        raise LookError(f"There is no look {name!r}; there are {known}, and files that end in {SUFFIX}.")
    raise LookError(f"There is no look in {name}; check the name and the folder.")


def known_looks() -> list[Look]:
    """All looks that have a name, by name; the user's take the place of packaged ones, unreadable ones are left out."""
    found: dict[str, Look] = {}
    for file in _files():
        try:
            found[file.stem] = read_look(file)
        except LookError:
            continue
    return [found[name] for name in sorted(found)]


def read_look(file: Path) -> Look:
    """A look from its file.

    Raises
    ------
    LookError
        The file cannot be read, or is no look.
    """
    try:
        found = json.loads(read_small(file, MOST_BYTES))
    except OSError as error:
        raise LookError(f"The look {file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise LookError(f"The look {file} is not JSON ({error}); correct it or save it again.") from None
    if not isinstance(found, dict) or not set(found) <= {"title", "description", "options"}:
        raise LookError(f"The look {file} is not an object with title, description and options alone; correct it.")
    title, words, options = found.get("title", file.stem), found.get("description", ""), found.get("options")
    if not isinstance(title, str) or not isinstance(words, str) or not isinstance(options, dict):
        raise LookError(f"The look {file} needs an object `options`, and texts as title and description; correct it.")
    return Look(title, words, options, file)


def write_look(name: str, options: Mapping[str, Any], defaults: Mapping[str, Any]) -> Path:
    """Save what of `options` is not a default as the look of this name, or in this file; returns the file.

    Raises
    ------
    LookError
        It cannot be written.
    """
    file = look_file(name)
    if file.parent == PACKAGED:
        file = user_folder() / file.name
    left_out = {*OF_THE_MACHINE, *(["start"] if options.get("start") == "picture" else [])}
    chosen = {key: value for key, value in options.items() if key not in left_out and value != defaults.get(key)}
    look = {"title": file.stem.replace("-", " ").capitalize(), "description": "", "options": chosen}
    try:
        if file.parent == user_folder():
            file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, (json.dumps(look, indent=2) + "\n").encode())
    except OSError as error:
        raise LookError(f"The look {file} cannot be written: {error.strerror}; choose another place.") from None
    return file


def _files() -> Iterator[Path]:
    """The files of all looks that have a name, the user's last."""
    for folder in (PACKAGED, user_folder()):
        yield from sorted(folder.glob(f"*{SUFFIX}"))
