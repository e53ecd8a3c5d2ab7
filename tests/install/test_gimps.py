"""Every kind of GIMP, in file systems laid out as each packager lays them out."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest

from installer.context import Context
from installer.gimps import all_profiles, find_gimps, gimp_programs
from installer.places import find_places
from installer.profiles import Profile
from tests.install import layouts
from tests.install.conftest import FakeCommands, make_profile
from tests.install.layouts import flatpak, program


@pytest.fixture
def bare(context: Context, tmp_path: Path) -> Context:
    """A Linux system in a folder of its own, without any GIMP; /usr/bin is the search path."""
    (tmp_path / "system/usr/bin").mkdir(parents=True)
    return dataclasses.replace(context, environment={"PATH": str(tmp_path / "system/usr/bin")})


def windows(context: Context, home: Path, tmp_path: Path) -> Context:
    """A Windows system in a folder."""
    environment = layouts.windows(home, tmp_path)
    places = find_places("win32", environment, home)
    return dataclasses.replace(context, places=places, environment=environment, platform="win32")


@pytest.fixture(autouse=True)
def real_programs(monkeypatch: pytest.MonkeyPatch, commands: FakeCommands) -> None:
    """The search path is looked at as it is, also where programs only pretend to run."""
    assert not commands.ran
    monkeypatch.setattr("installer.gimps.gimp_programs", gimp_programs)


def test_a_distributions_gimp_is_found_by_its_programs(bare: Context, home: Path) -> None:
    layouts.debian(bare.system, "2.10", "3.0")
    found = find_gimps(bare)
    assert [(gimp.kind, gimp.works) for gimp in found] == [("a package of the system", True)] * 2
    profiles = home / ".config/GIMP"
    assert all_profiles(bare) == [Profile(profiles / "2.10", (2, 10)), Profile(profiles / "3.0", (3, 0))]
    assert not any(home.iterdir())


def test_a_program_without_a_version_in_its_name_is_asked(bare: Context, home: Path, commands: FakeCommands) -> None:
    program(bare.system / "usr/bin/gimp")
    commands.gimp = "GNU Image Manipulation Program version 3.2.6"
    assert all_profiles(bare, ask=False) == [] and not any(home.iterdir())
    assert all_profiles(bare) == [Profile(home / ".config/GIMP/3.2", (3, 2))]


def test_the_profile_that_the_environment_names_replaces_the_reported_one(bare: Context, home: Path) -> None:
    program(bare.system / "usr/bin/gimp-3.0")
    context = dataclasses.replace(bare, environment={**bare.environment, "GIMP3_DIRECTORY": str(home / "mine")})
    assert all_profiles(context) == [Profile(home / "mine", (3, 0))]


@pytest.mark.parametrize(
    ("python", "works"),
    [
        ("/usr/bin/python3.11", False),
        ("/usr/bin/python3.13", True),
        ("/opt/python/bin/python3.13", False),
        ("~/.local/share/uv/python/cpython-3.13/bin/python3.13", True),
    ],
)
@pytest.mark.parametrize("where", ["system", "user"])
def test_flatpak_works_with_a_python_that_is_in_the_sandbox(
    bare: Context, home: Path, monkeypatch: pytest.MonkeyPatch, where: str, python: str, works: bool
) -> None:
    flatpak(bare.system / "var/lib/flatpak" if where == "system" else home / ".local/share/flatpak")
    monkeypatch.setattr(sys, "executable", python.replace("~", str(home)))
    monkeypatch.setattr(os.path, "realpath", str)
    (gimp,) = find_gimps(bare)
    assert (gimp.kind, gimp.works, "uv run" in gimp.note) == ("Flatpak", works, not works)
    make_profile(home)
    assert all_profiles(bare) == ([Profile(home / ".config/GIMP/3.0", (3, 0))] if works else [])


def test_a_profile_that_flatpak_shares_with_another_gimp_gets_the_plug_in(
    bare: Context, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flatpak(bare.system / "var/lib/flatpak")
    program(bare.system / "usr/bin/gimp-3.0")
    monkeypatch.setattr(sys, "executable", "/opt/python3.11")
    assert [gimp.works for gimp in find_gimps(bare)] == [True, False]
    assert all_profiles(bare) == [Profile(home / ".config/GIMP/3.0", (3, 0))]


@pytest.mark.parametrize("base", ["", "var/lib/snapd"])
def test_a_snap_is_left_alone_and_said_so(bare: Context, home: Path, base: str) -> None:
    profile = layouts.snap(bare.system / base, home)
    (gimp,) = find_gimps(bare)
    assert gimp.profile == Profile(profile, (3, 0)) and not gimp.works and "may not read hidden folders" in gimp.note
    assert all_profiles(bare) == []
    assert all_profiles(bare, [profile]) == [Profile(profile, (3, 0))]


@pytest.mark.parametrize(
    ("file", "version"),
    [
        ("Applications/GIMP-3.0.4-x86_64.AppImage", (3, 0)),
        ("Downloads/GIMP-3.2.6-1-x86_64.AppImage", (3, 2)),
        (".local/bin/gimp-2.10.38.appimage", (2, 10)),
    ],
)
def test_an_app_image_has_the_usual_profile(bare: Context, home: Path, file: str, version: tuple[int, int]) -> None:
    program(home / file)
    program(home / "Downloads/Krita-5.2.AppImage")
    (gimp,) = find_gimps(bare)
    assert gimp.kind == "AppImage" and gimp.works
    assert all_profiles(bare) == [Profile(home / ".config/GIMP/{}.{}".format(*version), version)]


def test_windows_installers_for_all_users_and_for_one(context: Context, home: Path, tmp_path: Path) -> None:
    system = windows(context, home, tmp_path)
    program(tmp_path / "Program Files/GIMP 2/bin/gimp-2.10.exe")
    program(tmp_path / "Program Files/GIMP 2/bin/gimp-console-2.10.exe")
    program(home / "AppData/Local/Programs/GIMP 3/bin/gimp-3.0.exe")
    profiles = home / "AppData/Roaming/GIMP"
    assert [gimp.kind for gimp in find_gimps(system)] == ["Windows installer"] * 2
    assert all_profiles(system) == [Profile(profiles / "2.10", (2, 10)), Profile(profiles / "3.0", (3, 0))]


def test_the_microsoft_stores_gimp_has_a_profile_in_its_own_folder(
    context: Context, home: Path, tmp_path: Path
) -> None:
    package = home / "AppData/Local/Packages" / layouts.STORE
    (package / "LocalCache/Roaming").mkdir(parents=True)
    (gimp,) = find_gimps(windows(context, home, tmp_path))
    assert gimp.profile is None and gimp.note.startswith("start it once")
    profile = package / "LocalCache/Roaming/GIMP/3.0"
    profile.mkdir(parents=True)
    system = windows(context, home, tmp_path)
    assert [gimp.kind for gimp in find_gimps(system)] == ["Microsoft Store"]
    assert all_profiles(system) == [Profile(profile, (3, 0))]


def test_bundles_of_macos_tell_their_version(context: Context, home: Path, tmp_path: Path) -> None:
    layouts.macos(tmp_path / "system/Applications/GIMP.app", "3.0.4")
    layouts.macos(home / "Applications/GIMP-2.10.app", "2.10.38")
    (home / "Applications/GIMP-damaged.app/Contents").mkdir(parents=True)
    (home / "Applications/GIMP-damaged.app/Contents/Info.plist").write_text("<plist>")
    places = find_places("darwin", {}, home)
    system = dataclasses.replace(context, places=places, platform="darwin")
    assert [gimp.kind for gimp in find_gimps(system)] == ["macOS bundle"] * 3
    profiles = home / "Library/Application Support/GIMP"
    assert all_profiles(system) == [Profile(profiles / "2.10", (2, 10)), Profile(profiles / "3.0", (3, 0))]


def test_a_newer_gimp_than_any_known_is_found(bare: Context, home: Path) -> None:
    program(bare.system / "usr/bin/gimp-4.2")
    assert all_profiles(bare) == [Profile(home / ".config/GIMP/4.2", (4, 2))]
