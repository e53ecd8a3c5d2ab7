"""Floats in the ranges that files have, and integers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from engine.errors import InputError
from engine.imaging import read_image
from engine.imaging.refusal import Refusal
from engine.imaging.samples import unit_range

from .files import RGB8

UNIT = RGB8.astype(np.float32) / 255


HALF, SINGLE, DOUBLE = np.float16, np.float32, np.float64


@pytest.mark.parametrize(
    ("white", "dtype"), [(255, HALF), (255, SINGLE), (255, DOUBLE), (65535, SINGLE), (65535, DOUBLE)]
)
def test_floats_of_another_range_are_scaled_and_said(white: int, dtype: type[np.floating], tmp_path: Path) -> None:
    stored = (UNIT * white).astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", metadata=None)
    picture = read_image(tmp_path / "a.tif")
    assert np.abs(picture.pixels - UNIT).max() < 1e-3
    assert f"they are taken as 0 to {white}" in picture.notices[0]


def test_alpha_has_a_range_of_its_own(tmp_path: Path) -> None:
    stored = np.concatenate([UNIT * 255, np.full((*UNIT.shape[:2], 1), 0.5, np.float32)], axis=2)
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", extrasamples=["unassalpha"], metadata=None)
    pixels = read_image(tmp_path / "a.tif").pixels
    assert np.abs(pixels[..., :3] - UNIT).max() < 1e-6
    assert np.all(pixels[..., 3] == 0.5)


def test_light_brighter_than_white_is_cut_and_said(tmp_path: Path) -> None:
    bright = UNIT.copy()
    bright[:3] *= 40
    tifffile.imwrite(tmp_path / "a.tif", bright, photometric="rgb", metadata=None)
    picture = read_image(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, np.clip(bright, 0, 1))
    assert "are cut to 0 to 1" in picture.notices[0]


def test_a_little_beyond_is_not_worth_a_word(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", UNIT * 1.012 - 0.004, photometric="rgb", metadata=None)
    assert read_image(tmp_path / "a.tif").notices == ()


@pytest.mark.parametrize("stored", [UNIT * 1e6, UNIT * 2000 - 1000, UNIT * 1e30])
def test_ranges_of_no_picture_are_refused(stored: np.ndarray, tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", stored.astype(np.float32), photometric="rgb", metadata=None)
    with pytest.raises(InputError, match=r"The values in .*a\.tif lie in .*\. Scale them to 0 to 1 first"):
        read_image(tmp_path / "a.tif")


def test_integers_of_few_bits_are_said_to_be_dark(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", RGB8.astype(np.uint16) * 16, photometric="rgb", metadata=None)
    picture = read_image(tmp_path / "a.tif")
    assert "its values reach only 4080 of 65535, so it is dark" in picture.notices[0]
    assert np.array_equal(np.rint(picture.pixels * 65535), RGB8.astype(np.uint16) * 16)


@pytest.mark.parametrize(("highest", "lowest"), [(65535, 0), (1000, -5), (65536, 0), (2**31 - 1, 0), (-1, -9), (0, -9)])
def test_integers_with_a_sign(highest: int, lowest: int, tmp_path: Path) -> None:
    stored = np.array([[lowest, highest]], np.int32)
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="minisblack", metadata=None)
    if highest > 65535 or highest <= 0:
        with pytest.raises(InputError, match=r"The values in .* lie in"):
            read_image(tmp_path / "a.tif")
        return
    picture = read_image(tmp_path / "a.tif")
    assert picture.pixels[0, :, 0] == pytest.approx([0, highest / 65535])
    assert bool(picture.notices) == (lowest < 0)


def test_integers_and_not_a_number() -> None:
    assert unit_range(np.array([[[0, 4095]]], np.uint16), 12).tolist() == [[[0, 1]]]
    assert unit_range(np.array([[[np.nan, 0.25]]], np.float32), 32).tolist() == [[[0, 0.25]]]
    with pytest.raises(Refusal):
        unit_range(np.array([[[-200.0, 1.0]]], np.float32), 32)


def test_values_that_are_no_numbers_are_said(caplog: pytest.LogCaptureFixture) -> None:
    unit_range(np.array([[[np.nan, 0.25, np.nan]]], np.float32), 32)
    assert "2 of its values are no numbers and count as 0" in caplog.text
    with pytest.raises(Refusal, match="is a number"):
        unit_range(np.full((1, 1, 3), np.nan, np.float32), 32)
