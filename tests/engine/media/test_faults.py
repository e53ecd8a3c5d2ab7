"""Cut off and missing files, found before they are decoded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.media.faults import broken, check_file, expected_size

from .clips import Recipe, animation, video


def cut(source: Path, path: Path, share: float = 0.6) -> Path:
    data = source.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


@pytest.fixture(scope="module")
def files(folder: Path, mp4: Path, mkv: Path) -> dict[str, Path]:
    """A whole file of each container."""
    webm = Recipe(codec="libvpx-vp9", sound="", count=3)
    return {
        "mp4": mp4,
        "mkv": mkv,
        "mov": video(folder / "faults.mov", Recipe(count=3)),
        "webm": video(folder / "faults.webm", webm),
        "avi": video(folder / "faults.avi", Recipe(count=3, chapters=False)),
        "webp": animation(folder / "faults.webp"),
    }


@pytest.mark.parametrize("kind", ["mp4", "mkv", "mov", "webm", "avi", "webp"])
def test_a_whole_file_is_as_long_as_it_says(files: dict[str, Path], kind: str) -> None:
    size = files[kind].stat().st_size
    with files[kind].open("rb") as stream:
        assert expected_size(stream, size) == size
    check_file(files[kind])


@pytest.mark.parametrize("kind", ["mp4", "mkv", "mov", "webm", "avi", "webp"])
def test_a_cut_off_file_says_how_much_is_there(files: dict[str, Path], kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cut short: [\d,]+ bytes are there, of at least [\d,]+\."):
        check_file(cut(files[kind], tmp_path / f"cut.{kind}"))


def test_other_formats_have_no_length(tmp_path: Path) -> None:
    for data in (b"G", b"GIF89a" + bytes(50), b"\x1a\x45\xdf\xa3", bytes(4) + b"ftyp"):
        path = tmp_path / "any"
        path.write_bytes(data)
        check_file(path)


@pytest.mark.parametrize(
    ("name", "words"), [("missing.mp4", "does not exist"), ("", "is a folder"), ("empty.mp4", "is empty")]
)
def test_what_is_no_file_is_said(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(InputError, match=words) as caught:
        check_file(tmp_path / name)
    assert caught.value.hint


def test_damage_at_the_first_frame_leaves_nothing_to_paint(tmp_path: Path) -> None:
    assert "only the 7 frames before" in broken(tmp_path, 7).hint
    assert "frames" not in broken(tmp_path, 0).hint


def test_a_file_that_grows_is_no_fault(mp4: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(mp4, tmp_path / "longer.mp4"))
    with path.open("ab") as stream:
        stream.write(b"trailing")
    check_file(path)
