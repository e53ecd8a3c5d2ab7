"""What uninstalling removes, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.errors import InstallError
from installer.places import find_places
from tests.install.conftest import FakeCommands, Run, make_profile, state


def test_nothing_is_left_of_an_installation_into_an_empty_home(setup: Run, home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GIMP version 3.0.4"
    setup()
    places = find_places("linux", {}, home)
    for folder in places.engine_folders:  # what the export and the engine write
        folder.mkdir(parents=True)
        (folder / "file").write_text("x")
    cache = home / ".config/GIMP/3.0/plug-ins/impasto/__pycache__"
    cache.mkdir()
    (cache / "host.pyc").write_text("x")
    setup(uninstall=True)
    assert not any(home.iterdir())


@pytest.mark.parametrize("step", ["venv", "pip", "export"])
def test_what_was_interrupted_can_be_removed(setup: Run, home: Path, commands: FakeCommands, step: str) -> None:
    commands.gimp, commands.fail = "GIMP version 3.0.4", step
    with pytest.raises(InstallError):
        setup()
    setup(uninstall=True)
    assert not any(home.iterdir())


def test_what_others_made_stays(setup: Run, home: Path) -> None:
    profile = make_profile(home)
    others = [profile / "gimprc", profile / "plug-ins/other/other.py", home / ".cache/impasto/roots/root.tar"]
    for path in others:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("theirs")
    empty = home / ".local/share"
    empty.mkdir(parents=True)
    before = state(home)
    setup()
    setup(uninstall=True)
    assert {path: content for path, (_, _, content) in state(home).items()} == {
        path: content for path, (_, _, content) in before.items()
    }


def test_files_of_the_user_in_our_folders_stay(setup: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_profile(home) / "plug-ins/impasto"
    setup()
    mine = [folder / "notes.txt", home / ".local/share/impasto/notes.txt"]
    for path in mine:
        path.write_text("mine")
    setup(uninstall=True)
    assert sorted(path for path in home.rglob("*") if path.is_file()) == sorted(mine)
    assert f"Kept {folder}" in capsys.readouterr().out


def test_a_profile_that_is_no_longer_reported_is_still_cleaned(setup: Run, home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GIMP version 3.0.4"
    setup()
    commands.gimp = ""
    setup(uninstall=True)
    assert not any(home.iterdir())
