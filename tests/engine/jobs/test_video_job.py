"""What a clip takes, and one frame of it as it will be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError, Interrupted
from engine.jobs.video_job import VideoJob
from engine.options import Options
from engine.runtime import speed
from engine.runtime.selection import network_for

from .conftest import Pictures
from .video import files_of


@pytest.mark.parametrize(
    ("changed", "paintings"), [({}, 5), ({"every": 2}, 3), ({"every": 9}, 2), ({"passes": 3}, 15)], ids=str
)
def test_it_knows_how_many_frames_are_painted(
    changed: dict[str, int], paintings: int, tmp_path: Path, pictures: Pictures
) -> None:
    assert VideoJob(files_of(tmp_path, pictures, **changed)).paintings == paintings


def test_later_frames_are_forecast_at_a_quarter(tmp_path: Path, pictures: Pictures) -> None:
    options = Options(evaluations=40, threads=1)
    speed.learn(network_for(options), 1e-6)
    one = VideoJob(files_of(tmp_path, pictures, options=options, frames=range(1))).forecast()
    five = VideoJob(files_of(tmp_path, pictures, options=options)).forecast()
    first = one.seconds - 1
    assert 1.8 * first < five.seconds - 1 < 3 * first
    assert five.memory == one.memory


def test_a_preview_is_the_frame_of_that_time_painted_in_full(tmp_path: Path, pictures: Pictures) -> None:
    job = VideoJob(files_of(tmp_path, pictures))
    picture = job.preview(0.2)
    (content,) = job.frames.read(3, 4)
    expected = job.painter.paint(3, content, None, None)
    assert job.painter.report["evaluations"] == 8
    assert (picture == expected).all()
    assert not list(tmp_path.glob("*.frames"))


def test_a_preview_after_the_end_is_refused(tmp_path: Path, pictures: Pictures) -> None:
    with pytest.raises(InputError, match="no frame at 3"):
        VideoJob(files_of(tmp_path, pictures)).preview(3)


def test_a_preview_can_be_interrupted(tmp_path: Path, pictures: Pictures) -> None:
    def stop(_: object) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        VideoJob(files_of(tmp_path, pictures), on_progress=stop).preview(0)


def test_an_earlier_runs_device_threads_and_memory_are_used(tmp_path: Path, pictures: Pictures) -> None:
    files = files_of(tmp_path, pictures, options=Options(evaluations=8))
    begun = VideoJob(files).recipe
    begun["used"] = {"device": "cpu", "threads": 1, "memory_limit": 1234}
    assert VideoJob(files, begun).recipe["used"] == begun["used"]


def test_a_start_is_what_shots_begin_with(tmp_path: Path, pictures: Pictures) -> None:
    options = Options(evaluations=1, start="picture")
    job = VideoJob(files_of(tmp_path, pictures, options=options, start=tmp_path / "style.png"))
    (content,) = job.frames.read(0, 1)
    painted = job.painter.paint(0, content, None, None)
    assert np.abs(painted - pictures("van_gogh_night_cafe", 48, 32)).mean() < 0.05
