"""Removing everything that was installed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from installer import engines
from installer.context import Context
from installer.errors import InstallError
from installer.files import remove_if_empty, remove_tree
from installer.lock import alone
from installer.messages import report
from installer.plug_in import CONFIGURATION, plug_in_files
from installer.profiles import PLUG_IN, Profile, find_profiles, read_version
from installer.receipt import Receipt
from installer.switching import remove_link

OUR_NAMES = {"impasto", "gimpfu", ".impasto-new"}


def uninstall(context: Context, keep_models: bool = False) -> None:
    """Remove what was installed, with or without the receipt, and then the folders of it that are empty.

    Parameters
    ----------
    keep_models : keep the graphs, and the weights that were downloaded, for a later installation

    Raises
    ------
    InstallError
        The engine is painting; nothing is removed.
    """
    if not context.places.data.is_dir():
        return _remove(context, keep_models)
    with alone(context.places.lock):
        busy = engines.used(context.places)
        if busy:
            raise InstallError(
                f"{busy[0].folder} is painting now, and nothing is removed; let the picture end, or close GIMP and "
                "terminals with `impasto`, and run the command again."
            )
        return _remove(context, keep_models)


def _remove(context: Context, keep_models: bool) -> None:
    places, receipt = context.places, Receipt(context.places.receipt)
    profiles = _installed_profiles(context, receipt)
    plug_ins = {folder for profile in profiles for folder in profile.our_folders}
    engine = places.engine("1")
    files = {path for profile in profiles for path in plug_in_files(context, profile, engine)}
    files |= {places.log, places.receipt, places.demo, places.lock}
    kept_models = _keep_models(context) if keep_models else set()
    trees = {places.venv, places.models, places.work, *places.engine_folders, *_caches(plug_ins)} - kept_models
    trees |= {profile.staging for profile in profiles}
    for link in (places.venv, places.models):
        remove_link(link)
    engines.remove_every(places)
    for tree in trees:
        remove_tree(tree)
    _remove_paths({*receipt.paths, *files, *_our_folders_above(trees | files), *places.results, places.engines})
    report("\n".join(["Impasto was removed.", *_kept(context, plug_ins, kept_models)]))


def _keep_models(context: Context) -> set[Path]:
    """Put the newest graphs where the next installation looks for them; what is kept."""
    places, engine = context.places, engines.current(context.places)
    if engine and engine.models.is_dir():
        remove_link(places.models)
        remove_tree(places.models)
        engine.models.rename(places.models)
    return {places.models, places.engine_folders[0]}


def _kept(context: Context, plug_ins: Iterable[Path], models: Iterable[Path]) -> list[str]:
    """What is still there, in words."""
    places = context.places
    pictures = {folder: sum(path.is_file() for path in folder.rglob("*")) for folder in places.results}
    lines = [
        f"Kept {folder}: {count} files of pictures that Impasto saved for you; delete it when you do not need them."
        for folder, count in pictures.items()
        if count
    ]
    lines += [f"Kept {folder} for a later installation." for folder in sorted(models) if folder.exists()]
    others = [folder for folder in sorted({places.data, *plug_ins}) if folder.exists()]
    ours = {*models, *(folder for folder, count in pictures.items() if count)}
    return lines + [f"Kept {folder}: it also contains other files." for folder in others if any(_others(folder, ours))]


def _others(folder: Path, known: Iterable[Path]) -> Iterable[Path]:
    """The files below a folder that are in none of the known folders."""
    known = set(known)
    return (path for path in folder.rglob("*") if not path.is_dir() and not known & set(path.parents))


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
