"""No command writes over what it reads, and it says what became of a result."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine import InputError
from engine.cli.outputs import check_outputs, report_problems
from engine.errors import Notice
from engine.jobs.saving import Saved

from .conftest import Impasto


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """An input with a link of each kind to it."""
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"1")
    (tmp_path / "symbolic.png").symlink_to(photo)
    os.link(photo, tmp_path / "hard.png")
    (tmp_path / "sub").mkdir()
    return photo


@pytest.mark.parametrize("name", ["photo.png", "symbolic.png", "hard.png", "sub/../photo.png"])
def test_an_output_that_is_an_input(name: str, photo: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--overwrite"):
        check_outputs([tmp_path / name], [tmp_path / "other.png", photo])
    check_outputs([tmp_path / name], [photo], overwrite=True)


def test_outputs_of_their_own(photo: Path, tmp_path: Path) -> None:
    check_outputs([tmp_path / "new.png", None, tmp_path / "report.json"], [photo])
    with pytest.raises(InputError, match="written twice"):
        check_outputs([tmp_path / "new.png", tmp_path / "sub" / ".." / "new.png"], [photo])


def test_problems_are_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert not report_problems(None, Saved(tmp_path))
    assert report_problems(Saved(tmp_path, Notice("It is elsewhere.")), None)
    assert capsys.readouterr().err == "impasto: It is elsewhere.\n"


REFUSED = [
    "style {0} {1} -o {0}",
    "style {0} {1} -o {1}",
    "style {0} {1} -o o.png --report {0}",
    "sheet {0} {1} -o {1}",
    "dream {0} --guide {1} -o {1}",
]


@pytest.mark.parametrize("line", REFUSED)
def test_commands_refuse(line: str, impasto: Impasto, content: Path, style: Path) -> None:
    before = content.read_bytes(), style.read_bytes()
    ended = impasto(*line.format(content, style).split())
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "--overwrite" in ended.err
    assert (content.read_bytes(), style.read_bytes()) == before


@pytest.mark.slow
def test_the_input_is_replaced_where_that_is_wanted(impasto: Impasto, content: Path, style: Path) -> None:
    before = content.read_bytes()
    assert impasto("style", content, style, "-o", content, "--overwrite", "--evaluations", 1).status == 0
    assert content.read_bytes() != before
