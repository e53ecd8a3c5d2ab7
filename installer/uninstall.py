"""Removing everything that was installed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from installer.context import Context
from installer.files import remove_if_empty, remove_tree
from installer.messages import report
from installer.plug_in import CONFIGURATION, plug_in_files
from installer.profiles import PLUG_IN, Profile, find_profiles, read_version
from installer.receipt import Receipt

OUR_NAMES = {"impasto", "gimpfu"}


def uninstall(context: Context) -> None:
    """Remove what was installed, with or without the receipt, and then the folders of it that are empty."""
    places, receipt = context.places, Receipt(context.places.receipt)
    profiles = _installed_profiles(context, receipt)
    plug_ins = {folder for profile in profiles for folder in profile.our_folders}
    files = {path for profile in profiles for path in plug_in_files(context, profile)}
    files |= {places.log, places.receipt, places.demo}
    trees = {places.venv, places.models, places.work, *places.engine_folders, *_caches(plug_ins)}
    for tree in trees:
        remove_tree(tree)
    _remove_paths(receipt.paths | files | _our_folders_above(trees | files))
    kept = [folder for folder in sorted({places.data, *plug_ins}) if folder.exists()]
    report("\n".join(["Impasto was removed.", *(f"Kept {folder}: it also contains other files." for folder in kept)]))


def _installed_profiles(context: Context, receipt: Receipt) -> list[Profile]:
    """The profiles with our plug-in, found by its configuration and by the receipt."""
    found = find_profiles(context.places, context.environment, context.home)
    found = [profile for profile in found if (profile.plug_in / CONFIGURATION).is_file()]
    found = [profile for profile in found if not any(folder.is_symlink() for folder in profile.our_folders)]
    recorded = [path.parents[1] for path in receipt.paths if path.as_posix().endswith(PLUG_IN)]
    return found + [Profile(folder, read_version(folder.name)) for folder in recorded]


def _caches(folders: Iterable[Path]) -> set[Path]:
    """Byte code and unfinished files below these folders."""
    return {path for folder in folders for kind in ("__pycache__", "*.part") for path in folder.rglob(kind)}


def _our_folders_above(paths: Iterable[Path]) -> set[Path]:
    return {above for path in paths for above in path.parents if OUR_NAMES & set(above.parts)}


def _remove_paths(paths: Iterable[Path]) -> None:
    """Remove files, and folders that are empty by then, the deepest first."""
    for path in sorted(paths, key=lambda path: len(path.parts), reverse=True):
        if path.is_dir():
            remove_if_empty(path)
        else:
            path.unlink(missing_ok=True)
