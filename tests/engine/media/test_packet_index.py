"""The index of packets against the frames that are decoded."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from engine.media.decoding import shown_frames
from engine.media.opening import opened, picture_stream
from engine.media.packet_index import PacketIndex, packet_index

from .clips import Recipe, video


def index_of(path: Path) -> PacketIndex | None:
    with opened(path) as container:
        return packet_index(container, picture_stream(container, path))


@pytest.mark.parametrize("name", ["mp4", "mkv", "uneven"])
def test_packets_tell_the_time_of_every_frame(name: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(name)
    index = index_of(path)
    assert index is not None
    assert index.timing() == [(shown.time, shown.duration) for shown in shown_frames(path)]
    assert [index.position(stamp) for stamp in index.stamps] == list(range(12))


def test_containers_without_times_have_no_index(tmp_path: Path) -> None:
    assert index_of(video(tmp_path / "clip.avi", Recipe(count=3, chapters=False, unit=Fraction(1, 25)))) is None
    assert index_of(video(tmp_path / "clip.ts", Recipe(count=3))) is None
