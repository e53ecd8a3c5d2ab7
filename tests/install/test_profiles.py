"""Which GIMP profiles are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.errors import InstallError
from installer.places import find_places
from installer.profiles import Profile, find_profiles, named_profiles


def _found(home: Path, environment: dict[str, str]) -> dict[str, tuple[int, int]]:
    profiles = find_profiles(find_places("linux", environment, home), environment, home)
    return {str(profile.folder.relative_to(home)): profile.version for profile in profiles}


def test_profiles_that_exist_are_found_and_other_folders_are_not(home: Path) -> None:
    for name in (
        ".config/GIMP/2.10",
        ".config/GIMP/3.0",
        ".config/GIMP/3.2",
        ".config/GIMP/old",
        ".config/GIMP/3",
        "snap/gimp/current/.config/GIMP/3.0",
    ):
        (home / name).mkdir(parents=True)
    assert _found(home, {}) == {
        ".config/GIMP/2.10": (2, 10),
        ".config/GIMP/3.0": (3, 0),
        ".config/GIMP/3.2": (3, 2),
        "snap/gimp/current/.config/GIMP/3.0": (3, 0),
    }


def test_profiles_that_the_environment_names_are_found(home: Path) -> None:
    assert _found(home, {"GIMP3_DIRECTORY": str(home / "mine")}) == {"mine": (3, 0)}
    assert _found(home, {"GIMP2_DIRECTORY": "in-home"}) == {"in-home": (2, 10)}


@pytest.mark.parametrize(
    ("name", "files", "version"),
    [
        ("3.2", {}, (3, 2)),
        ("portable", {"gimprc": '# GIMP gimprc\n\n(config-version "2.10.34")\n'}, (2, 10)),
        ("portable", {"sessionrc": "# GIMP sessionrc\n", "gimprc": '(config-version "3.2.6")\n'}, (3, 2)),
        ("portable", {"plug-ins/other/other.py": ""}, (3, 0)),
    ],
)
def test_the_version_of_a_named_profile_is_read(
    tmp_path: Path, name: str, files: dict[str, str], version: tuple[int, int]
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    assert named_profiles(folder) == [Profile(folder, version)]


def test_a_folder_of_several_profiles_can_be_named(tmp_path: Path) -> None:
    for name in ("2.10", "3.0", "notes"):
        (tmp_path / name).mkdir()
    assert named_profiles(tmp_path) == [Profile(tmp_path / "2.10", (2, 10)), Profile(tmp_path / "3.0", (3, 0))]


@pytest.mark.parametrize("name", ["pictures", "missing"])
def test_another_folder_is_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "pictures").mkdir()
    with pytest.raises(InstallError, match=r"is no folder of GIMP's settings.*Preferences"):
        named_profiles(tmp_path / name)
