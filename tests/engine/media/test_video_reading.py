"""What videos are, and their frames as pixels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.media.video_reading import Video, read_facts

from .clips import HEIGHT, WIDTH, Recipe, crop, turned, video


def error(pixels: np.ndarray, index: int) -> float:
    """The mean difference to the picture that was coded, in steps of 1/255."""
    return float(np.abs(pixels * 255 - crop(index)).mean())


def test_the_facts_of_a_plain_clip(mp4: Path) -> None:
    facts = read_facts(mp4)
    assert (facts.width, facts.height, facts.depth, facts.rate, facts.count) == (WIDTH, HEIGHT, 8, 25, 12)
    assert (facts.codec, facts.layout, facts.has_alpha, facts.aspect) == ("h264", "yuv420p", False, 1)
    assert (facts.colour.primaries, facts.colour.transfer, facts.colour.matrix, facts.colour.range) == (1, 1, 1, 1)


def test_frames_are_the_pictures_that_were_coded(mp4: Path) -> None:
    frames = list(Video(mp4).frames(0, None))
    assert [frame.index for frame in frames] == list(range(12))
    assert all(frame.pixels.dtype == np.float32 and frame.pixels.shape == (HEIGHT, WIDTH, 3) for frame in frames)
    assert max(error(frame.pixels, frame.index) for frame in frames) < 6
    assert frames[3].timing == (Fraction(3, 25), Fraction(1, 25))


@pytest.mark.parametrize(
    ("codec", "layout"), [("libx265", "yuv420p10le"), ("libx264", "yuv420p10le"), ("libsvtav1", "yuv420p10le")]
)
def test_ten_bits_are_read(tmp_path: Path, codec: str, layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVT_LOG", "1")
    source = Video(video(tmp_path / "deep.mkv", Recipe(count=2, codec=codec, layout=layout)))
    assert source.depth == 10
    pixels = next(source.frames(0, 1)).pixels
    assert error(pixels, 0) < 6
    steps = pixels * 255
    assert float(np.abs(steps - np.round(steps)).mean()) > 0.1


@pytest.mark.parametrize(("matrix", "turns"), [((0, 1, -1, 0), 3), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 1)])
def test_a_phones_clip_stands_upright(mp4: Path, tmp_path: Path, matrix: tuple[int, int, int, int], turns: int) -> None:
    source = Video(turned(tmp_path / "phone.mp4", mp4, matrix))
    plain = next(Video(mp4).frames(0, 1)).pixels
    pixels = next(source.frames(0, 1)).pixels
    assert (source.height, source.width) == pixels.shape[:2] == np.rot90(plain, turns).shape[:2]
    assert np.array_equal(pixels, np.rot90(plain, turns))


def test_pixels_that_are_no_squares_are_turned_with_the_clip(tmp_path: Path) -> None:
    path = video(tmp_path / "wide.mp4", Recipe(count=2, aspect=Fraction(4, 3)))
    assert read_facts(path).aspect == Fraction(4, 3)
    assert read_facts(turned(tmp_path / "phone.mp4", path, (0, 1, -1, 0))).aspect == Fraction(3, 4)


def test_full_range_is_read_as_such(tmp_path: Path) -> None:
    path = video(tmp_path / "full.mp4", Recipe(count=2, colour=(1, 1, 1, 2)))
    source = Video(path)
    assert source.facts.coding.full
    assert error(next(source.frames(0, 1)).pixels, 0) < 6


def test_transparency_is_read(tmp_path: Path) -> None:
    path = video(tmp_path / "alpha.webm", Recipe(count=2, codec="libvpx-vp9", layout="yuva420p", sound=""))
    source = Video(path)
    assert source.has_alpha
    assert next(source.frames(0, 1)).pixels.shape == (HEIGHT, WIDTH, 4)


def test_the_index_is_what_decoding_finds(mkv: Path) -> None:
    source = Video(mkv)
    assert source.index() == source.check(0, None)
    assert source.check(4, 6) == source.index()[4:6]


def test_a_damaged_beginning_is_said_at_once(tmp_path: Path, mp4: Path) -> None:
    data = bytearray(mp4.read_bytes())
    place = data.index(b"mdat") + 4
    data[place : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - place)
    path = tmp_path / "zeroed.mp4"
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        read_facts(path)
