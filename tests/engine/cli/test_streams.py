"""Commands without standard streams, or with streams that lead nowhere."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli.streams import Quiet, open_missing, say

from .conftest import COMMAND, PATIENCE, Impasto


@pytest.mark.slow
def test_a_command_without_standard_streams_paints(content: Path, style: Path, tmp_path: Path) -> None:
    out, command = tmp_path / "out.png", [*COMMAND, "style", content, style, "--evaluations", 1, "-o"]
    line = " ".join(map(str, [*command, out]))
    for closed in ("2>&-", "0<&- 1>&- 2>&-"):
        ended = subprocess.run(["sh", "-c", f"{line} {closed}"], timeout=PATIENCE)
        assert ended.returncode == 0
        assert out.read_bytes().startswith(b"\x89PNG")
        out.unlink()


def test_no_stderr_at_all(impasto: Impasto, monkeypatch: pytest.MonkeyPatch) -> None:
    """As under pythonw."""
    monkeypatch.setattr(sys, "stderr", None)
    assert impasto("looks").status == 0
    assert sys.stderr is not None
    sys.stderr.close()


def test_open_streams_stay() -> None:
    before = sys.stdin, sys.stdout, sys.stderr
    open_missing()
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_a_stream_whose_reader_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", buffering=1) as stream:
        quiet = Quiet(stream)
        assert quiet.write("a line\n") == 7
        quiet.flush()
        assert quiet.fileno() == writer
        monkeypatch.setattr(sys, "stderr", stream)
        say("a line")
        monkeypatch.undo()
        with pytest.raises(BrokenPipeError):
            stream.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), writer)
    closed = io.StringIO()
    closed.close()
    assert Quiet(closed).write("text") == 4
