"""Frames by number and time, from the beginning and from the middle, and damage among them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.media.decoding import decoded_frames, origin_of, rate_of, shown_frames
from engine.media.opening import opened, picture_stream
from engine.media.packet_index import packet_index

from ..jobs.clips import write_video
from .clips import Recipe, crop, video


def test_frames_last_until_the_next_one(uneven: Path) -> None:
    shown = list(shown_frames(uneven))
    assert [frame.index for frame in shown] == list(range(12))
    assert [frame.time * 12800 for frame in shown][:4] == [0, 512, 768, 1792]
    assert all(one.time + one.duration == two.time for one, two in pairwise(shown))


@pytest.mark.parametrize("span", [(7, 10), (5, 6), (1, None), (11, 12)])
def test_decoding_from_the_middle_gives_the_same_frames(mkv: Path, span: tuple[int, int | None]) -> None:
    everything = list(shown_frames(mkv))
    with opened(mkv) as container:
        index = packet_index(container, picture_stream(container, mkv))
    part = list(shown_frames(mkv, *span, index))
    expected = everything[slice(*span)]
    assert [(one.index, one.time, one.duration) for one in part] == [
        (one.index, one.time, one.duration) for one in expected
    ]
    assert all(
        bytes(one.frame.planes[0]) == bytes(two.frame.planes[0]) for one, two in zip(part, expected, strict=True)
    )


def test_a_broadcast_begins_at_zero(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.ts", Recipe(count=5))
    with opened(path) as container:
        assert origin_of(container) > 0
    times = [shown.time for shown in shown_frames(path)]
    assert 0 <= times[0] < Fraction(1, 10)
    assert times[4] - times[0] == Fraction(4, 25)


def test_a_file_keeps_its_own_zero(mp4: Path) -> None:
    with opened(mp4) as container:
        assert origin_of(container) == 0
        assert rate_of(picture_stream(container, mp4)) == 25


@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".mov"])
def test_sound_may_last_longer_than_the_pictures(suffix: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / f"clip{suffix}", [crop(index) / np.float32(255) for index in range(6)], seconds=2.0)
    assert len(list(shown_frames(path))) == 6


def test_damage_has_the_number_of_its_frame(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mkv", Recipe(count=30, sound="", chapters=False))
    data = bytearray(path.read_bytes())
    place = len(data) * 3 // 4
    data[place : place + 1500] = bytes(1500)
    path.write_bytes(data)
    found = []
    with pytest.raises(InputError, match=r"damaged at frame \d+") as caught:
        found.extend(shown_frames(path))
    assert caught.value.values["index"] >= len(found)
    assert 0 < len(found) < 30


def test_transparency_of_vp9_is_decoded(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.webm", Recipe(count=2, codec="libvpx-vp9", layout="yuva420p", sound=""))
    with opened(path) as container:
        frame = next(decoded_frames(container, picture_stream(container, path)))
    assert frame.format.name == "yuva420p"
