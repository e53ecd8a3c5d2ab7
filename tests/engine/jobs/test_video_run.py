"""Clips painted from files to a file: resumed, in part, in passes, as a draft."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError, Interrupted
from engine.imaging import read_image
from engine.jobs.video_run import VideoRun
from engine.jobs.video_work import VideoProgress
from engine.media import open_clip

from .conftest import Pictures
from .video import FRAMES, files_of


def stop_after(frames: int) -> Callable[[VideoProgress], None]:
    """Interrupts in the middle of the frame after so many."""

    def watch(progress: VideoProgress) -> None:
        if progress.finished == frames and progress.frame is not None:
            raise Interrupted

    return watch


@pytest.mark.slow
def test_a_clip_is_painted(tmp_path: Path, pictures: Pictures) -> None:
    files, seen = files_of(tmp_path, pictures), list[VideoProgress]()
    run = VideoRun(files, on_progress=seen.append)
    assert run.paint()
    assert run.write() == FRAMES
    report = json.loads(json.dumps(run.report()))
    assert report["shots"] == [0, 2]
    assert [frame["evaluations"] for frame in report["painted"]] == [8, 2, 8, 2, 2]
    assert report["evaluations"] == 22
    assert (report["width"], report["height"]) == (48, 32)
    assert open_clip(files.output).timing() == open_clip(files.clip).timing()
    assert [one.finished for one in seen if one.frame is None] == [1, 2, 3, 4, 5]
    assert seen[-1].seconds_left == 0
    assert len([one for one in seen if one.frame]) == 22


@pytest.mark.slow
@pytest.mark.parametrize("changed", [{}, {"every": 2}, {"passes": 2}], ids=["one pass", "a draft", "two passes"])
def test_a_resumed_clip_is_the_same_to_the_byte(changed: dict[str, int], tmp_path: Path, pictures: Pictures) -> None:
    files = files_of(tmp_path, pictures, **changed)
    whole = VideoRun(files)
    whole.paint()
    whole.write()
    expected = files.output.read_bytes()
    whole.folder.remove()
    total = whole.total
    assert not VideoRun(files, on_progress=stop_after(1)).paint()
    for stop in range(2, total, 3):
        VideoRun(files, resume=True, on_progress=stop_after(stop)).paint()
    last = VideoRun(files, resume=True)
    assert last.paint()
    assert last.finished == total
    last.write()
    assert files.output.read_bytes() == expected
    again = [(frame["pass"], frame["frame"]) for frame in last.report()["painted"]]
    assert len(again) == len(set(again)) == total


def test_what_is_finished_can_be_written(tmp_path: Path, pictures: Pictures) -> None:
    files = files_of(tmp_path, pictures)
    run = VideoRun(files, on_progress=stop_after(3))
    assert not run.paint()
    assert run.write() == 3
    written = list(open_clip(files.output))
    assert len(written) == 3
    frames = [run.folder.path / "pass-1" / f"{index:08}.png" for index in range(3)]
    assert all(frame.is_file() for frame in frames)


def test_where_nothing_is_finished_nothing_is_written(tmp_path: Path, pictures: Pictures) -> None:
    run = VideoRun(files_of(tmp_path, pictures), on_progress=stop_after(0))
    assert not run.paint()
    with pytest.raises(InputError, match="No frame is finished"):
        run.write()


@pytest.mark.slow
def test_an_interrupted_second_pass_is_written_with_what_both_have(tmp_path: Path, pictures: Pictures) -> None:
    files = files_of(tmp_path, pictures, passes=2)
    run = VideoRun(files, on_progress=stop_after(FRAMES + 2))
    assert not run.paint()
    assert run.write() == FRAMES
    assert (run.finished, run.total) == (FRAMES + 2, 2 * FRAMES)


def test_a_draft_paints_the_first_and_each_second_frame_of_a_shot(tmp_path: Path, pictures: Pictures) -> None:
    run = VideoRun(files_of(tmp_path, pictures, every=2))
    assert run.paint()
    taken = {frame["frame"]: frame["evaluations"] for frame in run.report()["painted"]}
    assert taken == {0: 8, 1: 2, 2: 8, 3: 0, 4: 2}


def test_a_part_begins_at_its_first_frame(tmp_path: Path, pictures: Pictures) -> None:
    files = files_of(tmp_path, pictures, frames=range(2, 4))
    run = VideoRun(files)
    run.paint()
    assert run.write() == 2
    assert [float(duration) for _, duration in open_clip(files.output).timing()] == pytest.approx([0.04, 0.12])


def test_the_latest_frame_is_shown(tmp_path: Path, pictures: Pictures) -> None:
    run = VideoRun(files_of(tmp_path, pictures, frames=range(1)))
    run.paint()
    shown = read_image(run.folder.latest).pixels
    stored = read_image(run.folder.path / "pass-1" / "00000000.png").pixels
    assert np.abs(shown - stored).mean() < 0.02
