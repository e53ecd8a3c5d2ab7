"""Every GIMP on this machine, however it was installed, and whether the engine can start in it."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

from installer.context import Context
from installer.profiles import Profile, find_profiles, named_profiles, once, read_version

PROGRAMS = ("gimp", "gimp-console", "gimp-[0-9]*.[0-9]*", "gimp-console-[0-9]*.[0-9]*")
FLATPAK, SNAP = "app/org.gimp.GIMP", "snap/gimp/current"
APPIMAGES = ("Applications", "AppImages", "bin", ".local/bin", "Downloads", "Desktop", "")
"""Folders of the home in which people and their tools keep AppImages."""
STORE = "GIMP.43237F745459_"
"""How the Microsoft Store's package of GIMP begins."""


@dataclass(frozen=True)
class Gimp:
    """One GIMP.

    Attributes
    ----------
    kind : how it was installed, in words
    program : the file or folder it was found by
    profile : where its plug-ins go; None where that is not known before its first start
    note : what to know of it, in words; empty where all works
    works : whether the engine can start in it
    """

    kind: str
    program: Path
    profile: Profile | None
    note: str = ""
    works: bool = True


def find_gimps(context: Context, ask: bool = False) -> list[Gimp]:
    """All that are found.

    Parameters
    ----------
    ask : whether to run a program whose name does not tell its version; that alone makes folders in the home
    """
    find = {"win32": _windows, "darwin": _mac}.get(context.platform, _unix)
    return list(find(context, ask))


def all_profiles(context: Context, only: Sequence[Path] = (), ask: bool = True) -> list[Profile]:
    """The profiles to install into: those that exist and those of GIMP versions that were never started.

    A profile that only a GIMP has in which the engine cannot start is left out.

    Parameters
    ----------
    only : folders that the user named, with one profile or several

    Raises
    ------
    InstallError
        There is no profile in a named folder.
    """
    if only:
        return once(profile for folder in only for profile in named_profiles(folder))
    found, gimps = find_profiles(context.places, context.environment, context.home), find_gimps(context, ask)
    works = {gimp.profile for gimp in gimps if gimp.works}
    closed = {gimp.profile for gimp in gimps} - works
    found = [profile for profile in found if profile not in closed and not _is_confined(context, profile)]
    if context.environment.get("GIMP3_DIRECTORY"):
        return found
    return once([*found, *sorted((each for each in works if each), key=lambda each: each.version)])


def _is_confined(context: Context, profile: Profile) -> bool:
    """Whether a profile is that of the Snap."""
    return (context.home / "snap/gimp") in profile.folder.parents


def _profile(context: Context, version: tuple[int, int]) -> Profile | None:
    """The profile that a GIMP of this version has where it is installed for the whole system."""
    return Profile(context.places.gimp[0] / "{}.{}".format(*version), version) if version != (0, 0) else None


def _unix(context: Context, ask: bool) -> Iterator[Gimp]:
    yield from _on_path(context, ask)
    yield from _flatpaks(context)
    yield from _snaps(context)
    yield from _app_images(context)


def _on_path(context: Context, ask: bool) -> Iterator[Gimp]:
    """The distribution's, or one that was built by hand: programs on the search path."""
    found: dict[tuple[int, int], Path] = {}
    for program in sorted(gimp_programs(context.environment.get("PATH", os.environ.get("PATH", "")))):
        version = read_version(Path(program).name)
        if version == (0, 0) and ask:
            version = read_version(context.commands.output([program, "--version"]))
        found.setdefault(version, Path(program))
    named = {version: path for version, path in found.items() if version != (0, 0)} or found
    for version, path in sorted(named.items()):
        yield Gimp("a package of the system", path, _profile(context, version))


def gimp_programs(search_path: str) -> set[str]:
    """GIMP's programs on the search path, except a snap's, whose profile is elsewhere."""
    folders = [Path(folder) for folder in search_path.split(os.pathsep) if folder]
    found = [path for folder in folders for name in PROGRAMS for path in folder.glob(name) if os.access(path, os.X_OK)]
    real = {os.path.realpath(path) for path in found if "snap" not in path.parts}
    return {path for path in real if Path(path).name != "snap"}


