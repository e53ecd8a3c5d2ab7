"""What is said of an installation, without a change to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.context import Context
from installer.devices import choose
from installer.inspection import check, show
from installer.machine import Machine
from tests.install.conftest import FakeCommands, Run, make_profile, state


def test_all_is_well_after_an_installation(
    setup: Run, context: Context, home: Path, commands: FakeCommands, capsys: pytest.CaptureFixture[str]
) -> None:
    make_profile(home)
    setup()
    before, _ = state(home), capsys.readouterr()
    assert check(context) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in lines] == ["ok   ", "ok   "] and commands.argvs[-1][2:] == ["engine", "doctor"]
    assert state(home) == before


def test_nothing_installed_is_said(context: Context, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(context) == 1
    assert "not installed, or not completely" in capsys.readouterr().out
    assert not any(home.iterdir())


@pytest.mark.parametrize("broken", ["packages", "version", "plug-in", "missing", "graphs"])
def test_what_is_wrong_is_said(
    setup: Run,
    context: Context,
    home: Path,
    checkout: Path,
    commands: FakeCommands,
    broken: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    profile = make_profile(home)
    setup()
    if broken == "packages":
        commands.packages_work = False
    elif broken == "version":
        (checkout / "engine/new.py").write_text("new")
    elif broken == "plug-in":
        (profile / "plug-ins/impasto/common/host.py").write_text("damaged")
    elif broken == "missing":
        (home / ".local/share/impasto/engines/1/venv/bin/python").unlink()
    else:
        commands.fail = "engine"
    capsys.readouterr()
    assert check(context) == 1
    said = capsys.readouterr().out
    words = {
        "packages": "it does not start",
        "version": "of another version",
        "plug-in": "1 files missing or of another version, as host.py",
        "missing": "damaged or missing files, as bin/python",
        "graphs": "Run `python3 install.py` to mend it.",
    }
    assert words[broken] in said


def test_a_list_says_what_would_be_done(
    setup: Run, context: Context, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    choice = choose("auto", Machine(processor="Xeon"))
    show(context, choice)
    said = capsys.readouterr().out
    assert "found Xeon, no graphics card" in said and "Engine: to install" in said and "GIMP: found: a package" in said
    assert not any(home.iterdir())
    make_profile(home)
    make_profile(home, "2.8")
    setup()
    show(context, choice)
    said = capsys.readouterr().out
    assert "Engine: up to date" in said
    assert "GIMP 3.0: plug-in up to date" in said and "GIMP 2.8: plug-in not supported" in said
