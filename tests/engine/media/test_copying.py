"""Sound, subtitles, chapters and titles come over as they are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from engine.errors import InputError
from engine.media import open_clip, write_clip
from engine.media.copying import Cut, kept_streams, left_out
from engine.media.opening import opened

from .clips import packets, video, with_subtitles


def repainted(source: Path, path: Path, frames: range | None = None) -> Path:
    """The same frames, written anew."""
    clip = open_clip(source, frames=frames)
    write_clip(path, source, (frame.pixels for frame in clip), clip.timing(), whole=clip.whole)
    return path


def chapters(container: Any) -> list[tuple[str, float, float]]:
    """Titles, and when they begin and end in seconds."""
    return [
        (one["metadata"]["title"], float(one["start"] * one["time_base"]), float(one["end"] * one["time_base"]))
        for one in container.chapters()
    ]


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".m4v"])
def test_sound_is_copied_bit_for_bit(mp4: Path, tmp_path: Path, suffix: str) -> None:
    result = repainted(mp4, tmp_path / f"out{suffix}")
    assert len(packets(mp4, "audio")) > 20
    assert packets(result, "audio") == packets(mp4, "audio")


def test_subtitles_are_copied_bit_for_bit(mkv: Path, tmp_path: Path) -> None:
    result = repainted(mkv, tmp_path / "out.mkv")
    assert [words for _, _, words in packets(mkv, "subtitle")] == [b"One", b"Two & three"]
    assert packets(result, "subtitle") == packets(mkv, "subtitle")
    assert packets(result, "audio") == packets(mkv, "audio")
    with av.open(str(result)) as container:
        assert container.streams.subtitles[0].metadata["language"] == "eng"


def test_subtitles_of_mp4_are_copied(mp4: Path, tmp_path: Path) -> None:
    source = with_subtitles(tmp_path / "text.mp4", mp4)
    result = repainted(source, tmp_path / "out.mp4")
    words = [packet for packet in packets(source, "subtitle") if len(packet[2]) > 2]
    assert [packet[2][2:] for packet in words] == [b"One", b"Two & three"]
    assert packets(result, "subtitle") == packets(source, "subtitle")


def test_titles_and_chapters_are_copied(mp4: Path, tmp_path: Path) -> None:
    result = repainted(mp4, tmp_path / "out.mp4")
    with av.open(str(mp4)) as source, av.open(str(result)) as container:
        assert container.metadata["title"] == "A title"
        assert container.metadata["creation_time"] == source.metadata["creation_time"]
        assert chapters(container) == chapters(source) == [("First", 0, 0.2), ("Second", 0.2, 0.48)]


def test_names_of_apples_are_kept(tmp_path: Path, mp4: Path) -> None:
    place = "+52.5200+013.4050/"
    source = tmp_path / "phone.mov"
    options = {"movflags": "use_metadata_tags"}
    with av.open(str(mp4)) as plain, av.open(str(source), "w", container_options=options) as sink:
        copy = sink.add_stream_from_template(plain.streams.video[0])
        sink.metadata["com.apple.quicktime.location.ISO6709"] = place
        for packet in plain.demux(video=0):
            if packet.size:
                packet.stream = copy
                sink.mux(packet)
    with av.open(str(repainted(source, tmp_path / "out.mov"))) as container:
        assert container.metadata["com.apple.quicktime.location.ISO6709"] == place


def test_a_part_has_its_own_sound_and_chapters(mp4: Path, tmp_path: Path) -> None:
    result = repainted(mp4, tmp_path / "out.mp4", range(4, 9))
    kept, everything = packets(result, "audio"), packets(mp4, "audio")
    start, end = Fraction(4, 25), Fraction(9, 25)
    expected = [packet for packet in everything if start <= packet[0] < end]
    assert [packet[2] for packet in kept] == [packet[2] for packet in expected]
    shifts = {round(float(two[0] - one[0]), 3) for one, two in zip(kept, expected, strict=True)}
    assert shifts == {0.16}
    with av.open(str(result)) as container:
        assert chapters(container) == [("First", 0, 0.04), ("Second", 0.04, 0.2)]


def test_a_subtitle_that_has_begun_is_kept_in_part(mkv: Path, tmp_path: Path) -> None:
    zero = open_clip(mkv).timing()[0][0]
    result = repainted(mkv, tmp_path / "out.mkv", range(3, 8))
    assert [words for _, _, words in packets(result, "subtitle")] == [b"One", b"Two & three"]
    first, second = packets(result, "subtitle")
    before = packets(mkv, "subtitle")[1]
    assert first[0] == 0
    assert second[0] == before[0] - zero - Fraction(3, 25)


def test_a_container_that_cannot_hold_the_sound_is_refused(mp4: Path, tmp_path: Path) -> None:
    with (
        opened(mp4) as source,
        pytest.raises(InputError, match=r"cannot hold the sound of the input, coded as aac") as caught,
    ):
        kept_streams(source, "webm", tmp_path / "out.webm")
    assert caught.value.hint == "Write .mp4 or .mov or .mkv instead."


def test_a_container_that_cannot_hold_the_subtitles_is_refused(mkv: Path, tmp_path: Path) -> None:
    with opened(mkv) as source, pytest.raises(InputError, match=r"cannot hold the subtitles of the input") as caught:
        kept_streams(source, "mp4", tmp_path / "out.mp4")
    assert caught.value.hint == "Write .mkv instead."


def test_titles_of_chapters_are_no_loss(mp4: Path) -> None:
    with opened(mp4) as source:
        assert left_out(source, mp4) == []


def test_a_second_picture_is_said_to_be_left_out(mp4: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    with (
        av.open(str(mp4)) as plain,
        av.open(str(video(tmp_path / "other.mp4"))) as other,
        av.open(str(path), "w") as sink,
    ):
        for container in (plain, other):
            sink.add_stream_from_template(container.streams.video[0])
        for index, container in enumerate((plain, other)):
            for packet in container.demux(video=0):
                if packet.size:
                    packet.stream = sink.streams[index]
                    sink.mux(packet)
    with opened(path) as source:
        assert left_out(source, path) == ["a further picture"]


def test_a_cut_keeps_what_lies_in_it() -> None:
    cut = Cut(Fraction(2), Fraction(2), Fraction(5)).moved(Fraction(10))
    assert cut == Cut(Fraction(12), Fraction(12), Fraction(15))
    assert cut.keeps(Fraction(11), Fraction(13))
    assert not cut.keeps(Fraction(11), Fraction(12))
    assert not cut.keeps(Fraction(15), Fraction(16))
    assert [cut.inside(Fraction(time)) for time in (10, 13, 20)] == [12, 13, 15]
    assert Cut().keeps(Fraction(0), Fraction(1))