def _flatpaks(context: Context) -> Iterator[Gimp]:
    """From Flathub: it sees the home folder and reads the usual profile, and has another /usr, that of its runtime."""
    bases = [context.system / "var/lib/flatpak", context.home / ".local/share/flatpak"]
    for base in bases:
        for program in _newest(base / FLATPAK, "current/active/files/bin/gimp-[0-9]*.[0-9]*"):
            profile = _profile(context, read_version(program.name))
            works = _is_in_sandbox(context, base / FLATPAK / "current/active/metadata", bases)
            yield Gimp("Flatpak", base / FLATPAK, profile, "" if works else flatpak_note(), works)


def _is_in_sandbox(context: Context, metadata: Path, bases: Sequence[Path]) -> bool:
    """Whether the Python that the engine is made with is there in a Flatpak, too: in the home, or in the runtime."""
    python, parser = Path(os.path.realpath(sys.executable)), configparser.RawConfigParser()
    if context.home in python.parents:
        return True
    try:
        parser.read_string(metadata.read_text("utf-8"))
        runtime = parser.get("Application", "runtime")
    except (OSError, ValueError, configparser.Error):
        return False
    usr = [base / "runtime" / runtime / "active/files" for base in bases]
    return python.is_relative_to("/usr") and any((folder / python.relative_to("/usr")).exists() for folder in usr)


def flatpak_note() -> str:
    """What to do for a GIMP in Flatpak's sandbox."""
    return (
        f"its sandbox has another /usr, without {os.path.realpath(sys.executable)}, so the engine cannot start in it; "
        "it can with a Python that lies in your home folder, as uv's: run `uv python install 3.13`, then "
        "`uv run --no-project --managed-python --python 3.13 install.py`"
    )


def _snaps(context: Context) -> Iterator[Gimp]:
    """A Snap is confined: it may not read the hidden folders of the home, in one of which the engine is."""
    for base in (context.system, context.system / "var/lib/snapd"):
        for program in _newest(base / SNAP, "usr/bin/gimp-[0-9]*.[0-9]*"):
            version = read_version(program.name)
            profile = Profile(context.home / SNAP / ".config/GIMP/{}.{}".format(*version), version)
            note = (
                "a Snap may not read hidden folders of your home, where the engine is, so the engine cannot start in "
            )
            note += "it; GIMP from your distribution or as an AppImage has no such limit"
            yield Gimp("Snap", base / SNAP, profile, note, works=False)


def _app_images(context: Context) -> Iterator[Gimp]:
    folders = [*(context.home / name for name in APPIMAGES), context.system / "opt"]
    for folder in folders:
        for file in sorted(folder.glob("*.[Aa]pp[Ii]mage")):
            if re.match(r"gimp[-_ ]?\d", file.name, re.IGNORECASE):
                yield Gimp("AppImage", file, _profile(context, read_version(file.name)))


def _windows(context: Context, _: bool) -> Iterator[Gimp]:
    """The installer's, for all users or for one, and the Microsoft Store's, whose profile is in its own folder."""
    local = context.places.data.parent
    keys = ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)")
    folders = dict.fromkeys([*(Path(context.environment[key]) for key in keys if context.environment.get(key))])
    for folder in (*folders, local / "Programs"):
        for own in sorted(folder.glob("GIMP*")):
            for program in _newest(own, "bin/gimp-[0-9]*.[0-9]*.exe"):
                yield Gimp("Windows installer", program, _profile(context, read_version(program.name)))
    for package in sorted((local / "Packages").glob(f"{STORE}*")):
        settings = package / "LocalCache/Roaming/GIMP"
        versions = [read_version(path.name) for path in sorted(settings.glob("[0-9]*.[0-9]*"))]
        for version in versions or [(0, 0)]:
            profile = Profile(settings / "{}.{}".format(*version), version) if versions else None
            yield Gimp(
                "Microsoft Store", package, profile, "" if versions else "start it once, then run install.py again"
            )


def _mac(context: Context, _: bool) -> Iterator[Gimp]:
    for folder in (context.system / "Applications", context.home / "Applications"):
        for bundle in sorted(folder.glob("GIMP*.app")):
            try:
                with (bundle / "Contents/Info.plist").open("rb") as file:
                    version = read_version(str(plistlib.load(file).get("CFBundleShortVersionString", "")))
            except (OSError, ValueError, plistlib.InvalidFileException, ExpatError, AttributeError):
                version = (0, 0)
            yield Gimp("macOS bundle", bundle, _profile(context, version))


def _newest(folder: Path, pattern: str) -> list[Path]:
    """The program with the highest version of those that match, if any does."""
    return sorted(folder.glob(pattern), key=lambda path: read_version(path.name))[-1:]
