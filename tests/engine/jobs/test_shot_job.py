"""A shot without paths does in another folder what the whole clip does here."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import Interrupted
from engine.imaging import write_image
from engine.jobs.shot_job import ShotJob, files_of_shots, frame_of, name_of, shot_job
from engine.jobs.video_run import VideoRun
from engine.losses.style import Style
from engine.options import Options
from engine.runtime.network import Network
from engine.runtime.selection import network_for
from engine.tracking.progress import Progress

from .conftest import Pictures
from .video import files_of

OPTIONS = Options(evaluations=8, threads=1)


@pytest.fixture
def one_thread() -> Network:
    """What the jobs compute with."""
    return network_for(OPTIONS)


def moved(named: dict[str, Path], folder: Path) -> dict[str, Path]:
    """Copies of files in folders of their own, as a worker has them."""
    places = {}
    for number, (name, path) in enumerate(named.items()):
        places[name] = folder / "files" / str(number) / path.name
        places[name].parent.mkdir(parents=True)
        shutil.copy(path, places[name])
    return places


@pytest.mark.slow
@pytest.mark.parametrize("changed", [{}, {"passes": 2}, {"every": 2}], ids=["one pass", "two passes", "a draft"])
def test_the_same_frames_as_in_the_whole_clip(
    changed: dict[str, int], tmp_path: Path, pictures: Pictures, one_thread: Network
) -> None:
    """The second shot, of which two frames are there already."""
    files = files_of(tmp_path, pictures, **changed)
    whole = VideoRun(files)
    whole.paint()
    given = {(0, index): whole.folder.path / f"pass-1/{2 + index:08}.png" for index in (0, 2)}
    job, named = shot_job(files, files.options, range(2, 5), given)
    (tmp_path / "there").mkdir()
    again = ShotJob.from_mapping(json.loads(json.dumps(job.to_mapping())))
    assert again == job
    painted = again.run(moved(named, tmp_path), tmp_path / "there", one_thread, lambda _: None)
    assert not painted.stopped
    made = {path.relative_to(tmp_path / "there").as_posix() for path in (tmp_path / "there").rglob("*.png")}
    passes = range(changed.get("passes", 1))
    assert made == {name_of((number, index)) for number in passes for index in range(3)} - set(map(name_of, given))
    for name in made:
        number, index = frame_of(name)
        expected = whole.folder.path / name_of((number, 2 + index))
        assert (tmp_path / "there" / name).read_bytes() == expected.read_bytes()
    noted = {(entry["pass"], entry["frame"]) for entry in painted.report["painted"]}
    assert noted == {(number + 1, 2 + index) for number, index in map(frame_of, made)}


def test_one_that_is_interrupted_keeps_its_finished_frames(
    tmp_path: Path, pictures: Pictures, one_thread: Network
) -> None:
    job, named = shot_job(files_of(tmp_path, pictures), OPTIONS, range(2, 5), {})
    seen: list[tuple[int, int] | None] = []

    def stop(progress: Progress) -> None:
        seen.append(progress.frame)
        if progress.frame == (1, 3):
            raise Interrupted

    (tmp_path / "there").mkdir()
    painted = job.run(named, tmp_path / "there", one_thread, stop)
    assert painted.stopped
    assert set(seen) == {(0, 3), (1, 3)}
    assert [path.name for path in (tmp_path / "there").rglob("*.png")] == ["00000000.png"]
    assert [entry["frame"] for entry in painted.report["painted"]] == [2]


def test_it_names_each_file_once(tmp_path: Path, pictures: Pictures) -> None:
    files = files_of(tmp_path, pictures)
    write_image(tmp_path / "mask.png", pictures("cat", 48, 32))
    style = tmp_path / "style.png"
    styles = [Style(style, 2.0, region=tmp_path / "mask.png"), Style(style, mask=tmp_path / "mask.png")]
    files = replace(files, styles=styles, start=style)
    job, named = shot_job(files, OPTIONS, range(2, 5), {(1, 2): tmp_path / "frame.png"})
    assert set(files_of_shots(files)) == {files.clip, style, tmp_path / "mask.png"}
    assert named["pass-2/00000002.png"] == tmp_path / "frame.png"
    assert len(named) == 4
    assert (job.frames, job.finished) == ((2, 5), ("pass-2/00000002.png",))
    assert named[job.styles[0].region or ""] == named[job.styles[1].mask or ""] == tmp_path / "mask.png"
    assert job.adapted(3, 500).options == replace(OPTIONS, threads=3, memory_limit=500)


def test_names_of_frames() -> None:
    assert name_of((0, 12)) == "pass-1/00000012.png"
    assert frame_of(name_of((1, 7))) == (1, 7)
