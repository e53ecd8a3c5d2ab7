"""The user's folders on each platform."""

from __future__ import annotations

from pathlib import Path

import platformdirs.macos
import platformdirs.unix
import pytest

from installer.places import find_places


@pytest.mark.parametrize("environment", [{}, {"XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c", "XDG_STATE_HOME": "/s"}])
@pytest.mark.parametrize(
    ("platform", "directories"), [("linux", platformdirs.unix.Unix), ("darwin", platformdirs.macos.MacOS)]
)
def test_places_are_those_of_platformdirs(
    environment: dict[str, str], platform: str, directories: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", "/home/ann")
    places = find_places(platform, environment, Path("/home/ann"))
    expected = directories("impasto", appauthor=False)
    assert places.data == expected.user_data_path
    assert places.engine_folders[0] == expected.user_cache_path / "downloads"
    for folder in (expected.user_log_path, expected.user_state_path / "log"):
        assert any(folder.is_relative_to(tree) for tree in places.engine_folders)


def test_places_on_windows(tmp_path: Path) -> None:
    environment = {"LOCALAPPDATA": str(tmp_path / "Local"), "APPDATA": str(tmp_path / "Roaming")}
    store = tmp_path / "Local/Packages/GIMP.43237F745459_x/LocalCache/Roaming/GIMP"
    store.mkdir(parents=True)
    places = find_places("win32", environment, tmp_path)
    assert places.data == tmp_path / "Local/impasto"
    assert places.python == tmp_path / "Local/impasto/venv/Scripts/python.exe"
    assert places.gimp == (tmp_path / "Roaming/GIMP", store)
    assert places.engine_folders[0] == tmp_path / "Local/impasto/Cache/downloads"


def test_gimp_keeps_its_profiles_in_the_library_on_a_mac(home: Path) -> None:
    assert find_places("darwin", {}, home).gimp == (home / "Library/Application Support/GIMP",)
