"""What is said before the first frame is painted, and what is written after the last."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.media import check_clip_writable, open_clip, write_clip

from .clips import Recipe, animation, video


def notes(path: Path, source: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    with caplog.at_level(logging.WARNING, logger="engine"):
        check_clip_writable(path, source)
    return [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize("suffix", [".mp4", ".m4v", ".mov", ".mkv"])
def test_a_container_that_keeps_all_says_nothing(
    mp4: Path, tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert notes(tmp_path / f"out{suffix}", mp4, caplog) == []
    assert list(tmp_path.iterdir()) == []


def test_sound_that_cannot_be_kept_is_refused(mp4: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot hold the sound of the input"):
        check_clip_writable(tmp_path / "out.webm", mp4)


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
def test_an_animated_picture_says_that_it_has_no_sound(
    mp4: Path, tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    (note,) = notes(tmp_path / f"out{suffix}", mp4, caplog)
    assert "sound, subtitles and chapters are left out" in note


def test_lost_transparency_and_padding_are_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from PIL import Image

    from .clips import holed

    path = tmp_path / "odd.gif"
    frames = [Image.fromarray(holed(index)[:63, :95]) for index in range(2)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=50, disposal=2)
    found = notes(tmp_path / "out.mp4", path, caplog)
    assert any("is shown on white" in note for note in found)
    assert any("96 x 64 pixels" in note for note in found)
    caplog.clear()
    assert notes(tmp_path / "out.webm", path, caplog) == []


def test_a_gif_that_is_too_fast_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = animation(tmp_path / "in.png", delays=[1000 / 60] * 4)
    assert any("at most 50 frames" in note for note in notes(tmp_path / "out.gif", source, caplog))


@pytest.mark.parametrize(
    ("name", "words"),
    [("out.avi", "not known by its suffix"), ("missing/out.mp4", "does not exist"), ("folder.mp4", "is a folder")],
)
def test_a_place_that_cannot_be_written_is_said(mp4: Path, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(InputError, match=words):
        check_clip_writable(tmp_path / name, mp4)
    with pytest.raises(InputError, match=words):
        write_clip(tmp_path / name, mp4, iter([]), [])


def test_the_input_is_not_overwritten(mp4: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.mp4"
    link.symlink_to(mp4)
    with pytest.raises(InputError, match="is the input itself"):
        check_clip_writable(link, mp4)


def test_no_frame_is_no_clip(mp4: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no frame"):
        write_clip(tmp_path / "out.mp4", mp4, iter([]), open_clip(mp4).timing())


def test_what_was_finished_is_a_clip_of_its_own(mp4: Path, tmp_path: Path) -> None:
    clip = open_clip(mp4)
    finished = [frame.pixels for frame in clip][:5]
    write_clip(tmp_path / "out.mp4", mp4, iter(finished), clip.timing()[:5], whole=False)
    assert open_clip(tmp_path / "out.mp4").timing() == clip.timing()[:5]


def test_an_error_of_the_painter_leaves_nothing(mp4: Path, tmp_path: Path) -> None:
    def frames():  # type: ignore[no-untyped-def]
        yield next(iter(open_clip(mp4))).pixels
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_clip(tmp_path / "out.mp4", mp4, frames(), open_clip(mp4).timing())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webp", ".apng"])
def test_memory_does_not_grow_with_length(tmp_path: Path, suffix: str) -> None:
    peaks = []
    for count in (60, 300):
        recipe = Recipe(count=40, width=240, height=160, sound="", chapters=False)
        source = video(tmp_path / f"{count}.mp4", recipe)
        peaks.append(_peak_of(source, tmp_path / f"out{count}{suffix}", count))
    assert peaks[1] < 1.05 * peaks[0]


def _peak_of(source: Path, path: Path, count: int) -> int:
    """The largest memory of a process that writes `count` frames of a clip over and over, in KiB."""
    script = f"""
import resource
from fractions import Fraction
from itertools import cycle, islice
from engine.media import open_clip, write_clip
def frames():
    while True:
        yield from (frame.pixels for frame in open_clip({str(source)!r}))
timing = [(Fraction(index, 25), Fraction(1, 25)) for index in range({count})]
write_clip({str(path)!r}, {str(source)!r}, islice(frames(), {count}), timing)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    assert open_clip(path).count == count
    return int(run.stdout)
