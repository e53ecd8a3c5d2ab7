"""What cannot be written is refused before the work, and what fails at writing is kept elsewhere."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from engine import InputError
from engine.imaging import Picture, read_image
from engine.jobs import saving
from engine.jobs.saving import check_target, save_bytes, save_image, save_text

PIXELS = np.full((4, 6, 3), 0.5, np.float32)


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state and a temporary folder of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path, Picture | None], bool]], None]:
    """Makes writing fail where the test says."""

    def install(fails: Callable[[Path, Picture | None], bool]) -> None:
        write = saving.write_image

        def failing(path: Path, pixels: np.ndarray, like: Picture | None = None, note: str | None = None) -> None:
            if fails(path, like):
                raise ValueError("no")
            write(path, pixels, like=like, note=note)

        monkeypatch.setattr(saving, "write_image", failing)

    return install


def test_a_picture_that_can_be_written(tmp_path: Path) -> None:
    check_target(tmp_path / "out" / "a.png", (4, 6))
    saved = save_image(tmp_path / "out" / "a.png", PIXELS)
    assert (saved.file, saved.problem) == (tmp_path / "out" / "a.png", None)
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["a.png"]


def test_a_full_disk_is_known_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    check_target(tmp_path / "a.png", (1000, 1000))
    with pytest.raises(InputError, match="976 KiB are free"):
        check_target(tmp_path / "a.png", (2000, 2000))


@pytest.mark.parametrize(("name", "words"), [("a.xyz", "format"), ("none/a.png", "does not exist"), ("out", "format")])
def test_what_can_never_be_written(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        check_target(tmp_path / name, (4, 6))


def test_a_folder_of_the_kernel_takes_no_file() -> None:
    """Permissions alone do not tell."""
    with pytest.raises(InputError, match="cannot be written"):
        check_target(Path("/proc/self/a.png"), (4, 6))


def test_metadata_that_is_refused_is_left_out(tmp_path: Path, refusing: Callable[..., None]) -> None:
    refusing(lambda _, like: bool(like and like.exif))
    saved = save_image(tmp_path / "out" / "a.tif", PIXELS, Picture(PIXELS, depth=16, exif=b"odd"))
    assert saved.file == tmp_path / "out" / "a.tif"
    assert "without metadata" in str(saved.problem)
    assert read_image(saved.file).depth == 16


def test_a_format_that_refuses_leaves_a_png_beside(tmp_path: Path, refusing: Callable[..., None]) -> None:
    refusing(lambda path, _: path.suffix == ".webp")
    (tmp_path / "out" / "a-kept.png").write_text("somebody's")
    saved = save_image(tmp_path / "out" / "a.webp", PIXELS, note="{}")
    assert saved.file == tmp_path / "out" / "a-kept-2.png"
    assert str(saved.problem) == f"{tmp_path}/out/a.webp cannot be written: no. The result is in {saved.file} instead."
    assert np.abs(read_image(saved.file).pixels - PIXELS).max() < 0.01


def test_a_folder_that_refuses_leaves_it_in_the_state_folder(tmp_path: Path, refusing: Callable[..., None]) -> None:
    refusing(lambda path, _: path.parent.name == "out")
    saved = save_image(tmp_path / "out" / "a.png", PIXELS)
    assert saved.file == tmp_path / "state" / "impasto" / "results" / "a-kept.png"
    assert stat.S_IMODE(saved.file.parent.stat().st_mode) == 0o700
    refusing(lambda path, _: path.parent.name == "results")
    assert save_image(tmp_path / "out" / "a.png", PIXELS).file == tmp_path / "tmp" / "a-kept.png"


def test_nowhere(tmp_path: Path, refusing: Callable[..., None]) -> None:
    refusing(lambda *_: True)
    with pytest.raises(InputError, match=r"a\.png cannot be written: no"):
        save_image(tmp_path / "out" / "a.png", PIXELS)


def test_texts_and_bytes(tmp_path: Path) -> None:
    assert save_text(tmp_path / "out" / "report.json", "{}").problem is None
    assert (tmp_path / "out" / "report.json").read_text() == "{}"
    saved = save_bytes(tmp_path / "none" / "report.json", b"{}")
    assert saved.file == tmp_path / "state" / "impasto" / "results" / "report-kept.json"
    assert saved.problem is not None
