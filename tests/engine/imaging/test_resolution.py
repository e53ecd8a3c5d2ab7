"""Pixels per inch, from every format to every format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.imaging import Picture, read_image, write_image
from engine.imaging.resolution import checked, of_exif, per_metre, with_resolution

from .files import RGB8, exif_block, saved

PIXELS = RGB8.astype(np.float32) / 255
WRITTEN = ("png", "jpg", "tif", "webp", "bmp")


@pytest.mark.parametrize("source", ["jpg", "png", "tif", "bmp"])
@pytest.mark.parametrize("target", WRITTEN)
def test_it_is_kept(source: str, target: str, tmp_path: Path) -> None:
    picture = read_image(saved(tmp_path / f"in.{source}", Image.fromarray(RGB8), dpi=(300, 150)))
    assert picture.resolution == (300, 150)
    write_image(tmp_path / f"out.{target}", picture.pixels, picture)
    assert read_image(tmp_path / f"out.{target}").resolution == (300, 150)


def test_other_programs_see_it(tmp_path: Path) -> None:
    like = Picture(PIXELS, resolution=(300, 300))
    for suffix in ("png", "jpg", "tif", "bmp"):
        write_image(tmp_path / f"a.{suffix}", PIXELS, like)
        with Image.open(tmp_path / f"a.{suffix}") as image:
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.02)
    write_image(tmp_path / "a.webp", PIXELS, like)
    with Image.open(tmp_path / "a.webp") as image:
        assert (image.getexif()[282], image.getexif()[296]) == (300, 2)


def test_exif_counts_before_the_format_and_stays_equal_to_it(tmp_path: Path) -> None:
    exif = exif_block()
    exif[282], exif[283], exif[296] = 118.11, 118.11, 3
    picture = read_image(saved(tmp_path / "a.jpg", Image.fromarray(RGB8), exif=exif, dpi=(72, 72)))
    assert picture.resolution == pytest.approx((300, 300), abs=0.01)
    write_image(tmp_path / "b.jpg", PIXELS, picture)
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.info["dpi"] == (300, 300)


@pytest.mark.parametrize("unit", [0, 1, 4, 65535])
@pytest.mark.parametrize("value", [72.0, 0.0])
@pytest.mark.parametrize("target", WRITTEN)
def test_what_is_invalid_is_left_out(unit: int, value: float, target: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[282] = exif[283] = value
    exif[296], exif[315] = unit, "Ann"
    picture = read_image(saved(tmp_path / "in.jpg", Image.fromarray(RGB8), exif=exif))
    assert picture.resolution is None
    write_image(tmp_path / f"out.{target}", picture.pixels, picture)
    again = read_image(tmp_path / f"out.{target}")
    assert again.resolution is None
    if target != "bmp":
        block = Image.Exif()
        block.load(again.exif)
        assert block[315] == "Ann"


@pytest.mark.parametrize("fraction", [(0, 0), (1, 0), (0, 1), (4294967295, 1)])
@pytest.mark.parametrize("target", WRITTEN)
def test_fractions_that_are_no_numbers(fraction: tuple[int, int], target: str, tmp_path: Path) -> None:
    across = [(tag, 5, 1, fraction, True) for tag in (282, 283)]
    tifffile.imwrite(tmp_path / "in.tif", RGB8, photometric="rgb", metadata=None, extratags=[*across])
    picture = read_image(tmp_path / "in.tif")
    assert picture.resolution is None
    write_image(tmp_path / f"out.{target}", picture.pixels, picture)
    assert read_image(tmp_path / f"out.{target}").resolution is None


def test_values_from_files() -> None:
    assert checked(11811 * 0.0254, 2835 * 0.0254) == (300, 72)
    assert checked(299.5, 1e-9) is checked("x", 1) is checked(float("nan"), 1) is checked(1e9, 1) is None
    assert per_metre((300, 72)) == (11811, 2835)
    block = Image.Exif()
    assert of_exif(block) is None
    block.load(with_resolution(None, (300, 150)) or b"")
    assert of_exif(block) == (300, 150)
    assert with_resolution(b"as it was", None) == b"as it was"
