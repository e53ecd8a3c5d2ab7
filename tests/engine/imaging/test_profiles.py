"""Colour profiles: round trips, exactness, and profiles that cannot be used."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from engine.imaging import Picture, read_image, write_image

from .files import RGB8, RNG, adobe_rgb, display_p3, gray_profile, saved, srgb_profile


def in_profile(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """sRGB 0..1 -> 0..1 in an RGB profile, by LittleCMS itself."""
    srgb = bytes(imagecodecs.cms_profile("srgb"))
    converted = imagecodecs.cms_transform(pixels, srgb, profile, colorspace="rgb", outcolorspace="rgb")
    return np.clip(converted, 0, 1)


@pytest.mark.parametrize("profile", [adobe_rgb, display_p3], ids=lambda make: make.__name__)
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_wide_gamut_16_bit_round_trip(tmp_path: Path, suffix: str, profile: object) -> None:
    wide = profile()
    colours = RNG.random((40, 50, 3), np.float32)
    colours[0] = np.linspace(0, 0.02, 50)[:, None]  # deep shadows, where curves are steepest
    like = Picture(colours, wide, depth=16)
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    write_image(first, colours, like)
    picture = read_image(first)
    assert picture.profile == wide
    assert np.abs(picture.pixels - colours).max() * 65535 < 16  # a step in a dark wide colour is many of sRGB's
    write_image(second, picture.pixels, picture)
    decode = imagecodecs.png_decode if suffix == "png" else imagecodecs.tiff_decode
    codes = [decode(file.read_bytes()).astype(int) for file in (first, second)]
    assert np.abs(codes[0] - codes[1]).max() <= 2


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg", "webp"])
def test_8_bit_files_hold_the_colours_of_the_profile(tmp_path: Path, suffix: str) -> None:
    pixels = np.full((16, 16, 3), [0.2, 0.6, 0.3], np.float32)
    out = tmp_path / f"a.{suffix}"
    write_image(out, pixels, Picture(pixels, adobe_rgb()))
    with Image.open(out) as image:
        assert image.info["icc_profile"] == adobe_rgb()
        stored = np.asarray(image)[8, 8] / 255
    assert stored == pytest.approx(in_profile(pixels, adobe_rgb())[8, 8], abs=0.012)
    assert read_image(out).pixels[8, 8] == pytest.approx([0.2, 0.6, 0.3], abs=0.02)


def test_8_bit_wide_gamut_round_trip_is_exact(tmp_path: Path) -> None:
    colours = RNG.random((40, 50, 3), np.float32)
    write_image(tmp_path / "a.png", colours, Picture(colours, adobe_rgb()))
    picture = read_image(tmp_path / "a.png")
    write_image(tmp_path / "b.png", picture.pixels, picture)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_srgb_profile_changes_no_pixel(tmp_path: Path) -> None:
    picture = read_image(saved(tmp_path / "a.png", Image.fromarray(RGB8), icc_profile=srgb_profile()))
    assert np.array_equal(picture.pixels, RGB8.astype(np.float32) / 255)
    write_image(tmp_path / "b.png", picture.pixels, picture)
    with Image.open(tmp_path / "b.png") as image:
        assert image.info["icc_profile"] == srgb_profile()
        assert np.array_equal(np.asarray(image), RGB8)


def test_gray_with_its_profile_stays_gray_until_coloured(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.png", Image.fromarray(RGB8[..., 0]), icc_profile=gray_profile())
    picture = read_image(file)
    linear = (RGB8[..., 0] / 255.0) ** 1.8
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(picture.pixels - coded[..., None]).max() < 1e-3
    write_image(tmp_path / "b.png", picture.pixels, picture)
    with Image.open(tmp_path / "b.png") as image:
        assert (image.mode, image.info["icc_profile"]) == ("L", gray_profile())
        assert np.array_equal(np.asarray(image), RGB8[..., 0])
    painted = picture.pixels * np.float32([1, 0.5, 0.5])
    for suffix in ("png", "webp"):
        write_image(tmp_path / f"c.{suffix}", painted, picture)
        with Image.open(tmp_path / f"c.{suffix}") as image:
            assert (image.mode, image.info.get("icc_profile")) == ("RGB", None)


@pytest.mark.parametrize("kind", ["junk", "cut", "gray", "cmyk"])
def test_unusable_profile_warns_and_counts_as_srgb(tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    wide = adobe_rgb()
    profile = {"junk": b"junk" * 50, "cut": wide[:300], "gray": gray_profile(), "cmyk": wide[:16] + b"CMYK" + wide[20:]}
    picture = read_image(saved(tmp_path / "a.png", Image.fromarray(RGB8), icc_profile=profile[kind]))
    assert "a.png" in caplog.text
    assert "sRGB" in caplog.text
    assert picture.profile is None
    assert np.array_equal(picture.pixels, RGB8.astype(np.float32) / 255)
