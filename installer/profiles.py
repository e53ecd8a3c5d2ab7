"""The GIMP profiles of one user."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.commands import Commands
from installer.context import Context
from installer.places import Places

PLUG_IN, GIMPFU = "plug-ins/impasto", "plug-ins/gimpfu"


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
    def our_folders(self) -> list[Path]:
        """All folders in it that belong to Impasto."""
        return [self.plug_in, self.folder / GIMPFU] if self.is_gimp2 else [self.plug_in]


def all_profiles(context: Context) -> list[Profile]:
    """The profiles to install into: those that exist and those of GIMP versions that were never started."""
    found = find_profiles(context.places, context.environment, context.home)
    reported = reported_profiles(context.places, context.environment, context.commands)
    return found + [profile for profile in reported if profile not in found]


def find_profiles(places: Places, environment: Mapping[str, str], home: Path) -> list[Profile]:
    """The profiles that exist, and those that environment variables name."""
    folders = [path for base in places.gimp for path in sorted(base.glob("[0-9]*.[0-9]*")) if path.is_dir()]
    found = [Profile(path, read_version(path.name)) for path in folders]
    named = {"GIMP3_DIRECTORY": (3, 0), "GIMP2_DIRECTORY": (2, 10)}
    found += [Profile(home / environment[key], version) for key, version in named.items() if environment.get(key)]
    return list({profile.folder: profile for profile in found}.values())


def reported_profiles(places: Places, environment: Mapping[str, str], commands: Commands) -> list[Profile]:
    """The profiles of the GIMP versions on the search path.

    Call it after the receipt is started: `gimp --version` alone creates folders in the home.
    """
    if environment.get("GIMP3_DIRECTORY"):
        return []
    versions = {read_version(commands.output([program, "--version"])) for program in gimp_programs()} - {(0, 0)}
    return [Profile(places.gimp[0] / "{}.{}".format(*version), version) for version in sorted(versions)]


def read_version(text: str) -> tuple[int, int]:
    """The first two numbers of a version in a folder's name or in the output of `gimp --version`; else (0, 0)."""
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def gimp_programs() -> set[str]:
    """GIMP's programs on the search path, except a snap's, whose profile is elsewhere."""
    versions = ("2.10", "3.0", "3.2", "3.4", "3.6")
    numbered = [f"{name}-{version}" for name in ("gimp", "gimp-console") for version in versions]
    found = map(shutil.which, ["gimp", "gimp-console", *numbered])
    return {os.path.realpath(path) for path in found if path and not path.startswith("/snap/")}


def flatpak_note(home: Path) -> str:
    """A warning where GIMP was installed as a Flatpak; else an empty text."""
    folders = (home / ".var/app/org.gimp.GIMP", Path("/var/lib/flatpak/app/org.gimp.GIMP"))
    if not any(folder.is_dir() for folder in folders):
        return ""
    return (
        "Note: GIMP from Flatpak runs in a sandbox, where the engine may not start. "
        "GIMP from your distribution's packages has no such limit."
    )
