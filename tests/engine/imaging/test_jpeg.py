"""JPEG, segment by segment."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.imaging import read_image
from engine.imaging.jpeg import segments, without_metadata

from .files import RGB8

MARKERS = {"quantisation": 0xDB, "huffman": 0xC4, "frame": 0xC0, "jfif": 0xE0, "exif": 0xE1, "comment": 0xFE}


def jpeg(image: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", **options)
    return stream.getvalue()


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def test_metadata_go_and_pixels_stay() -> None:
    for mode in ("L", "RGB", "CMYK"):
        whole = jpeg(Image.fromarray(RGB8).convert(mode), exif=b"Exif\0\0junk", comment=b"words")
        plain = without_metadata(whole)
        assert [each.marker for each in segments(whole) if each.marker in (0xE1, 0xFE)] == [0xE1, 0xFE]
        assert not [each.marker for each in segments(plain) if each.marker in (0xE1, 0xFE)]
        assert np.array_equal(Image.open(io.BytesIO(whole)), Image.open(io.BytesIO(plain)))


@pytest.mark.parametrize(
    "broken",
    [
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0\x01\0\x01\xb0\x04\0\0\0\0\0\2\0\0\0"),
        segment(0xE2, b"MPF\0II*\0\xff\xff\xff\xff"),
        segment(0xE2, b"ICC_PROFILE\0"),
        segment(0xE2, b"ICC_PROFILE\0\5\1x"),
        segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff junk"),
        segment(0xE1, b"Exif\0\0"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\xff"),
        segment(0xEE, b"Adobe"),
        segment(0xE0, b"JFIF"),
        segment(0xEC, bytes(65000)),
    ],
    ids=range(10),
)
def test_broken_metadata_do_not_hide_the_pixels(broken: bytes, tmp_path: Path) -> None:
    whole = jpeg(Image.fromarray(RGB8))
    (tmp_path / "a.jpg").write_bytes(whole[:2] + broken + whole[2:])
    expected = np.asarray(Image.open(io.BytesIO(whole)))
    assert np.array_equal(np.rint(read_image(tmp_path / "a.jpg").pixels * 255), expected)


def test_damage_ends_the_segments() -> None:
    whole = jpeg(Image.fromarray(RGB8))
    assert MARKERS["frame"] in [each.marker for each in segments(whole)]
    assert list(segments(whole[:10])) == []
    assert list(segments(b"\xff\xd8\xff\xe1\0\0")) == []
    assert [each.marker for each in segments(b"\xff\xd8\xff\xff\xe1\0\3x")] == [0xE1]
