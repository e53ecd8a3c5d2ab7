"""Opening what is no clip, in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import av
import pytest

from engine.errors import InputError
from engine.media.opening import opened, picture_stream, reading

from .clips import Recipe, video


def error_of(path: Path) -> InputError:
    with pytest.raises(InputError) as caught, opened(path) as container:
        picture_stream(container, path)
    assert caught.value.hint
    return caught.value


def test_the_first_moving_picture_is_found(mp4: Path) -> None:
    with opened(mp4) as container:
        assert picture_stream(container, mp4).type == "video"


def test_sound_alone_is_said(mp4: Path, tmp_path: Path) -> None:
    path = tmp_path / "sound.m4a"
    with av.open(str(mp4)) as source, av.open(str(path), "w", format="mp4") as sink:
        copy = sink.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = copy
                sink.mux(packet)
    assert "has only sound" in str(error_of(path))


def test_a_cover_picture_is_no_clip(mp4: Path, samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "album.m4a"
    photograph = str(samples / "content" / "cat.jpg")
    with av.open(str(mp4)) as source, av.open(photograph) as cover, av.open(str(path), "w", format="mp4") as sink:
        sound = sink.add_stream_from_template(source.streams.audio[0])
        picture = sink.add_stream_from_template(cover.streams.video[0])
        picture.disposition = av.stream.Disposition.attached_pic.value
        for container, copy in ((cover, picture), (source, sound)):
            for packet in container.demux(container.streams.best(copy.type)):
                if packet.size:
                    packet.stream = copy
                    sink.mux(packet)
    assert "has only sound" in str(error_of(path))


def test_a_still_picture_is_said(samples: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(samples / "content" / "cat.jpg", tmp_path / "cat.mp4"))
    assert "is a still picture" in str(error_of(path))


def test_text_is_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_text("no clip\n" * 100)
    assert "not a video or an animation" in str(error_of(path))


def test_a_missing_index_is_said(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mp4", Recipe(count=2))
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 4])
    assert "its index (moov) is missing" in str(error_of(path))


def test_errors_of_ffmpeg_become_sentences(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="damaged or cut short") as caught, reading(tmp_path / "x.mp4"):
        av.open(str(tmp_path / "x.mp4"))
    assert caught.value.code == "clip-damaged"
