"""The demo: where its result goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from installer.context import Context
from installer.errors import InstallError
from tests.install.conftest import FakeCommands, Run


def test_without_gimp_the_demo_is_painted_and_its_path_comes_last(
    setup: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    setup(demo_size=512)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("GIMP: not found") for line in lines)
    assert lines[-1] == str(tmp_path / "impasto-demo.png")
    assert (tmp_path / "impasto-demo.png").read_bytes() == b"picture"


def test_the_demo_goes_to_the_data_folder_where_the_current_one_is_read_only(
    setup: Run, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    setup(demo_size=512)
    assert capsys.readouterr().out.splitlines()[-1] == str(home / ".local/share/impasto/impasto-demo.png")
    setup(uninstall=True)
    assert not any(home.iterdir())


def test_the_demo_is_painted_again_only_by_a_newer_engine(
    setup: Run, context: Context, commands: FakeCommands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    setup(demo_size=512)
    os.utime(context.places.engine("1").stamp, (1000, 1000))
    commands.ran.clear()
    setup(demo_size=512)
    assert commands.ran == []
    os.utime(tmp_path / "impasto-demo.png", (999, 999))
    setup(demo_size=512)
    assert commands.ran == ["engine"]


def test_a_failed_demo_is_an_error(
    setup: Run, commands: FakeCommands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    commands.fail = "engine"
    with pytest.raises(InstallError, match=r"demo cannot be painted.*doctor"):
        setup(demo_size=512)
