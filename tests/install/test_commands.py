"""Programs that are really run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.commands import Commands, find_uv


def test_the_real_runner_keeps_foreign_python_settings_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    commands = Commands(tmp_path / "work")
    assert commands.output([sys.executable, "-c", "import os; print('PYTHONPATH' in os.environ)"]) == "False"
    assert commands.output([str(tmp_path / "no-such-program")]) == ""
    assert commands.run([sys.executable, "-c", "print('to the log'); raise SystemExit(3)"], log=tmp_path / "log") == 3
    assert (tmp_path / "log").read_text() == "to the log\n"


@pytest.mark.parametrize("name", ["target", "user", "prefix", "root"])
def test_a_users_target_does_not_take_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With the real pip, which reads a real pip.conf."""
    conf = tmp_path / "pip.conf"
    value = "true" if name == "user" else str(tmp_path / "elsewhere")
    conf.write_text(f"[install]\n{name} = {value}\n[global]\nfind-links = {tmp_path}\nno-index = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(conf))
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv(f"PIP_{name.upper()}", value)
    commands = Commands(tmp_path / "work")
    said = commands.output([sys.executable, "-m", "pip", "config", "list"])
    assert str(tmp_path / "elsewhere") not in said
    assert f":env:.find-links='{tmp_path}'" in said and ":env:.no-index='true'" in said


def test_uv_is_found_where_its_own_installer_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_uv(tmp_path) == ""
    (tmp_path / ".local/bin").mkdir(parents=True)
    (tmp_path / ".local/bin/uv").touch(mode=0o755)
    assert find_uv(tmp_path) == str(tmp_path / ".local/bin/uv")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/uv").touch(mode=0o755)
    assert find_uv(tmp_path) == str(tmp_path / "bin/uv")
