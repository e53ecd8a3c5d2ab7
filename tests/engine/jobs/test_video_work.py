"""What is finished of a clip, whoever paints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError
from engine.imaging import read_image
from engine.jobs.video_folder import WorkFolder
from engine.jobs.video_job import VideoInput
from engine.jobs.video_work import SHOWN, VideoWork, note
from engine.media import open_clip

from .conftest import Pictures
from .video import FRAMES, files_of

RECIPE = {"clip": "a clip", "used": {"threads": 1}}


@pytest.fixture
def work(tmp_path: Path, pictures: Pictures) -> VideoWork:
    """The small clip, nothing of which is finished."""
    files = files_of(tmp_path, pictures, passes=2)
    return VideoWork(VideoInput(files), WorkFolder(files.output), RECIPE)


def finish(work: VideoWork, number: int, *indices: int) -> None:
    for index in indices:
        work._stores[number].write(index, np.full((32, 48, 3), (number + 1) / 4, np.float32))


def test_the_latest_pass_of_each_frame_is_written(work: VideoWork) -> None:
    assert (work.finished, work.total) == (0, 2 * FRAMES)
    with pytest.raises(InputError, match="No frame is finished"):
        work.write()
    finish(work, 0, 0, 1, 2, 3)
    finish(work, 1, 3, 2)
    assert work.write(100) == 4
    shades = [float(frame.pixels.mean()) for frame in open_clip(work.folder.path.with_suffix(""))]
    assert shades == pytest.approx([0.25, 0.25, 0.5, 0.5], abs=0.02)
    assert work.finished == 6


def test_the_report_counts_all_runs(work: VideoWork) -> None:
    """Shots may be painted in any order."""
    entries: list[dict[str, Any]] = [
        note(0, 2, {"begins_shot": True, "evaluations": 8}, 1.23456),
        note(0, 0, {"begins_shot": True, "evaluations": 8}, 1.0),
        note(0, 1, {}, 0.5),
    ]
    for entry in entries:
        work.folder.note(entry)
    report = json.loads(json.dumps(work.report()))
    assert (report["width"], report["height"], report["clip"]) == (48, 32, "a clip")
    assert report["shots"] == [0, 2]
    assert (report["evaluations"], report["seconds"]) == (16, 2.735)
    assert report["painted"] == entries


def test_what_was_begun_otherwise_is_not_mixed_with_it(work: VideoWork, tmp_path: Path, pictures: Pictures) -> None:
    with pytest.raises(InputError, match="begun with clip a clip, not another"):
        VideoWork(VideoInput(files_of(tmp_path, pictures)), work.folder, {**RECIPE, "clip": "another"})


def test_the_picture_to_look_at_is_small(work: VideoWork) -> None:
    work._show(np.full((1000, 2 * SHOWN, 3), 0.5, np.float32))
    assert read_image(work.folder.latest).pixels.shape == (500, SHOWN, 3)
