"""`impasto looks`, and looks that are saved and used."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import Impasto


def test_looks_are_saved_listed_and_used(
    impasto: Impasto, content: Path, style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    report = tmp_path / "report.json"
    job = ("style", content, style, "-o", tmp_path / "out.png", "--report", report, "--evaluations", 1)
    assert impasto(*job, "--look", "broad", "--strength", 7, "--save-look", "bold").status == 0
    used = json.loads(report.read_text())["options"]
    assert used["style_scale"] > 100
    assert used["strength"] == 7
    listed = impasto("looks")
    assert (listed.status, listed.err) == (0, "")
    assert re.search(r"^bold: Bold\.$", listed.out, re.MULTILINE)
    assert re.search(r"^broad: Broad strokes\. A large brush", listed.out, re.MULTILINE)
    assert impasto(*job, "--look", "bold").status == 0
    assert json.loads(report.read_text())["options"] == used
