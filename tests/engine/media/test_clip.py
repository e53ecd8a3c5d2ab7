"""Clips as a whole and in part."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.media import open_clip


def test_a_clip_says_what_it_is(mp4: Path) -> None:
    with open_clip(mp4) as clip:
        assert (clip.width, clip.height, clip.depth, clip.rate, clip.count) == (96, 64, 8, 25, 12)
        assert (clip.has_alpha, clip.is_animation, clip.whole, clip.first) == (False, False, True, 0)
        assert clip.timing() == [frame.timing for frame in clip]


def test_an_animation_says_what_it_is(gif: Path) -> None:
    with open_clip(gif) as clip:
        assert (clip.width, clip.height, clip.count, clip.has_alpha, clip.is_animation) == (96, 64, 6, True, True)


@pytest.mark.parametrize("name", ["mp4", "mkv", "uneven", "gif"])
def test_a_part_has_the_frames_of_the_whole(name: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(name)
    whole = list(open_clip(path))
    clip = open_clip(path, frames=range(2, 5))
    part = list(clip)
    assert (clip.first, clip.whole, clip.count) == (2, False, None)
    assert clip.timing() == [frame.timing for frame in whole[2:5]]
    assert clip.count == 3
    assert [frame.index for frame in part] == [2, 3, 4]
    assert all(np.array_equal(frame.pixels, whole[frame.index].pixels) for frame in part)


def test_seconds_take_every_frame_shown_between_them(mkv: Path) -> None:
    zero = open_clip(mkv).timing()[0][0]
    assert [frame.index for frame in open_clip(mkv, seconds=(zero + Fraction(1, 10), zero + Fraction(1, 5)))] == [
        2,
        3,
        4,
    ]
    assert [frame.index for frame in open_clip(mkv, seconds=(zero + Fraction(11, 25), None))] == [11]


def test_a_frame_is_found_by_its_time(mp4: Path) -> None:
    assert open_clip(mp4).frame_at(0).index == 0
    assert open_clip(mp4).frame_at(0.2).index == 5
    assert open_clip(mp4).frame_at(Fraction(479, 1000)).index == 11


def test_a_time_after_the_end_is_said(mp4: Path) -> None:
    with pytest.raises(InputError, match=r"no frame at 1\.5 s") as caught:
        open_clip(mp4).frame_at(1.5)
    assert "0.48 s" in caught.value.hint


def test_an_empty_range_is_said(mp4: Path) -> None:
    with pytest.raises(InputError, match="no frame in this range") as caught:
        open_clip(mp4, frames=range(40, 50)).timing()
    assert "12 frames, 0.48 seconds" in caught.value.hint


@pytest.mark.parametrize("frames", [range(0, 10, 2), range(-3, 5)])
def test_a_range_has_to_be_a_plain_one(mp4: Path, frames: range) -> None:
    with pytest.raises(InputError, match="counts from 0"):
        open_clip(mp4, frames=frames)


def test_a_missing_file_is_said() -> None:
    with pytest.raises(InputError, match="does not exist"):
        open_clip("nowhere.mp4")
