"""The plug-in's files in a GIMP profile."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from installer.context import Context
from installer.files import missing_paths, read_files, remove_tree, write_file
from installer.messages import report
from installer.places import Engine
from installer.profiles import GIMPFU, Profile
from installer.receipt import Receipt
from installer.switching import exchange, link_tree

ENTRY, CONFIGURATION = "impasto.py", "engine.json"
SHARED = {"options.py": "options.py", "worker/protocol.py": "protocol.py"}
"""Modules of the engine that the plug-in imports, too: the path below engine/, and the path in the plug-in's folder."""
MAX_SHEBANG = 127


class Switched:
    """Plug-in folders that have changed places with the former ones, which are kept until all is well."""

    def __init__(self) -> None:
        self._done: list[tuple[Path, Path]] = []

    def put(self, new: Path, place: Path) -> None:
        """Put a new folder in the place of the former one, in one step."""
        place.parent.mkdir(parents=True, exist_ok=True)
        exchange(new, place)
        self._done.append((new, place))

    def undo(self) -> None:
        """Put the former folders back; where there was none, none is left."""
        for new, place in reversed(self._done):
            if new.exists():
                exchange(new, place)
            else:
                place.rename(new)


def install_plug_ins(context: Context, profiles: Sequence[Profile], engine: Engine) -> None:
    """Bring the plug-in in all these profiles up to date, or, where one cannot be, leave all as they were."""
    switched, receipt = Switched(), Receipt(context.places.receipt)
    try:
        for profile in profiles:
            _install_plug_in(context, profile, engine, switched)
    except BaseException:
        switched.undo()
        raise
    finally:
        for profile in profiles:
            remove_tree(profile.staging)
    receipt = Receipt(context.places.receipt)
    receipt.update(gone=[path for path in receipt.paths if _is_gone(path, profiles)])


def _is_gone(path: Path, profiles: Sequence[Profile]) -> bool:
    """Whether an earlier version installed this path in one of the profiles, and it is there no more."""
    ours = {folder for profile in profiles for folder in (*profile.our_folders, profile.staging)}
    return bool(ours & {path, *path.parents}) and not os.path.lexists(path)


def _install_plug_in(context: Context, profile: Profile, engine: Engine, switched: Switched) -> None:
    """Bring the plug-in in one profile up to date."""
    name = "GIMP {}.{}".format(*profile.version)
    links = [folder for folder in profile.our_folders if folder.is_symlink()]
    if not profile.is_supported:
        report(f"{name}: not supported; {profile.folder} is not changed")
    elif links:
        report(f"{name}: {links[0]} is a link and is not changed")
    else:
        done = "installed" if _replace_plug_in(context, profile, engine, switched) else "up to date"
        report(f"{name}: plug-in {done} in {' and '.join(map(str, profile.our_folders))}")


def plug_in_files(context: Context, profile: Profile, engine: Engine) -> dict[Path, bytes]:
    """All files for a profile, whose plug-in starts this engine: paths and contents, the plug-in's entry last."""
    source = context.checkout / "gimp_plugin"
    files = _modules_for(profile, read_files(source / "impasto"))
    files |= {name: (context.checkout / "engine" / path).read_bytes() for path, name in SHARED.items()}
    files[CONFIGURATION] = _configuration(context, engine)
    entry = files.pop(ENTRY)
    placed = {profile.plug_in / name: content for name, content in files.items()}
    if profile.is_gimp2:
        entry = with_interpreter(entry, engine.python)
        bindings = read_files(source / "gimpfu")
        placed |= {profile.folder / GIMPFU / name: content for name, content in bindings.items()}
    return {**placed, profile.plug_in / ENTRY: entry}


def _modules_for(profile: Profile, files: dict[str, bytes]) -> dict[str, bytes]:
    """The plug-in's files without the modules for the other version of GIMP."""
    other = "gimp3/" if profile.is_gimp2 else "gimp2/"
    return {name: content for name, content in files.items() if not name.startswith(other)}


def _configuration(context: Context, installed: Engine) -> bytes:
    """What the plug-in must know to start the engine: its own folder, which no later version changes."""
    version = re.search(r'__version__ = "(.+)"', (context.checkout / "engine/version.py").read_text("utf-8"))
    engine = {
        "argv": [str(installed.python), "-m", "engine", "worker"],
        "environment": {"IMPASTO_MODELS": str(installed.models)},
        "version": version[1] if version else "",
    }
    return json.dumps(engine, indent=1).encode()


def _replace_plug_in(context: Context, profile: Profile, engine: Engine, switched: Switched) -> bool:
    """Write new folders beside those of the profile and let them change places; True if anything was different."""
    receipt, files = Receipt(context.places.receipt), plug_in_files(context, profile, engine)
    folders = profile.our_folders
    stale = [path for path in receipt.paths - set(files) if set(folders) & set(path.parents) and path.is_file()]
    if not stale and all(is_as(path, content) for path, content in files.items()) and _is_newest(profile, files):
        return False
    # gimpfu comes first, so that the plug-in's entry, which GIMP looks at, is the last to change.
    pairs = {folder: profile.staging / folder.name for folder in reversed(folders)}
    moved = {path: _moved(path, pairs) for path in files}
    everything = [*files, *moved.values()]
    receipt.update(made=[*everything, *(above for path in everything for above in missing_paths(path.parent))])
    remove_tree(profile.staging)
    for folder, new in pairs.items():
        _keep_others(folder, new, receipt.paths)
    for path, content in files.items():
        write_file(moved[path], content)
    moved[profile.plug_in / ENTRY].chmod(0o755)
    for folder, new in pairs.items():
        switched.put(new, folder)
    return True


def _moved(path: Path, pairs: Mapping[Path, Path]) -> Path:
    """Where a file is written first: the same path in the new folder."""
    return next(new / path.relative_to(folder) for folder, new in pairs.items() if path.is_relative_to(folder))


def is_as(path: Path, content: bytes) -> bool:
    """Whether a file has this content."""
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def _is_newest(profile: Profile, files: Iterable[Path]) -> bool:
    """Whether the entry can be run and is the newest file: GIMP asks a plug-in again only when its own time changed."""
    entry = profile.plug_in / ENTRY
    newest = max(path.stat().st_mtime_ns for path in files)
    return os.access(entry, os.X_OK) and entry.stat().st_mtime_ns >= newest


def _keep_others(folder: Path, new: Path, ours: Collection[Path]) -> None:
    """Take the files of others in our folder along; byte code and what earlier versions installed is left behind."""
    new.mkdir(parents=True)
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path not in ours and "__pycache__" not in path.parts and (path.is_symlink() or not path.is_dir()):
            target = new / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_tree(path, target)


def with_interpreter(entry: bytes, python: Path) -> bytes:
    """A script with the engine's Python in its first line, where such a line can hold it.

    GIMP 2.10 finds the interpreter by itself, and `env python3` may find one that is too old.
    """
    line = f"#!{python}".encode()
    if b" " in line or len(line) > MAX_SHEBANG:
        return entry
    return line + entry[entry.index(b"\n") :]
