"""Orientation and EXIF blocks, from file to file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from engine.imaging import Picture, read_image, write_image

from .files import RGB8, RGBA16, exif_block, saved


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
def test_orientation_is_applied(tmp_path: Path, suffix: str, orientation: int) -> None:
    image = Image.fromarray(RGB8)
    options = {"lossless": True} if suffix == "webp" else {}
    file = saved(tmp_path / f"a.{suffix}", image, exif=exif_block(orientation).tobytes(), **options)
    image.getexif()[0x0112] = orientation
    picture = read_image(file)
    assert np.array_equal(np.rint(picture.pixels * 255), np.asarray(ImageOps.exif_transpose(image)))
    again = Image.Exif()
    again.load(picture.exif)
    assert again[0x0112] == 1


def test_orientation_of_deep_files(tmp_path: Path) -> None:
    deep = RGBA16[..., :3]
    tifffile.imwrite(tmp_path / "a.tif", deep, photometric="rgb", extratags=[(274, 3, 1, 6, True)])
    assert np.array_equal(np.rint(read_image(tmp_path / "a.tif").pixels * 65535), np.rot90(deep, -1))
    like = Picture(np.zeros(0), depth=16, exif=exif_block(6).tobytes())
    write_image(tmp_path / "a.png", deep.astype(np.float32) / 65535, like)
    assert np.array_equal(np.rint(read_image(tmp_path / "a.png").pixels * 65535), np.rot90(deep, -1))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("depth", [8, 16])
def test_exif_survives(tmp_path: Path, suffix: str, depth: int) -> None:
    source = read_image(saved(tmp_path / "in.jpg", Image.fromarray(RGB8), exif=exif_block(6)))
    out = tmp_path / f"out.{suffix}"
    write_image(out, source.pixels, replace(source, depth=depth))
    exif = Image.Exif()
    exif.load(read_image(out).exif)
    assert (exif[0x0112], exif[0x010F], float(exif[0x011A])) == (1, "Maker", 300)
    assert exif.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"
    assert exif.get_ifd(0x8825)[1] == "N"
    assert read_image(out).pixels.shape == (34, 21, 3)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_exif_thumbnail_is_left_out_and_broken_exif_tolerated(tmp_path: Path) -> None:
    exif = exif_block()
    exif._ifds[1] = {0x0201: 0, 0x0202: 4}
    picture = read_image(saved(tmp_path / "a.jpg", Image.fromarray(RGB8), exif=exif))
    again = Image.Exif()
    again.load(picture.exif)
    assert not again.get_ifd(1)
    file = saved(tmp_path / "b.jpg", Image.fromarray(RGB8), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff junk")
    assert read_image(file).pixels.shape == (21, 34, 3)
