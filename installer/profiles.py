"""The GIMP profiles of one user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.errors import InstallError
from installer.places import Places

PLUG_IN, GIMPFU = "plug-ins/impasto", "plug-ins/gimpfu"
SETTINGS = ("gimprc", "sessionrc", "pluginrc")
"""Files that GIMP writes into a profile."""
STATED = re.compile(r'(?:gimp-version|config-version|# GIMP|plug-in-version) "?(\d+\.\d+)')
"""A version in one of them."""


@dataclass(frozen=True)
class Profile:
    """The folder of one version of GIMP; it need not exist yet."""

    folder: Path
    version: tuple[int, int]

    @property
    def is_supported(self) -> bool:
        """Whether the plug-in runs in this GIMP."""
        return self.version == (2, 10) or self.version >= (3, 0)

    @property
    def is_gimp2(self) -> bool:
        """Whether this is GIMP 2.x, which needs the gimpfu bindings and the plug-in's GIMP 2 modules."""
        return self.version < (3, 0)

    @property
    def plug_in(self) -> Path:
        """The plug-in's folder."""
        return self.folder / PLUG_IN

    @property
    def staging(self) -> Path:
        """Where new folders are written before they change places with `our_folders`; GIMP passes it over."""
        return self.folder / "plug-ins/.impasto-new"

    @property
    def our_folders(self) -> list[Path]:
        """All folders in it that belong to Impasto."""
        return [self.plug_in, self.folder / GIMPFU] if self.is_gimp2 else [self.plug_in]


def find_profiles(places: Places, environment: Mapping[str, str], home: Path) -> list[Profile]:
    """The profiles that exist, and those that environment variables name."""
    folders = [path for base in places.gimp for path in sorted(base.glob("[0-9]*.[0-9]*")) if path.is_dir()]
    found = [Profile(path, read_version(path.name)) for path in folders]
    named = {"GIMP3_DIRECTORY": (3, 0), "GIMP2_DIRECTORY": (2, 10)}
    return once(
        found + [Profile(home / environment[key], version) for key, version in named.items() if environment.get(key)]
    )


def named_profiles(folder: Path) -> list[Profile]:
    """The profile in a folder that the user named, or those one level below it.

    Raises
    ------
    InstallError
        There is none.
    """
    folder = folder.absolute()
    if _is_profile(folder):
        return [Profile(folder, _version_of(folder))]
    found = [Profile(path, _version_of(path)) for path in sorted(folder.glob("*")) if _is_profile(path)]
    if not found:
        raise InstallError(
            f"{folder} is no folder of GIMP's settings; GIMP names it under Edit > Preferences > Folders > Plug-Ins, "
            "without the plug-ins at its end. Start GIMP once, which makes it."
        )
    return found


def _is_profile(folder: Path) -> bool:
    """Whether GIMP keeps its settings in a folder."""
    has_settings = (folder / "plug-ins").is_dir() or any((folder / name).is_file() for name in SETTINGS)
    return folder.is_dir() and (has_settings or re.fullmatch(r"\d+\.\d+", folder.name) is not None)


def _version_of(folder: Path) -> tuple[int, int]:
    """The version of the GIMP with this profile: by its name, or by what GIMP wrote into its settings; else 3.0."""
    if re.fullmatch(r"\d+\.\d+", folder.name):
        return read_version(folder.name)
    for file in (folder / name for name in SETTINGS):
        said = STATED.search(file.read_text("utf-8", errors="replace")) if file.is_file() else None
        if said:
            return read_version(said[1])
    return (3, 0)


def read_version(text: str) -> tuple[int, int]:
    """The first two numbers of a version in a folder's name or in the output of `gimp --version`; else (0, 0)."""
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def once(profiles: Iterable[Profile]) -> list[Profile]:
    """The same profiles, each of them one time."""
    return list({profile.folder: profile for profile in profiles}.values())
