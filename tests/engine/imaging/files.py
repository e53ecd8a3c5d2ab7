"""Random pictures, colour profiles and an EXIF block for the tests of picture files."""

from __future__ import annotations

import functools
import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image, ImageCms

RNG = np.random.default_rng(7)
RGB8 = RNG.integers(0, 256, (21, 34, 3), np.uint8)
RGBA16 = RNG.integers(0, 65536, (21, 34, 4), np.uint16)
P3_PRIMARIES = [0.680, 0.320, 0.265, 0.690, 0.150, 0.060]


@functools.cache  # a profile carries the second in which it was made
def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@functools.cache
def adobe_rgb() -> bytes:
    return bytes(imagecodecs.cms_profile("adobergb"))


@functools.cache
def display_p3() -> bytes:
    """The primaries and white of Display P3 with a plain power curve, which is harder on the shadows than its own."""
    white = [0.3127, 0.3290]
    return bytes(imagecodecs.cms_profile("rgb", whitepoint=white, primaries=P3_PRIMARIES, gamma=2.2))


@functools.cache
def gray_profile() -> bytes:
    return bytes(imagecodecs.cms_profile("gray", gamma=1.8))


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def exif_block(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8298] = orientation, "Maker", "© Someone"
    exif[0x011A], exif[0x011B], exif[0x0128] = 300.0, 300.0, 2
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09"}
    exif[0x8825] = {1: "N"}
    return exif


def png_chunk(kind: bytes, data: bytes, checksum: int | None = None) -> bytes:
    """One PNG chunk, with a wrong checksum if one is given."""
    right = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", right)


def png_with(*chunks: bytes, pixels: np.ndarray = RGB8) -> bytes:
    """A PNG file with some chunks after its header."""
    whole = bytes(imagecodecs.png_encode(pixels))
    return whole[:33] + b"".join(chunks) + whole[33:]
