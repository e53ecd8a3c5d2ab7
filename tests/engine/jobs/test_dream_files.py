"""Dreams from files, and the names of their frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import DreamOptions, InputError
from engine.imaging import read_image
from engine.jobs.dream_files import MOST_FRAMES, DreamFiles, frame_paths, read_dream_job


def test_one_picture_keeps_its_name_and_frames_are_numbered() -> None:
    assert list(frame_paths(Path("a/dream.png"), None)) == [Path("a/dream.png")]
    assert list(frame_paths(Path("dream.jpg"), 2)) == [Path("dream-0001.jpg"), Path("dream-0002.jpg")]
    assert next(frame_paths(Path("dream.png"), 12345)) == Path("dream-00001.png")


@pytest.mark.parametrize(("frames", "zoom"), [(0, 1.1), (MOST_FRAMES + 1, 1.1), (2, 0.9), (2, 2.1)])
def test_frames_and_zooms_that_cannot_be(frames: int, zoom: float) -> None:
    with pytest.raises(InputError):
        DreamFiles(Path("in.png"), DreamOptions(), frames=frames, zoom=zoom)


def test_the_job_has_the_pictures_pixels(folder: Path) -> None:
    files = DreamFiles(folder / "in/content.png", DreamOptions(steps=3), folder / "in/style.png")
    picture, job = read_dream_job(files)
    assert picture.pixels is job.content
    assert (job.content.shape, job.options.steps) == ((32, 48, 3), 3)
    assert job.guide is not None
    assert (job.guide == read_image(folder / "in/style.png").pixels).all()
