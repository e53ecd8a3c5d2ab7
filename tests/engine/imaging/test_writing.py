"""Writing pictures: depth, transparency, and files that are replaced or refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.imaging import Picture, check_writable, read_image, write_image

from .files import RGBA16


@pytest.mark.parametrize(("suffix", "depths"), [("png", (8, 16, 16)), ("tif", (8, 16, 32)), ("jpg", (8, 8, 8))])
def test_depth_follows_the_content(tmp_path: Path, suffix: str, depths: tuple[int, ...]) -> None:
    pixels = RGBA16[..., :3].astype(np.float32) / 65535
    for wanted, depth in zip((8, 16, 32), depths, strict=True):
        write_image(tmp_path / f"a.{suffix}", pixels, Picture(pixels, depth=wanted))
        again = read_image(tmp_path / f"a.{suffix}")
        assert again.depth == depth
        if suffix != "jpg":
            assert np.abs(again.pixels - pixels).max() <= {8: 0.51 / 255, 16: 0.51 / 65535, 32: 0}[depth]


@settings(max_examples=25, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([3, 4])),
    depth=st.sampled_from([8, 16, 32]),
    gray=st.booleans(),
    suffix=st.sampled_from(["png", "tiff"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    shape: tuple[int, int, int],
    depth: int,
    gray: bool,
    suffix: str,
    seed: int,
) -> None:
    pixels = np.random.default_rng(seed).random(shape, np.float32)
    if gray:
        pixels[..., 1] = pixels[..., 2] = pixels[..., 0]
    out = tmp_path_factory.mktemp("round") / f"a.{suffix}"
    write_image(out, pixels, Picture(pixels, depth=depth, gray=gray))
    again = read_image(out)
    assert again.gray == gray
    assert np.abs(again.pixels - pixels).max() <= 0.51 / (255 if depth == 8 else 65535)


def test_jpeg_and_bmp_show_alpha_on_white_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pixels = np.zeros((8, 8, 4), np.float32)
    pixels[..., 3] = 0.5
    for name in ("a.jpg", "a.bmp"):
        caplog.clear()
        write_image(tmp_path / name, pixels)
        assert "transparency" in caplog.text
        assert read_image(tmp_path / name).pixels[4, 4] == pytest.approx([0.5] * 3, abs=0.01)
    caplog.clear()
    pixels[..., 3] = 1
    write_image(tmp_path / "b.jpg", pixels)
    assert not caplog.text


def test_webp_keeps_alpha(tmp_path: Path) -> None:
    pixels = np.full((8, 8, 4), 0.5, np.float32)
    write_image(tmp_path / "a.webp", pixels)
    assert read_image(tmp_path / "a.webp").pixels[..., 3] == pytest.approx(128 / 255)


def test_values_outside_are_cut(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png", np.array([[[-1, 0.5, 2]]], np.float32))
    assert read_image(tmp_path / "a.png").pixels[0, 0] == pytest.approx([0, 128 / 255, 1])


def test_a_failed_write_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "a.png"
    out.write_bytes(b"old")

    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(InputError, match=r"a\.png cannot be written: No space left"):
        write_image(out, np.zeros((2, 2, 3), np.float32))
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]
    assert out.read_bytes() == b"old"


def test_replacing_keeps_permissions_and_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.touch()
    real.chmod(0o640)
    link.symlink_to(real)
    write_image(link, np.zeros((2, 2, 3), np.float32))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert read_image(real).pixels.shape == (2, 2, 3)


def test_new_files_have_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_image(tmp_path / "a.png", np.zeros((2, 2, 3), np.float32))
    assert (tmp_path / "a.png").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.xyz", r"format is not known by its suffix\. Use one of \.png"),
        ("a", "suffix"),
        ("missing/a.png", "missing does not exist"),
        ("folder.png", "is a folder"),
    ],
)
def test_check_writable_refuses(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(InputError, match=message):
        check_writable(tmp_path / name)


def test_check_writable_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_writable(tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="permission"):
        check_writable(tmp_path / "a.png")


def test_a_size_the_format_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="16400 x 1 pixels"):
        write_image(tmp_path / "a.webp", np.zeros((1, 16400, 3), np.float32))
    assert list(tmp_path.iterdir()) == []
