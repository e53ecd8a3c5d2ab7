"""The command line inside the test's process and in one of its own, and small pictures in files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.cli.main import main
from engine.imaging import read_image, write_image

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
COMMAND = [sys.executable, "-m", "engine"]
PATIENCE = 300
"""Seconds until a command that should have ended is given up."""


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str


Impasto = Callable[..., Done]
Refused = Callable[[str, str], None]


@pytest.fixture
def impasto(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs the command line inside the test's process."""

    def run(*arguments: object) -> Done:
        capfd.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # argparse
            status = int(ended.code or 0)
        return Done(status, *capfd.readouterr())

    return run


def run_process(*arguments: object, **environment: str) -> Done:
    command = [*COMMAND, *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **environment})
    return Done(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def content(tmp_path: Path, pictures: Pictures) -> Path:
    """A small photograph in a file."""
    write_image(tmp_path / "content.png", pictures("cat", 48, 32))
    return tmp_path / "content.png"


@pytest.fixture
def style(tmp_path: Path, pictures: Pictures) -> Path:
    """A small painting in a file."""
    write_image(tmp_path / "style.png", pictures("van_gogh_night_cafe", 40, 32))
    return tmp_path / "style.png"


@pytest.fixture
def refused(impasto: Impasto, content: Path, style: Path, tmp_path: Path) -> Refused:
    """Checks that a command is refused: status 2, one line that says what and what to do, and nothing written."""
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "wrong.json").write_text('{"options": {"strength": 700}}')
    write_image(tmp_path / "tiny.png", np.zeros((3, 5, 3), np.float32))
    places = {
        "content": content,
        "style": style,
        "out": tmp_path / "out.png",
        "tmp": tmp_path,
        "tiny": tmp_path / "tiny.png",
    }

    def check(line: str, message: str) -> None:
        before = sorted(tmp_path.iterdir())
        ended = impasto(*(word.format(**places) for word in line.split()))
        assert ended.status == 2
        assert ended.out == ""
        assert ended.err.count("\n") == 1
        assert ended.err.startswith("impasto")
        assert re.search(message, ended.err)
        assert sorted(tmp_path.iterdir()) == before

    return check


def size_of(path: Path) -> tuple[int, int]:
    height, width = read_image(path).pixels.shape[:2]
    return width, height
