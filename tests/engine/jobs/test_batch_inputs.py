"""Files, folders and patterns to pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import InputError
from engine.imaging import write_image
from engine.jobs.batch_inputs import Found, find_pictures

FILES = (
    "p10.JPG",
    "p2.png",
    "text.txt",
    ".hidden.png",
    "a/deep.tif",
    "a/b/deeper.webp",
    ".cache/thumb.png",
    "out/made.png",
)


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder of empty files; only out/painted.png says that Impasto has painted it."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    write_image(tmp_path / "out/painted.png", np.zeros((16, 16, 3), np.float32), note="{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*asked: str, recursive: bool = False, output: Path | None = None) -> list[str]:
    return [found.path.as_posix() for found in find_pictures(asked, recursive=recursive, output=output)]


def test_a_folder_is_its_pictures_in_natural_order(photos: Path) -> None:
    assert names(".") == ["p2.png", "p10.JPG"]
    assert names("a", recursive=True) == ["a/b/deeper.webp", "a/deep.tif"]
    inside = find_pictures([str(photos)], recursive=True, output=photos / "out")
    assert [(found.path.name, found.folder) for found in inside] == [
        ("deeper.webp", "a/b"),
        ("deep.tif", "a"),
        ("made.png", "out"),
        ("p2.png", ""),
        ("p10.JPG", ""),
    ]


def test_patterns_are_expanded_here(photos: Path) -> None:
    assert names("p*") == ["p2.png", "p10.JPG"]
    assert names("**/*.[tw]*") == ["a/b/deeper.webp", "a/deep.tif"]
    assert names("**/*.png", output=Path("out")) == ["out/made.png", "p2.png"]
    assert names(str(photos / "p?.png")) == [(photos / "p2.png").as_posix()]
    assert names("o*") == ["out/made.png", "out/painted.png"]


def test_results_are_no_inputs_unless_they_are_named(photos: Path) -> None:
    for asked in ("out", "out/*", "o*"):
        assert names(asked, output=Path("out")) == names(asked, output=photos) == ["out/made.png"]
        assert names(asked, output=Path("a")) == ["out/made.png", "out/painted.png"]
    assert names("out/painted.png", output=Path("out")) == ["out/painted.png"]


def test_each_picture_once_and_a_named_file_whatever_it_is(photos: Path) -> None:
    (photos / "odd[1].png").touch()
    assert names("p2.png", "./p2.png", ".", "text.txt") == ["p2.png", "odd[1].png", "p10.JPG", "text.txt"]
    assert names("odd[1].png") == ["odd[1].png"]
    assert find_pictures(["out/made.png"], output=Path("out")) == [Found(Path("out/made.png"))]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.png", r"none\.png does not exist"),
        ("*.bmp", r"no picture to paint in \*\.bmp\. Name"),
        ("out/pa*", r"no picture to paint in out/pa\*"),
    ],
)
def test_a_name_that_stands_for_nothing(name: str, message: str, photos: Path) -> None:  # noqa: ARG001
    with pytest.raises(InputError, match=message):
        find_pictures([name], output=Path("out"))
