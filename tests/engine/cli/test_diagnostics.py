"""`impasto doctor --report`: what it says, and what it leaves out."""

from __future__ import annotations

import getpass
import platform
from pathlib import Path

import pytest

from engine import __version__
from engine.cli.diagnostics import LOG_LINES, diagnostics, end_of
from engine.runtime import devices

from .conftest import Impasto, run_process


def test_the_report_says_what_matters(impasto: Impasto) -> None:
    ended = impasto("doctor", "--report")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"Impasto {__version__}\n\n## Versions\nPython {platform.python_version()} (")
    titles = [line for line in ended.out.splitlines() if line.startswith("##")]
    assert titles == ["## Versions", "## Devices", "## Limits", "## Settings", "## End of the log"]
    for device in devices.available():
        assert f"\n{device.name}: " in ended.out
    for words in ("onnxruntime 1.", "MiB of memory free", "limit of open files: ", "graphs: "):
        assert words in ended.out


def test_nothing_private_is_in_it(tmp_path: Path) -> None:
    """With a home, a log, variables and proxies that say who made it."""
    log = tmp_path / "state" / "impasto" / "log" / "worker.log"
    log.parent.mkdir(parents=True)
    lines = [f"painted {tmp_path}/My Secret.png", "\x1b[2Jcommand", "/home/someone/pictures", "last line"]
    log.write_text("\n".join(["old"] * 500 + lines))
    ended = run_process(
        "doctor",
        "--report",
        HOME=str(tmp_path),
        XDG_STATE_HOME=str(tmp_path / "state"),
        HTTPS_PROXY="http://me:password@proxy",
        IMPASTO_SECRET=f"{tmp_path}/x",
    )
    assert ended.status == 0
    for private in (str(tmp_path), "Secret.png", "someone", "password", "\x1b"):
        assert private not in ended.out
    for kept in ("FILE.png", "\\x1b[2Jcommand", "~/pictures", "last line", "HTTPS_PROXY is set", "IMPASTO_SECRET=~/x"):
        assert kept in ended.out
    assert ended.out.count("\nold\n") < LOG_LINES


def test_names_of_this_machine_are_left_out() -> None:
    report = diagnostics()
    user, host = getpass.getuser(), platform.node()
    assert user == "root" or f"/{user}" not in report
    assert len(host) < 3 or host not in report
    assert str(Path.home()) not in report


def test_the_end_of_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.log"
    assert end_of(file) == end_of(tmp_path) == []
    file.write_bytes(b"\xff first\n" + b"next\n" * 100)
    assert len(end_of(file)) == LOG_LINES
    monkeypatch.setattr(Path, "open", lambda *_, **__: (_ for _ in ()).throw(OSError()))
    assert end_of(file) == []
