"""Decoding: modes, transparency, depths, and pictures that are too large."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.errors import InputError
from engine.imaging import read_image, write_image

from .files import RGB8, RGBA16, saved


@pytest.mark.parametrize(
    ("mode", "gray", "channels"), [("1", True, 3), ("L", True, 3), ("LA", True, 4), ("P", False, 3)]
)
def test_modes_of_png(tmp_path: Path, mode: str, gray: bool, channels: int) -> None:
    image = Image.fromarray(RGB8).convert(mode)
    picture = read_image(saved(tmp_path / "a.png", image))
    assert (picture.gray, picture.pixels.shape[2], picture.mode) == (gray, channels, mode)
    assert np.array_equal(np.rint(picture.pixels[..., :3] * 255), np.asarray(image.convert("RGB")))


def test_palette_and_key_transparency_become_alpha(tmp_path: Path) -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    for file in (
        saved(tmp_path / "p.png", palette, transparency=b"\x00\x80"),
        saved(tmp_path / "p.gif", palette, transparency=0),
        saved(tmp_path / "rgb.png", palette.convert("RGB"), transparency=(255, 0, 0)),
    ):
        alpha = read_image(file).pixels[0, :, 3]
        assert alpha[0] == 0
        assert alpha[1] == pytest.approx(128 / 255 if file.name == "p.png" else 1)
    gray = saved(tmp_path / "l.png", Image.fromarray(np.array([[9, 50]], np.uint8)), transparency=9)
    assert read_image(gray).pixels[0, :, 3].tolist() == [0, 1]


def test_16_bit_png_keeps_every_step(tmp_path: Path) -> None:
    for channels in (1, 2, 3, 4):
        samples = np.ascontiguousarray(RGBA16[..., 0] if channels == 1 else RGBA16[..., :channels])
        (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(samples))
        picture = read_image(tmp_path / "a.png")
        assert (picture.depth, picture.gray) == (16, channels < 3)
        write_image(tmp_path / "b.png", picture.pixels, picture)
        assert np.array_equal(imagecodecs.png_decode((tmp_path / "b.png").read_bytes()), samples)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32, np.float16, np.float32, np.float64])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_deep_tiff(tmp_path: Path, dtype: type[np.generic], channels: int, planar: str) -> None:
    wanted = RGBA16[..., :channels].astype(np.float64) / 65535
    scale = np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else 1
    stored = np.squeeze((wanted * scale).astype(dtype))
    options = {"photometric": "rgb" if channels > 2 else "minisblack"}
    if channels > 1:
        options |= {"planarconfig": planar}
        stored = np.moveaxis(stored, -1, 0) if planar == "separate" else stored
    alpha = ["unassalpha"] if channels in (2, 4) else None
    tifffile.imwrite(tmp_path / "a.tif", stored, extrasamples=alpha, **options)
    picture = read_image(tmp_path / "a.tif")
    assert picture.depth == (16 if dtype == np.uint16 else 32)
    first, last = picture.pixels[..., 0], picture.pixels[..., -1]
    tolerance = 1e-3 if dtype == np.float16 else 1e-6
    assert np.abs(first - wanted[..., 0]).max() < tolerance
    assert np.abs(last - wanted[..., -1]).max() < tolerance


def test_tiff_white_is_zero_premultiplied_and_12_bit(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "w.tif", np.array([[0, 65535]], np.uint16), photometric="miniswhite")
    assert read_image(tmp_path / "w.tif").pixels[0, :, 0].tolist() == [1, 0]
    half = np.array([[[16384, 8192, 0, 32768]]], np.uint16)
    tifffile.imwrite(tmp_path / "p.tif", half, photometric="rgb", extrasamples=["assocalpha"])
    assert read_image(tmp_path / "p.tif").pixels[0, 0] == pytest.approx([0.5, 0.25, 0, 0.5], abs=1e-4)
    tifffile.imwrite(tmp_path / "n.tif", np.array([[np.nan, 2.0, -1.0]], np.float32), photometric="minisblack")
    assert read_image(tmp_path / "n.tif").pixels[0, :, 0].tolist() == [0, 1, 0]


def test_16_bit_gray_through_pillow(tmp_path: Path) -> None:
    (tmp_path / "a.pgm").write_bytes(b"P5 2 1 65535\n" + struct.pack(">2H", 0x1234, 65535))
    picture = read_image(tmp_path / "a.pgm")
    assert (picture.depth, picture.gray) == (16, True)
    assert picture.pixels[0, 0, 0] == pytest.approx(0x1234 / 65535)


def test_cmyk_jpeg_becomes_colours(tmp_path: Path) -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    picture = read_image(saved(tmp_path / "a.jpg", image, quality=100))
    assert picture.pixels[4, 4] == pytest.approx([1, 0, 0], abs=0.02)
    assert (picture.mode, picture.profile) == ("CMYK", None)


def png_header(width: int, height: int, depth: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30000, 30000), (2**31 - 1, 2**31 - 1)])
def test_far_too_many_pixels(tmp_path: Path, size: tuple[int, int]) -> None:
    for depth in (8, 16):
        (tmp_path / "bomb.png").write_bytes(png_header(*size, depth))
        with pytest.raises(InputError, match="500 million pixels"):
            read_image(tmp_path / "bomb.png")


def test_too_many_pixels_in_a_deep_tiff(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((2, 2), np.uint16), photometric="minisblack")
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as file:
        for tag in (256, 257):
            file.pages.first.tags[tag].overwrite(30000)
    with pytest.raises(InputError, match="500 million pixels"):
        read_image(tmp_path / "a.tif")


def test_pillows_own_limit_is_left_as_it_was(tmp_path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    read_image(saved(tmp_path / "a.png", Image.fromarray(RGB8)))
    assert before == Image.MAX_IMAGE_PIXELS
