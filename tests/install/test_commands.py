"""Programs that are really run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from installer.commands import Commands, pip_variables


def test_the_real_runner_keeps_foreign_python_settings_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    commands = Commands(tmp_path / "work")
    assert commands.output([sys.executable, "-c", "import os; print('PYTHONPATH' in os.environ)"]) == "False"
    assert commands.output([str(tmp_path / "no-such-program")]) == ""
    assert commands.run([sys.executable, "-c", "print('to the log'); raise SystemExit(3)"], log=tmp_path / "log") == 3
    assert (tmp_path / "log").read_text() == "to the log\n"


SAID = """global.constraint='/etc/constraints.txt'
global.index-url='https://mirror.example/simple'
global.extra-index-url='https://a.example/simple\\nhttps://b.example/simple'
install.target='/somewhere'
install.index-url='https://other.example/simple'
:env:.proxy='http://proxy.example:8080'
:env:.user='1'
download.index-url='https://not.ours.example'
"""


def test_of_pips_settings_those_of_the_index_and_the_proxy_count() -> None:
    assert pip_variables(SAID) == {
        "PIP_INDEX_URL": "https://other.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://a.example/simple https://b.example/simple",
        "PIP_PROXY": "http://proxy.example:8080",
        "PIP_CONFIG_FILE": os.devnull,
    }


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
    commands.keep_index_settings(sys.executable)
    said = commands.output([sys.executable, "-m", "pip", "config", "list"])
    assert str(tmp_path / "elsewhere") not in said
    assert f":env:.find-links='{tmp_path}'" in said and ":env:.no-index='true'" in said
