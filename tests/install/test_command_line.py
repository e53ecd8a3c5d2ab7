"""Whole runs, the arguments, the exit status."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import install as entry
from installer import command_line, demo, environment, gimps, plug_in
from installer.errors import InstallError
from tests.install.conftest import CHECKOUT, FakeCommands, Run, make_profile, state


def test_a_second_run_changes_nothing(setup: Run, home: Path, commands: FakeCommands) -> None:
    profile = make_profile(home)
    setup()
    before = state(home)
    commands.ran.clear()
    setup()
    assert state(home) == before
    assert commands.ran == []
    assert (profile / "plug-ins/impasto/impasto.py").exists()


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert entry.main([]) == 1
    assert re.match(r"error: .*3\.10 or newer.* 3\.9;", capsys.readouterr().err)


@pytest.mark.parametrize("file", ["install.py", "installer/__init__.py", "installer/messages.py"])
def test_an_old_python_can_read_what_tells_it(file: str) -> None:
    tree = ast.parse((CHECKOUT / file).read_text("utf-8"), feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]


def test_the_entry_runs_from_any_folder_and_leaves_no_byte_code_in_the_checkout(tmp_path: Path) -> None:
    for name in ("install.py", "installer"):
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, tmp_path / name)
    for cache in tmp_path.rglob("__pycache__"):
        shutil.rmtree(cache)
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-I", str(tmp_path / "install.py"), "--uninstall"]
    done = subprocess.run(command, env={"HOME": str(tmp_path / "home")}, cwd="/", capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "Impasto was removed.\n")
    assert not list(tmp_path.rglob("__pycache__"))


@pytest.mark.parametrize(
    "argv",
    [
        ["--uninstall", "--demo"],
        ["--uninstall", "--device", "cpu"],
        ["--device", "abacus"],
        ["--weights", "no-such-file"],
        ["--demo", "--demo-size", "8"],
        ["--what"],
        ["--check", "--list"],
        ["--check", "--device", "cpu"],
        ["--download", "DIR", "--offline", "DIR"],
        ["--list", "--demo"],
    ],
)
def test_wrong_usage_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        entry.main(argv)
    assert stopped.value.code == 2
    assert capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "file/data"))
    monkeypatch.setattr(gimps, "gimp_programs", lambda _: set())
    assert entry.main([]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and str(home / "file") in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("raised", "status", "message"),
    [
        (InstallError("No pip."), 1, "error: No pip.\n"),
        (OSError("Disk full"), 1, "error: Disk full; fix this and run the command again.\n"),
        (KeyboardInterrupt(), 130, "Interrupted; run the command again to continue.\n"),
        (None, 0, ""),
    ],
)
def test_the_exit_status_says_how_it_ended(
    raised: BaseException | None,
    status: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def install(*_: object) -> None:
        if raised:
            raise raised

    monkeypatch.setattr(command_line, "install", install)
    assert entry.main([]) == status
    assert capsys.readouterr().err == message


def test_the_checkout_has_what_installing_needs() -> None:
    assert set(environment.SOURCES) <= {path.name for path in CHECKOUT.iterdir()}
    assert all((CHECKOUT / name).is_file() for name in (demo.CONTENT, demo.STYLE))
    assert all((CHECKOUT / "engine" / path).is_file() for path in plug_in.SHARED)
    assert (CHECKOUT / "gimp_plugin/impasto" / plug_in.ENTRY).is_file()
