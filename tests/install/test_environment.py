"""The virtual environment: up to date, changed, incomplete, broken, moved."""

from __future__ import annotations

import importlib.util
import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from installer import environment
from installer.commands import Commands
from installer.context import Context
from installer.errors import InstallError
from installer.files import hashes
from installer.places import find_places
from installer.receipt import start_receipt
from tests.install.conftest import CHECKOUT, FakeCommands, Run


def test_a_changed_engine_is_installed_beside_the_old_one_with_its_packages(
    setup: Run, home: Path, checkout: Path, commands: FakeCommands
) -> None:
    setup()
    data = home / ".local/share/impasto"
    (data / "engines/1/venv/lib/python3.12/site-packages/numpy").mkdir()
    commands.ran.clear()
    (checkout / "engine/new.py").write_text("new")
    setup()
    assert commands.ran == ["venv", "pip", "export", "engine"]
    assert [path.name for path in (data / "engines").iterdir()] == ["2"]
    assert (data / "engines/2/venv/lib/python3.12/site-packages/numpy").is_dir()
    assert (data / "venv").readlink() == data / "engines/2/venv"


def test_caches_in_the_checkout_are_no_change(setup: Run, checkout: Path, commands: FakeCommands) -> None:
    setup()
    commands.ran.clear()
    (checkout / "engine/__pycache__").mkdir()
    (checkout / "engine/__pycache__/x.pyc").write_text("x")
    setup()
    assert commands.ran == []


def test_locked_packages_come_first_and_the_engine_brings_no_others(setup: Run, commands: FakeCommands) -> None:
    setup()
    packages, engine = (argv for argv in commands.argvs if argv[2] == "pip")
    assert packages[4:6] == ["--require-hashes", "--requirement"] and packages[6].endswith("locks/engine.txt")
    assert {"--no-deps", "--no-build-isolation"} < set(engine)


def test_packages_of_a_new_lock_are_installed_anew(setup: Run, commands: FakeCommands, checkout: Path) -> None:
    setup()
    commands.ran.clear()
    (checkout / "locks/engine.txt").write_text("numpy==2")
    setup()
    assert commands.ran == ["venv", "pip", "pip", "export", "engine"]


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_an_environment_that_was_not_completed_is_made_anew(setup: Run, commands: FakeCommands, step: str) -> None:
    commands.fail = step
    with pytest.raises(InstallError):
        setup()
    commands.fail = ""
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "pip", "export"]


def test_an_interrupted_update_is_made_anew(setup: Run, commands: FakeCommands, checkout: Path) -> None:
    setup()
    (checkout / "engine/new.py").write_text("new")
    commands.fail = "pip"
    with pytest.raises(InstallError):
        setup()
    commands.fail = ""
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export", "engine"]


def test_a_broken_environment_is_made_anew(setup: Run, home: Path, commands: FakeCommands) -> None:
    setup()
    (home / ".local/share/impasto/engines/1/venv/bin/python").unlink()
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export", "engine"]


def test_a_moved_environment_is_made_anew(setup: Run, home: Path, commands: FakeCommands) -> None:
    setup()
    mark = home / ".local/share/impasto/engines/1/environment.json"
    mark.write_text(mark.read_text().replace(str(home), "/elsewhere"))
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export", "engine"]


def test_an_engine_that_does_not_start_is_an_error_and_never_complete(setup: Run, commands: FakeCommands) -> None:
    commands.packages_work = False
    with pytest.raises(InstallError, match="does not start"):
        setup()
    commands.packages_work = True
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "pip", "export"]


def test_a_failure_of_pip_shows_its_last_lines_and_what_to_do(
    setup: Run, commands: FakeCommands, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.fail = "pip"
    with pytest.raises(InstallError, match=r"PIP_FIND_LINKS.*--weights"):
        setup()
    assert "pip was here" in capsys.readouterr().out


def test_of_a_long_log_the_errors_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = "print('ERROR: no such package'); print('chatter\\n' * 20); raise SystemExit(1)"
    places = find_places("linux", {"XDG_DATA_HOME": str(tmp_path)}, tmp_path)
    start_receipt(places)
    context = Context(places, Commands(places.work), CHECKOUT, {}, tmp_path)
    with pytest.raises(InstallError):
        environment.run_logged(context, [sys.executable, "-c", script], "It failed")
    assert capsys.readouterr().out == "  ERROR: no such package\n"


@pytest.mark.parametrize("left_over", [None, ModuleSpec("ensurepip", None)])
def test_a_python_without_venv_is_told_what_to_do(
    context: Context, monkeypatch: pytest.MonkeyPatch, left_over: ModuleSpec | None
) -> None:
    find_spec = importlib.util.find_spec
    missing = {"ensurepip": left_over}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: missing.get(name, find_spec("venv")))
    with pytest.raises(InstallError, match="apt install python3-venv"):
        environment.check_tools(context)


def test_with_uv_no_venv_is_needed(context: Context, commands: FakeCommands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    commands.uv = "/usr/bin/uv"
    environment.check_tools(context)


def test_a_newer_python_than_the_packages_is_told_so(
    setup: Run, commands: FakeCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "NEWEST_PYTHON", (3, 9))
    commands.fail = "pip"
    with pytest.raises(InstallError, match=r"tested up to Python 3\.9: run .*python3\.9 install\.py"):
        setup()


@pytest.mark.parametrize("damage", ["", "other"])
def test_a_damaged_file_is_found_and_mended(
    setup: Run, home: Path, commands: FakeCommands, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setup()
    engine = home / ".local/share/impasto/engines/1"
    module = engine / "venv/lib/python3.12/site-packages/numpy/core.py"
    module.parent.mkdir(parents=True)
    module.write_text("right")
    (engine / "files.json").write_text(json.dumps(hashes(engine / "venv")))
    commands.ran.clear()
    setup()
    assert commands.ran == []
    module.write_text(damage)
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "pip", "export", "engine"]
    assert "1 damaged or missing files" in capsys.readouterr().out


@pytest.mark.parametrize("text", [None, "{", "[]", '{"a": 1}'])
def test_a_damaged_record_counts_as_damage(setup: Run, home: Path, commands: FakeCommands, text: str | None) -> None:
    setup()
    record = home / ".local/share/impasto/engines/1/files.json"
    if text is None:
        record.unlink()
    else:
        record.write_text(text)
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "pip", "export", "engine"]


def test_an_environment_without_graphs_is_completed(setup: Run, home: Path, commands: FakeCommands) -> None:
    commands.fail = "export"
    with pytest.raises(InstallError):
        setup()
    commands.fail = ""
    commands.ran.clear()
    setup()
    assert commands.ran == ["export"]
    assert (home / ".local/share/impasto/engines/1/complete.json").is_file()
