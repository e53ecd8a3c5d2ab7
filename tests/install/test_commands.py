"""Programs that are really run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.commands import Commands


def test_the_real_runner_keeps_foreign_python_settings_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    commands = Commands(tmp_path / "work")
    assert commands.output([sys.executable, "-c", "import os; print('PYTHONPATH' in os.environ)"]) == "False"
    assert commands.output([str(tmp_path / "no-such-program")]) == ""
    assert commands.run([sys.executable, "-c", "print('to the log'); raise SystemExit(3)"], log=tmp_path / "log") == 3
    assert (tmp_path / "log").read_text() == "to the log\n"
