"""Two installations at once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from installer.lock import alone, is_held
from tests.install.conftest import CHECKOUT

HOLD = """
import sys
from pathlib import Path
from installer.lock import alone
with alone(Path(sys.argv[1])):
    print('held', flush=True)
    sys.stdin.read()
"""


def holder(file: Path) -> subprocess.Popen[str]:
    """Another process that holds the file until its input closes."""
    command = [sys.executable, "-c", HOLD, str(file)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_the_second_waits_for_the_first_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "data/install.lock"
    with holder(file) as first, ended_soon(first), alone(file):
        assert first.wait(10) == -9
    assert capsys.readouterr().out.startswith("Another installation of Impasto is at work")


def ended_soon(first: subprocess.Popen[str]) -> subprocess.Popen[bytes]:
    """A process that kills the first one in a second, while this one waits."""
    return subprocess.Popen(["sh", "-c", f"sleep 1; kill -9 {first.pid}"])


def test_a_killed_one_holds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "install.lock"
    with holder(file) as first:
        assert is_held(file)
        first.kill()
        first.wait()
        began = time.monotonic()
        with alone(file):
            assert time.monotonic() - began < 5
    assert capsys.readouterr().out == "" and not is_held(file)


def test_a_lock_that_was_removed_meanwhile_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "install.lock"
    with alone(file):
        file.unlink()
        with alone(file):
            assert file.exists()
    assert not is_held(tmp_path / "missing")
