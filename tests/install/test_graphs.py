"""The export is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installer.errors import InstallError
from tests.install.conftest import FakeCommands, Run


def test_weights_reach_the_export_with_their_absolute_path(
    setup: Run, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    setup(weights=Path("vgg16.h5"))
    manifest = json.loads((home / ".local/share/impasto/models/manifest.json").read_text())
    assert manifest["arguments"] == ["--weights", str(tmp_path / "vgg16.h5")]


def test_a_failed_export_is_an_error_and_keeps_the_work_folder(setup: Run, home: Path, commands: FakeCommands) -> None:
    commands.fail = "export"
    with pytest.raises(InstallError, match=r"graphs cannot be built.*--weights"):
        setup()
    assert (home / ".local/share/impasto/work").exists()
    commands.fail = ""
    setup()
    assert not (home / ".local/share/impasto/work").exists()


@pytest.mark.parametrize(("uv", "pip", "tries"), [("/usr/bin/uv", "", 2), ("/usr/bin/uv", "pip 26.0", 1), ("", "", 1)])
def test_the_export_gets_pip_where_uv_left_it_out(
    setup: Run, commands: FakeCommands, monkeypatch: pytest.MonkeyPatch, uv: str, pip: str, tries: int
) -> None:
    output = commands.output
    monkeypatch.setattr(commands, "output", lambda argv: pip if "pip" in argv else output(argv))
    setup()
    commands.uv, commands.fail = uv, "export"
    commands.ran.clear()
    with pytest.raises(InstallError):
        setup(weights=Path(__file__))
    assert commands.ran.count("export") == tries
