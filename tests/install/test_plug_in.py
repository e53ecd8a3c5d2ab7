"""The plug-in's files in a profile: what is copied, updated, removed and left alone."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from installer import plug_in
from installer.plug_in import with_interpreter
from tests.install.conftest import Run, make_profile, state


def test_the_plug_in_and_its_engine_are_installed(setup: Run, home: Path, checkout: Path) -> None:
    profile = make_profile(home)
    setup()
    folder, data = profile / "plug-ins/impasto", home / ".local/share/impasto"
    assert _names(folder) == {
        "impasto.py",
        "impasto.svg",
        "common/host.py",
        "gimp3/host.py",
        "locale/de/LC_MESSAGES/impasto.mo",
        "engine.json",
        *plug_in.SHARED.values(),
    }
    assert os.access(folder / "impasto.py", os.X_OK)
    assert json.loads((folder / "engine.json").read_text()) == {
        "argv": [str(data / "engines/1/venv/bin/python"), "-m", "engine", "worker"],
        "environment": {"IMPASTO_MODELS": str(data / "engines/1/models")},
        "version": "1.2.3",
    }
    assert (data / "models/manifest.json").exists()
    assert not (data / "work").exists()
    assert sorted(path.name for path in checkout.iterdir()) == sorted(
        ["pyproject.toml", "engine", "export", "gimp_plugin", "locks", "samples", ".git"]
    )


def test_a_changed_helper_touches_the_entry(setup: Run, home: Path, checkout: Path) -> None:
    entry = make_profile(home) / "plug-ins/impasto/impasto.py"
    setup()
    os.utime(entry, (1000, 1000))
    for helper in entry.parent.rglob("*"):
        os.utime(helper, (1000, 1000))
    (checkout / "gimp_plugin/impasto/common/host.py").write_text("other")
    setup()
    assert (entry.parent / "common/host.py").read_text() == "other"
    assert entry.stat().st_mtime >= (entry.parent / "common/host.py").stat().st_mtime > 1000


def test_an_entry_older_than_a_helper_is_touched_as_after_an_interrupted_run(setup: Run, home: Path) -> None:
    entry = make_profile(home) / "plug-ins/impasto/impasto.py"
    setup()
    os.utime(entry, (1000, 1000))
    setup()
    assert entry.stat().st_mtime >= (entry.parent / "common/host.py").stat().st_mtime


def test_files_of_an_older_version_go_and_those_of_others_stay(setup: Run, home: Path, checkout: Path) -> None:
    folder = make_profile(home) / "plug-ins/impasto"
    setup()
    for path in folder.rglob("*"):
        os.utime(path, (1000, 1000))
    (folder / "notes.txt").write_text("mine")
    (checkout / "gimp_plugin/impasto/common/host.py").unlink()
    setup()
    assert not (folder / "common/host.py").exists()
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "impasto.py").stat().st_mtime > 1000


def test_folders_that_only_an_older_version_had_are_removed(setup: Run, home: Path, checkout: Path) -> None:
    folder, source = make_profile(home) / "plug-ins/impasto", checkout / "gimp_plugin/impasto"
    for name in ("looks/own/old.json", "icons/old.svg"):
        (source / name).parent.mkdir(parents=True)
        (source / name).write_text("old")
    setup()
    (folder / "looks/__pycache__").mkdir()
    (folder / "looks/__pycache__/old.pyc").write_text("x")
    (folder / "icons/mine.svg").write_text("mine")
    shutil.rmtree(source / "looks")
    shutil.rmtree(source / "icons")
    setup()
    assert not (folder / "looks").exists()
    assert _names(folder / "icons") == {"mine.svg"}
    receipt = (home / ".local/share/impasto/installed.json").read_text()
    assert "looks" not in receipt and "old.svg" not in receipt


def test_a_lost_executable_bit_is_restored(setup: Run, home: Path) -> None:
    entry = make_profile(home) / "plug-ins/impasto/impasto.py"
    setup()
    entry.chmod(0o644)
    setup()
    assert os.access(entry, os.X_OK)


def test_a_linked_plug_in_folder_is_left_alone(setup: Run, home: Path, checkout: Path) -> None:
    link = make_profile(home) / "plug-ins/impasto"
    link.symlink_to(checkout / "gimp_plugin/impasto")
    before = state(checkout)
    setup()
    setup(uninstall=True)
    assert link.is_symlink()
    assert state(checkout) == before


def test_gimp_2_10_gets_the_bindings_and_an_entry_with_the_engines_own_python(
    setup: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plug_in, "MAX_SHEBANG", 4096)  # the temporary folder may have a long name
    profile = make_profile(home, "2.10")
    setup()
    entry = profile / "plug-ins/impasto/impasto.py"
    assert entry.read_text().splitlines()[0] == f"#!{home}/.local/share/impasto/engines/1/venv/bin/python"
    bindings = profile / "plug-ins/gimpfu"
    assert (bindings / "_gimpfu/values.py").read_text() == "values"
    assert "gimp2/host.py" in _names(entry.parent) and "gimp3/host.py" not in _names(entry.parent)
    assert not os.access(bindings / "gimpfu.py", os.X_OK)
    (bindings / "__pycache__").mkdir()
    (bindings / "__pycache__/gimpfu.pyc").touch()
    setup(uninstall=True)
    assert not any((profile / "plug-ins").iterdir())


def test_gimp_2_10_asks_the_plug_in_anew_when_only_the_bindings_changed(setup: Run, home: Path, checkout: Path) -> None:
    profile = make_profile(home, "2.10")
    entry = profile / "plug-ins/impasto/impasto.py"
    setup()
    for path in profile.rglob("*"):
        os.utime(path, (1000, 1000))
    setup()
    assert entry.stat().st_mtime == 1000
    (checkout / "gimp_plugin/gimpfu/gimpfu.py").write_text("better bindings")
    setup()
    assert entry.stat().st_mtime > 1000


def test_gimp_3_gets_no_bindings(setup: Run, home: Path) -> None:
    profile = make_profile(home)
    setup()
    assert [path.name for path in (profile / "plug-ins").iterdir()] == ["impasto"]


def test_the_entry_keeps_its_first_line_where_the_engines_python_does_not_fit_there() -> None:
    entry = b"#!/usr/bin/env python3\ncode\n"
    assert with_interpreter(entry, Path("/home/x/a b/python")) == entry
    assert with_interpreter(entry, Path("/" + "x" * 200)) == entry
    assert with_interpreter(entry, Path("/x/python")) == b"#!/x/python\ncode\n"


def test_an_older_gimp_is_reported_and_not_changed(setup: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = make_profile(home, "2.8")
    setup()
    assert "GIMP 2.8: not supported" in capsys.readouterr().out
    assert not any((profile / "plug-ins").iterdir())


def _names(folder: Path) -> set[str]:
    """The files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
