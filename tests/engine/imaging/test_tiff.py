"""TIFF: the page that is the picture, and pixels that Pillow does not read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from engine.errors import InputError
from engine.imaging import read_image

from .files import RGB8, RGBA16

SMALL = np.ascontiguousarray(RGB8[::8, ::8])
LARGE = RGBA16[..., :3]
CFA, LINEAR_RAW = 32803, 34892


def pixels_of(file: Path, white: int = 255) -> np.ndarray:
    return np.rint(read_image(file).pixels * white)


@pytest.mark.parametrize("large", [RGB8, LARGE], ids=["8 bits", "16 bits"])
@pytest.mark.parametrize("bigtiff", [False, True])
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("marked", ["new", "old", "not at all", "after"])
def test_a_preview_is_not_the_picture(
    large: np.ndarray, bigtiff: bool, byteorder: str, marked: str, tmp_path: Path
) -> None:
    reduced = {"new": {"subfiletype": 1}, "old": {"extratags": [(255, 3, 1, 2, True)]}}.get(marked, {})
    file = tmp_path / "a.tif"
    with tifffile.TiffWriter(file, bigtiff=bigtiff, byteorder=byteorder) as tiff:
        if marked != "after":
            tiff.write(SMALL, photometric="rgb", metadata=None, **reduced)
        tiff.write(large, photometric="rgb", metadata=None, extratags=[(274, 3, 1, 6, True)])
        if marked == "after":
            tiff.write(SMALL, photometric="rgb", metadata=None, subfiletype=1)
    assert np.array_equal(pixels_of(file, np.iinfo(large.dtype).max), np.rot90(large, -1))
    wanted = ("pictures",) if marked == "not at all" else ()
    assert [word in notice for word, notice in zip(wanted, read_image(file).notices, strict=True)] == [True] * len(
        wanted
    )


@pytest.mark.parametrize("large", [RGB8, LARGE], ids=["8 bits", "16 bits"])
def test_a_picture_below_its_preview(large: np.ndarray, tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        turned = [(274, 3, 1, 3, True)]
        tiff.write(SMALL, photometric="rgb", metadata=None, subfiletype=1, subifds=1, extratags=turned)
        tiff.write(large, photometric="rgb", metadata=None)
    assert np.array_equal(pixels_of(tmp_path / "a.tif", np.iinfo(large.dtype).max), np.rot90(large, 2))


def test_pages_are_said_and_masks_are_no_pages(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        for kind in (0, 0, 1):
            tiff.write(RGB8, photometric="rgb", metadata=None, subfiletype=kind)
        tiff.write(RGB8[..., 0] > 9, photometric="mask", metadata=None, subfiletype=4)
    assert read_image(tmp_path / "a.tif").notices == (f"{tmp_path / 'a.tif'}: it holds 2 pictures; the first is used.",)


@pytest.mark.parametrize("name", ["a.dng", "a.nef", "a.tif"])
@pytest.mark.parametrize("kind", ["sensor", "linear", "version"])
def test_camera_raw_files_are_refused_in_words(name: str, kind: str, tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / name) as tiff:
        version = [(50706, 1, 4, b"\1\4\0\0", True)] if kind == "version" else []
        tiff.write(SMALL, photometric="rgb", metadata=None, subfiletype=1, subifds=1, extratags=version)
        sensor = {"sensor": CFA, "linear": LINEAR_RAW, "version": "minisblack"}[kind]
        tiff.write(LARGE if kind == "linear" else LARGE[..., 0], photometric=sensor, metadata=None)
    with pytest.raises(InputError, match=r"is a camera raw file, which has to be developed first\. Open it in a raw"):
        read_image(tmp_path / name)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("deep", [False, True])
def test_orientation_in_bigtiff(orientation: int, deep: bool, tmp_path: Path) -> None:
    stored = LARGE if deep else RGB8
    for bigtiff in (False, True):
        tags = [(274, 3, 1, orientation, True), (315, 2, 0, b"Ann", True)]
        file = tmp_path / f"{bigtiff}.tif"
        tifffile.imwrite(file, stored, photometric="rgb", bigtiff=bigtiff, extratags=tags, resolution=(300, 150))
    classic, big = (read_image(tmp_path / f"{bigtiff}.tif") for bigtiff in (False, True))
    assert np.array_equal(classic.pixels, big.pixels)
    assert big.resolution == classic.resolution == (300, 150)
    exif = Image.Exif()
    exif.load(big.exif)
    assert (exif[274], exif[315]) == (1, "Ann")


@pytest.mark.parametrize("photometric", ["cielab", "icclab"])
@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deep_lab(photometric: str, dtype: type[np.generic], tmp_path: Path) -> None:
    """The picture that LittleCMS made Lab of 8 bits of."""
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    image = ImageCms.profileToProfile(Image.fromarray(RGB8), srgb, lab, outputMode="LAB")
    eight = np.asarray(image).astype(np.float64)
    chroma = eight[..., 1:].astype(np.uint8).view(np.int8).astype(np.float64)
    units = np.concatenate([eight[..., :1] / 2.55, chroma], axis=2)
    if dtype == np.float32:
        stored = units.astype(np.float32)
    else:
        lightness = np.rint(units[..., :1] * 655.35).astype(np.uint16)
        offset = 0 if photometric == "cielab" else 128
        stored = np.concatenate([lightness, ((units[..., 1:] + offset) * 256).astype(np.int64).astype(np.uint16)], 2)
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric=photometric, metadata=None)
    picture = read_image(tmp_path / "a.tif")
    assert picture.depth == (16 if dtype == np.uint16 else 32)
    assert np.abs(picture.pixels - RGB8 / 255).max() < 0.07  # one step of 8-bit Lab, in the shadows
    assert np.abs(picture.pixels - RGB8 / 255).mean() < 0.003


@pytest.mark.parametrize("bits", [8, 16])
def test_cmyk(bits: int, tmp_path: Path) -> None:
    red = np.zeros((8, 8, 4), np.uint8 if bits == 8 else np.uint16)
    red[..., 1:3] = np.iinfo(red.dtype).max
    tifffile.imwrite(tmp_path / "a.tif", red, photometric="separated", metadata=None)
    assert read_image(tmp_path / "a.tif").pixels[4, 4] == pytest.approx([1, 0, 0], abs=0.02)


@pytest.mark.parametrize("tag", [256, 257, 322, 323])
@pytest.mark.parametrize("deep", [False, True])
def test_a_tile_or_side_of_zero_ends_in_words(tag: int, deep: bool, tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", LARGE if deep else RGB8, photometric="rgb", tile=(16, 16), metadata=None)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as file:
        file.pages.first.tags[tag].overwrite(0)
    with pytest.raises(InputError, match=r"a\.tif is damaged or cut short"):
        read_image(tmp_path / "a.tif")
