"""What uninstalling removes, and what stays."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from installer.context import Context
from installer.errors import InstallError
from installer.places import find_places
from installer.uninstall import uninstall
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


def test_pictures_that_were_saved_for_the_user_stay_and_are_said(
    setup: Run, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup()
    state_folder = home / ".local/state/impasto"
    pictures = [state_folder / "results/portrait.png", state_folder / "results-of-gimp/x1/layer.f32"]
    others = [state_folder / "log/impasto.log", state_folder / "checkpoints/1/picture.npy", state_folder / "speed.json"]
    for path in (*pictures, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    setup(uninstall=True)
    assert sorted(path for path in home.rglob("*") if path.is_file()) == sorted(pictures)
    said = capsys.readouterr().out
    assert all(
        f"Kept {path.parent.parent if 'x1' in path.parts else path.parent}: 1 files" in said for path in pictures
    )
    for path in pictures:
        path.unlink()
    setup(uninstall=True)
    assert not (home / ".local/state").exists() or not any((home / ".local/state").rglob("*.*"))


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_pictures_stay_where_state_and_installation_share_a_folder(context: Context, home: Path, platform: str) -> None:
    places = find_places(platform, {}, home)
    other = dataclasses.replace(context, places=places, platform=platform)
    for folder in (*places.results, *places.engine_folders):
        folder.mkdir(parents=True)
        (folder / "file").write_text("x")
    uninstall(other)
    assert {path.parent for path in home.rglob("*") if path.is_file()} == set(places.results)


def test_the_models_can_stay_for_a_later_installation(
    setup: Run, context: Context, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_profile(home)
    setup()
    weights = context.places.engine_folders[0] / "vgg16.h5"
    weights.parent.mkdir(parents=True)
    weights.write_text("weights")
    manifest = context.places.models / "manifest.json"
    inode = manifest.stat().st_ino
    setup(uninstall=True, keep_models=True)
    assert {path for path in home.rglob("*") if path.is_file()} == {manifest, weights}
    assert f"Kept {context.places.models} for a later installation." in capsys.readouterr().out
    assert manifest.stat().st_ino == inode and not context.places.models.is_symlink()
    setup()
    assert context.places.models.is_symlink()
    setup(uninstall=True)
    assert not context.places.data.exists() and not weights.exists()


def test_a_folder_that_a_killed_run_prepared_goes(setup: Run, home: Path) -> None:
    profile = make_profile(home)
    setup()
    (profile / "plug-ins/.impasto-new/impasto").mkdir(parents=True)
    (profile / "plug-ins/.impasto-new/impasto/impasto.py").write_text("half")
    setup(uninstall=True)
    assert not any((profile / "plug-ins").iterdir())
