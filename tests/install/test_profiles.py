"""Which GIMP profiles are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer import profiles
from installer.places import find_places
from installer.profiles import find_profiles, reported_profiles
from tests.install.conftest import FakeCommands


def _found(home: Path, commands: FakeCommands, environment: dict[str, str]) -> dict[str, tuple[int, int]]:
    places = find_places("linux", environment, home)
    profiles = find_profiles(places, environment, home)
    profiles += reported_profiles(places, environment, commands)
    return {str(profile.folder.relative_to(home)): profile.version for profile in profiles}


def test_profiles_that_exist_are_found_and_other_folders_are_not(home: Path, commands: FakeCommands) -> None:
    for name in (
        ".config/GIMP/2.10",
        ".config/GIMP/3.0",
        ".config/GIMP/3.2",
        ".config/GIMP/old",
        ".config/GIMP/3",
        "snap/gimp/current/.config/GIMP/3.0",
    ):
        (home / name).mkdir(parents=True)
    assert _found(home, commands, {}) == {
        ".config/GIMP/2.10": (2, 10),
        ".config/GIMP/3.0": (3, 0),
        ".config/GIMP/3.2": (3, 2),
        "snap/gimp/current/.config/GIMP/3.0": (3, 0),
    }


def test_a_gimp_that_was_never_started_gets_a_profile(home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GNU Image Manipulation Program version 3.2.6"
    assert _found(home, commands, {}) == {".config/GIMP/3.2": (3, 2)}
    assert _found(home, commands, {"XDG_CONFIG_HOME": str(home / "settings")}) == {"settings/GIMP/3.2": (3, 2)}


def test_the_profile_that_the_environment_names_replaces_the_reported_one(home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GNU Image Manipulation Program version 3.0.4"
    assert _found(home, commands, {"GIMP3_DIRECTORY": str(home / "mine")}) == {"mine": (3, 0)}
    assert _found(home, commands, {"GIMP3_DIRECTORY": "in-home"}) == {"in-home": (3, 0)}


def test_gimp_programs_are_found_by_name_and_by_version_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gimp-3.0").touch(mode=0o755)
    (tmp_path / "gimp").symlink_to("gimp-3.0")
    (tmp_path / "gimp-console-2.10").touch(mode=0o755)
    (tmp_path / "gimptool").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = tmp_path.resolve()
    assert profiles.gimp_programs() == {str(folder / "gimp-3.0"), str(folder / "gimp-console-2.10")}


def test_a_gimp_from_flatpak_is_warned_about(home: Path) -> None:
    (home / ".var/app/org.gimp.GIMP").mkdir(parents=True)
    assert profiles.flatpak_note(home).startswith("Note: GIMP from Flatpak")
