"""PNG, chunk by chunk: what is wrong beside the pixels does not hide them."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import InputError
from engine.imaging import Picture, read_image, write_image
from engine.imaging.metadata import read_note
from engine.imaging.png import Chunk, chunks, parse, text_of

from .files import RGB8, RGBA16, adobe_rgb, png_chunk, png_with

WRONG = 0x12345678
HUGE = zlib.compress(bytes(1 << 26), 9)


@pytest.mark.parametrize(
    "chunk",
    [
        png_chunk(b"pHYs", bytes(9), WRONG),
        png_chunk(b"gAMA", b"\0\0\xb1\x8f", WRONG),
        png_chunk(b"iCCP", b"name\0\0" + zlib.compress(b"profile"), WRONG),
        png_chunk(b"iCCP", b"name\0\0not packed"),
        png_chunk(b"iCCP", b"name\0\0" + HUGE),
        png_chunk(b"iCCP", b""),
        png_chunk(b"tEXt", b"Comment\0x", WRONG),
        png_chunk(b"zTXt", b"Comment\0\0" + HUGE),
        png_chunk(b"iTXt", b"Comment\0\1\0\0\0junk"),
        png_chunk(b"eXIf", b"\x00\x08\x00\x02\x01\x12\x00\x03junkjunk"),
        png_chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff"),
        png_chunk(b"tIME", b"1"),
        png_chunk(b"sBIT", b""),
        png_chunk(b"acTL", b"1234", WRONG),
        png_chunk(b"acTL", b""),
        png_chunk(b"fcTL", b"short"),
        png_chunk(b"fdAT", b""),
    ],
    ids=range(17),
)
@pytest.mark.parametrize("depth", [8, 16])
def test_nothing_beside_the_pixels_hides_them(chunk: bytes, depth: int, tmp_path: Path) -> None:
    pixels = RGB8 if depth == 8 else np.ascontiguousarray(RGBA16[..., :3])
    (tmp_path / "a.png").write_bytes(png_with(chunk, pixels=pixels))
    picture = read_image(tmp_path / "a.png")
    assert np.array_equal(np.rint(picture.pixels * (2**depth - 1)), pixels)
    write_image(tmp_path / "b.png", picture.pixels, picture)
    assert np.array_equal(read_image(tmp_path / "b.png").pixels, picture.pixels)


def test_a_wrong_checksum_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_with(png_chunk(b"pHYs", bytes(9), WRONG)))
    (notice,) = read_image(tmp_path / "a.png").notices
    assert notice == f"{tmp_path / 'a.png'}: a chunk (pHYs) has a wrong checksum and is left out."


def test_pixels_with_a_wrong_checksum_are_damaged(tmp_path: Path) -> None:
    whole = png_with()
    for place in (29, len(whole) - 17):  # in the checksums of IHDR and of the packed pixels
        broken = bytearray(whole)
        broken[place] ^= 1
        (tmp_path / "a.png").write_bytes(broken)
        with pytest.raises(
            InputError, match=r"a\.png (is damaged or cut short|cannot be read: it is PNG, but damaged)"
        ):
            read_image(tmp_path / "a.png")


def test_large_profiles_and_texts_of_our_own_files_are_read(tmp_path: Path) -> None:
    profile = adobe_rgb() + bytes(3 << 20)
    profile = len(profile).to_bytes(4, "big") + profile[4:]
    note = "x" * (3 << 20)
    pixels = RGB8.astype(np.float32) / 255
    write_image(tmp_path / "a.png", pixels, Picture(pixels, profile), note)
    picture = read_image(tmp_path / "a.png")
    assert picture.profile == profile
    assert np.abs(picture.pixels - pixels).max() < 0.05
    assert read_note(tmp_path / "a.png") == note


def test_an_animation_is_its_default_image(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue", "green")]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])
    picture = read_image(tmp_path / "a.png")
    assert picture.pixels[0, 0].tolist() == [1, 0, 0]
    assert "it holds 3 pictures; the first is used" in picture.notices[0]


def test_what_a_decoder_gets() -> None:
    whole = png_with(png_chunk(b"tEXt", b"a\0b"), png_chunk(b"PLTE", bytes(6)), png_chunk(b"tRNS", bytes(6), WRONG))
    kinds = [chunk.kind for chunk in chunks(parse(whole + b"trailing").pixels)]
    assert kinds[:2] == [b"IHDR", b"PLTE"]
    assert kinds[-1] == b"IEND"
    assert set(kinds) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        (b"tEXt", b"key\0plain", b"plain"),
        (b"zTXt", b"key\0\0" + zlib.compress(b"packed"), b"packed"),
        (b"iTXt", b"key\0\0\0\0\0plain", b"plain"),
        (b"iTXt", b"key\0\1\0de\0Titel\0" + zlib.compress(b"packed"), b"packed"),
        (b"iTXt", b"key\0\0", None),
        (b"zTXt", b"key\0\0junk", None),
        (b"tEXt", b"other\0plain", None),
        (b"tIME", b"key\0plain", None),
    ],
)
def test_texts(kind: bytes, data: bytes, text: bytes | None) -> None:
    assert text_of(Chunk(kind, memoryview(data), memoryview(b"")), b"key") == text
