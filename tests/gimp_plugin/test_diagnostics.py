"""What the error window copies."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from pathlib import Path

import pytest
from common import diagnostics as module
from common.diagnostics import diagnostics, without_user

ROOT = Path(__file__).resolve().parents[2]


def write_configuration(folder: Path, *argv: str) -> None:
    environment = {"PYTHONPATH": str(ROOT), "IMPASTO_MODELS": os.environ.get("IMPASTO_MODELS", "")}
    (folder / "engine.json").write_text(json.dumps({"argv": argv, "environment": environment, "version": "0"}))


def test_error_editor_and_the_engines_report(tmp_path: Path) -> None:
    """From the real engine, started as the plug-in starts the worker."""
    write_configuration(tmp_path, sys.executable, "-m", "engine", "worker")
    text = diagnostics("The engine ended before its work was done.", "GIMP 3.0.4", tmp_path)
    assert text.startswith("The engine ended before its work was done.\n\nGIMP 3.0.4, Python ")
    assert platform.machine() in text.splitlines()[2]
    for words in ("\nImpasto ", "## Devices\ncpu: ", "## Limits", "## End of the log"):
        assert words in text
    assert str(Path.home()) not in text


def test_an_engine_that_cannot_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The engine cannot be asked: Impasto's engine is not installed" in diagnostics("x", "GIMP 3", tmp_path)
    write_configuration(tmp_path, str(tmp_path / "python"), "worker")
    assert "The engine cannot be asked: " in diagnostics("x", "GIMP 3", tmp_path)
    write_configuration(tmp_path, sys.executable, "-c", "import sys; sys.exit('no module')", "worker")
    assert "The engine's report ended with 1:\nno module" in diagnostics("x", "GIMP 3", tmp_path)
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    write_configuration(tmp_path, sys.executable, "-c", "import time; time.sleep(60)", "worker")
    assert "timed out" in diagnostics("x", "GIMP 3", tmp_path)


def test_no_names_of_users(monkeypatch: pytest.MonkeyPatch) -> None:
    assert without_user(f"in {Path.home()}/x") == "in ~/x"
    monkeypatch.setattr(getpass, "getuser", lambda: "anna")
    assert without_user("/data/anna/x") == "/data/USER/x"

    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert without_user("/data/anna/x") == "/data/anna/x"
