"""Encoders: what they refuse is left out, and what a format cannot hold is known before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import InputError
from engine.imaging import Picture, check_holds, read_image, write_image
from engine.imaging.encoding import FORMATS

from .files import RGB8, RGBA16

PIXELS = np.stack([*np.meshgrid(np.linspace(0, 1, 34), np.linspace(0, 1, 21)), np.full((21, 34), 0.5)], 2).astype(
    np.float32
)
BROKEN = {
    "exif": b"Exif\0\0MM\0*\0\0\0\x08\xff\xff junk",
    "exif of no kind": b"\0\x08\0\2junk",
    "resolution of nothing": (0.0, 0.0),
    "resolution of too much": (1e12, 1e12),
    "resolution of no number": (float("nan"), float("inf")),
}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", BROKEN)
def test_metadata_never_make_writing_fail(suffix: str, name: str, tmp_path: Path) -> None:
    like = Picture(PIXELS, depth=16, **{name.split()[0]: BROKEN[name]})
    write_image(tmp_path / f"a{suffix}", PIXELS, like, note="how it was made")
    assert np.abs(read_image(tmp_path / f"a{suffix}").pixels - PIXELS).max() < 0.1


@pytest.mark.parametrize("tag", [(33434, (1, 0)), (33434, "text"), (36864, 7), (37121, b"\xff"), (42033, ("a", "b"))])
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_one_strange_tag_takes_no_other_with_it(tag: tuple[int, object], suffix: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[315], exif[0x8769] = "Ann", {tag[0]: tag[1], 0x9003: "2024:05:06 07:08:09"}
    try:
        exif.tobytes()
    except Exception:
        exif[0x8769] = {0x9003: "2024:05:06 07:08:09"}
    Image.fromarray(RGB8).save(tmp_path / "in.jpg", exif=exif)
    picture = read_image(tmp_path / "in.jpg")
    write_image(tmp_path / f"out{suffix}", picture.pixels, picture)
    again = Image.Exif()
    again.load(read_image(tmp_path / f"out{suffix}").exif)
    assert again[315] == "Ann"
    assert again.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"


LONGEST = {".webp": 16_383, ".jpg": 65_500, ".png": 1_000_000}


@pytest.mark.parametrize("suffix", LONGEST)
def test_sizes_are_refused_before_and_not_wrongly(suffix: str, tmp_path: Path) -> None:
    longest, out = LONGEST[suffix], tmp_path / f"a{suffix}"
    check_holds(out, (1, longest))
    write_image(out, np.zeros((1, longest, 3), np.float32))
    assert read_image(out).pixels.shape == (1, longest, 3)
    out.unlink()
    for shape in ((1, longest + 1), (longest + 1, 1)):
        with pytest.raises(InputError, match=f"{longest} pixels a side, and the picture has {shape[1]} x {shape[0]}"):
            check_holds(out, shape)
        with pytest.raises(InputError, match=r"Choose another format"):
            write_image(out, np.zeros((*shape, 3), np.float32))
    assert list(tmp_path.iterdir()) == []


def test_formats_without_a_limit_of_their_own(tmp_path: Path) -> None:
    for suffix in (".tif", ".bmp"):
        check_holds(tmp_path / f"a{suffix}", (2_000_000, 200))
    with pytest.raises(InputError, match="format is not known"):
        check_holds(tmp_path / "a.xyz", (1, 1))


def test_depths() -> None:
    assert [FORMATS[".png"].depth_for(bits) for bits in (8, 16, 32)] == [8, 16, 16]
    assert [FORMATS[".tif"].depth_for(bits) for bits in (8, 16, 32)] == [8, 16, 32]
    assert RGBA16.dtype == np.uint16
