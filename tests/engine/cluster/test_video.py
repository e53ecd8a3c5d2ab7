"""A clip whose shots two workers paint: the same bytes as here, also when one of them is killed."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.cluster import Cluster, ClusterSettings, open_cluster
from engine.cluster.video import ClusterVideo, paint_preview
from engine.errors import EngineError, InputError, Interrupted
from engine.imaging import read_image, write_image
from engine.jobs.video_files import VideoFiles
from engine.jobs.video_job import VideoJob
from engine.jobs.video_run import VideoRun
from engine.jobs.video_work import VideoProgress
from engine.losses.style import Style
from engine.options import Options

from ..conftest import Array
from ..jobs.clips import write_gif
from .conftest import Pictures, is_busy, wait_until
from .processes import DaskProcesses, wait_for_workers

SHOTS, FRAMES = 4, 3
TOTAL = SHOTS * FRAMES


@pytest.fixture
def files(tmp_path: Path, pictures: Pictures) -> VideoFiles:
    """A GIF of four shots of three frames, 48 x 32 pixels."""
    frames: list[Array] = []
    for name in ("cat", "coffee", "astronaut", "van_gogh_night_cafe"):
        scene = pictures(name, 60, 40)
        frames += [scene[4:36, 2 * at : 2 * at + 48] for at in range(FRAMES)]
    clip = write_gif(tmp_path / "clip.gif", frames, [40] * TOTAL)
    write_image(tmp_path / "style.png", pictures("van_gogh_vestibule", 40, 32))
    return VideoFiles(clip, [Style(tmp_path / "style.png")], Options(evaluations=8, threads=1), tmp_path / "there.gif")


@pytest.fixture
def expected(files: VideoFiles, tmp_path: Path) -> bytes:
    """What this process makes of it."""
    run = VideoRun(replace(files, output=tmp_path / "here.gif"))
    assert run.paint()
    run.write()
    return (tmp_path / "here.gif").read_bytes()


def stop_when(is_so: Callable[[VideoProgress], bool]) -> Callable[[VideoProgress], None]:
    def watch(progress: VideoProgress) -> None:
        if is_so(progress):
            raise Interrupted

    return watch


@pytest.mark.slow
def test_a_killed_workers_shot_is_painted_by_another(tmp_path: Path, files: VideoFiles, expected: bytes) -> None:
    """After the first shot has come, one of two workers is killed while it paints."""
    seen: list[VideoProgress] = []
    with DaskProcesses(tmp_path) as dask:
        victim, _ = dask.add_worker("--name", "victim"), dask.add_worker("--name", "other")
        wait_for_workers(dask.address, 2)
        with open_cluster(ClusterSettings(dask.address)) as cluster:
            run = ClusterVideo(cluster, files, on_progress=seen.append)

            def kill() -> None:
                wait_until(lambda: run.finished >= FRAMES and is_busy(cluster, "victim"))
                victim.kill()

            killer = threading.Thread(target=kill)
            killer.start()
            assert run.paint()
            killer.join()
        assert victim.wait() == -signal.SIGKILL
    assert run.write() == TOTAL
    assert files.output.read_bytes() == expected
    report = json.loads(json.dumps(run.report()))
    assert report["shots"] == [0, 3, 6, 9]
    assert sorted(entry["frame"] for entry in report["painted"]) == list(range(TOTAL))  # each once
    assert report["painted"][-1]["worker"] == "other"
    assert (seen[-1].finished, seen[-1].total, seen[-1].seconds_left) == (TOTAL, TOTAL, 0)
    assert any(one.frame is not None for one in seen)
    assert run.folder.latest.is_file()


@pytest.mark.slow
def test_an_interrupt_keeps_finished_frames_and_a_resumed_run_repeats_none(
    cluster: Cluster, files: VideoFiles, expected: bytes
) -> None:
    run = ClusterVideo(cluster, files, on_progress=stop_when(lambda progress: progress.finished >= 4))
    assert not run.paint()
    assert 4 <= run.finished < TOTAL
    wait_until(lambda: not is_busy(cluster))
    known = {path: path.stat().st_mtime_ns for path in run.folder.path.rglob("[0-9]*.png")}
    again = ClusterVideo(cluster, files, resume=True)
    assert again.finished == len(known)
    assert again.paint()
    assert again.write() == TOTAL
    assert files.output.read_bytes() == expected
    assert {path: path.stat().st_mtime_ns for path in known} == known
    frames = [entry["frame"] for entry in again.report()["painted"]]
    assert sorted(frames) == list(range(TOTAL))


@pytest.mark.slow
def test_what_was_begun_here_goes_on_there_and_back(cluster: Cluster, files: VideoFiles, expected: bytes) -> None:
    VideoRun(files, on_progress=stop_when(lambda progress: progress.finished == 2)).paint()
    there = ClusterVideo(cluster, files, resume=True, on_progress=stop_when(lambda progress: progress.finished >= 6))
    there.paint()
    here = VideoRun(files, resume=True)
    assert here.finished >= 6
    assert here.paint()
    here.write()
    assert files.output.read_bytes() == expected


@pytest.mark.slow
def test_without_a_scheduler_finished_frames_stay(tmp_path: Path, files: VideoFiles) -> None:
    with DaskProcesses(tmp_path) as dask:
        dask.add_worker()
        wait_for_workers(dask.address, 1)
        with open_cluster(ClusterSettings(dask.address)) as cluster:
            run = ClusterVideo(cluster, files)

            def kill() -> None:
                wait_until(lambda: run.finished >= FRAMES)
                dask.scheduler.kill()

            killer = threading.Thread(target=kill)
            killer.start()
            with pytest.raises(EngineError, match="connection to the scheduler is lost"):
                run.paint()
            killer.join()
    assert FRAMES <= run.finished < TOTAL
    assert run.write() >= FRAMES


def test_a_shot_that_fails_ends_the_others_in_words(cluster: Cluster, files: VideoFiles) -> None:
    too_small = replace(files, options=replace(files.options, memory_limit=1))
    run = ClusterVideo(cluster, too_small)
    with pytest.raises(InputError, match="1 MiB may be used"):
        run.paint()
    wait_until(lambda: not is_busy(cluster))


def test_a_file_that_has_gone_is_named(cluster: Cluster, files: VideoFiles, tmp_path: Path) -> None:
    run = ClusterVideo(cluster, files)
    (tmp_path / "style.png").unlink()
    with pytest.raises(InputError, match=r"style\.png does not exist"):
        run.paint()


def test_a_preview_is_the_frame_as_it_is_painted_here(cluster: Cluster, files: VideoFiles, tmp_path: Path) -> None:
    part = replace(files, frames=range(3, 9))
    there = paint_preview(cluster, part, 0.21, lambda _: None, lambda: False)
    here = VideoJob(part).preview(0.21)
    assert there is not None
    write_image(tmp_path / "here.png", here)
    assert np.array_equal(there, read_image(tmp_path / "here.png").pixels)
