"""The plug-in's files in a GIMP profile."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

from installer.context import Context
from installer.files import missing_paths, read_files, remove_if_empty, remove_tree, write_if_different
from installer.messages import report
from installer.profiles import GIMPFU, Profile
from installer.receipt import Receipt

ENTRY, CONFIGURATION = "impasto.py", "engine.json"
SHARED = {"options.py": "options.py", "worker/protocol.py": "protocol.py"}
"""Modules of the engine that the plug-in imports, too: the path below engine/, and the path in the plug-in's folder."""
MAX_SHEBANG = 127


def install_plug_in(context: Context, profile: Profile) -> None:
    """Bring the plug-in in one profile up to date."""
    name = "GIMP {}.{}".format(*profile.version)
    links = [folder for folder in profile.our_folders if folder.is_symlink()]
    if not profile.is_supported:
        report(f"{name}: not supported; {profile.folder} is not changed")
    elif links:
        report(f"{name}: {links[0]} is a link and is not changed")
    else:
        done = "installed" if _copy_plug_in(context, profile) else "up to date"
        report(f"{name}: plug-in {done} in {' and '.join(map(str, profile.our_folders))}")


def plug_in_files(context: Context, profile: Profile) -> dict[Path, bytes]:
    """All files for a profile: paths and contents, the plug-in's entry last."""
    source, python = context.checkout / "gimp_plugin", context.places.python
    files = _modules_for(profile, read_files(source / "impasto"))
    files |= {name: (context.checkout / "engine" / path).read_bytes() for path, name in SHARED.items()}
    files[CONFIGURATION] = _configuration(context)
    entry = files.pop(ENTRY)
    placed = {profile.plug_in / name: content for name, content in files.items()}
    if profile.is_gimp2:
        entry = with_interpreter(entry, python)
        bindings = read_files(source / "gimpfu")
        placed |= {profile.folder / GIMPFU / name: content for name, content in bindings.items()}
    return {**placed, profile.plug_in / ENTRY: entry}


def _modules_for(profile: Profile, files: dict[str, bytes]) -> dict[str, bytes]:
    """The plug-in's files without the modules for the other version of GIMP."""
    other = "gimp3/" if profile.is_gimp2 else "gimp2/"
    return {name: content for name, content in files.items() if not name.startswith(other)}


def _configuration(context: Context) -> bytes:
    """What the plug-in must know to start the engine."""
    version = re.search(r'__version__ = "(.+)"', (context.checkout / "engine/version.py").read_text("utf-8"))
    engine = {
        "argv": [str(context.places.python), "-m", "engine", "worker"],
        "environment": {"IMPASTO_MODELS": str(context.places.models)},
        "version": version[1] if version else "",
    }
    return json.dumps(engine, indent=1).encode()


def _copy_plug_in(context: Context, profile: Profile) -> bool:
    """Write what differs and remove what only an older version had; True if anything changed."""
    receipt, files, folders = Receipt(context.places.receipt), plug_in_files(context, profile), {*profile.our_folders}
    stale = [path for path in receipt.paths - set(files) if folders & set(path.parents) and path.is_file()]
    receipt.update(made=[*files, *(above for path in files for above in missing_paths(path.parent))])
    written = [write_if_different(path, content) for path, content in files.items()]
    for path in stale:
        path.unlink()
    receipt.update(gone=[*stale, *_remove_emptied(stale, folders)])
    _refresh_entry(profile.plug_in / ENTRY, files, force=bool(stale))
    return any(written) or bool(stale)


def _remove_emptied(removed: Iterable[Path], keep: set[Path]) -> list[Path]:
    """Remove the folders that held only the removed files and their byte code; those in `keep` stay."""
    above = {folder for path in removed for folder in path.parents if keep & set(folder.parents)}
    for folder in sorted(above, key=lambda folder: len(folder.parts), reverse=True):
        if all(path.name == "__pycache__" for path in folder.iterdir()):
            remove_tree(folder / "__pycache__")
            remove_if_empty(folder)
    return [folder for folder in above if not folder.exists()]


def with_interpreter(entry: bytes, python: Path) -> bytes:
    """A script with the engine's Python in its first line, where such a line can hold it.

    GIMP 2.10 finds the interpreter by itself, and `env python3` may find one that is too old.
    """
    line = f"#!{python}".encode()
    if b" " in line or len(line) > MAX_SHEBANG:
        return entry
    return line + entry[entry.index(b"\n") :]


def _refresh_entry(entry: Path, files: Iterable[Path], force: bool) -> None:
    """Keep the entry the newest file: GIMP queries a plug-in again only when the entry's own time has changed."""
    if not os.access(entry, os.X_OK):
        entry.chmod(0o755)
    newest = max(path.stat().st_mtime_ns for path in files)
    if force or newest > entry.stat().st_mtime_ns:
        now = max(time.time_ns(), newest)
        os.utime(entry, ns=(now, now))
