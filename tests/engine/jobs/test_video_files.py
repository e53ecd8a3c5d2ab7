"""What a clip's files hold, and what cannot be asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.imaging import write_image
from engine.jobs.video_files import ClipFrames, VideoFiles, read_styles
from engine.losses.style import Style
from engine.options import Options

from .conftest import Pictures
from .video import FRAMES, files_of


@pytest.fixture
def files(tmp_path: Path, pictures: Pictures) -> VideoFiles:
    """The clip."""
    return files_of(tmp_path, pictures)


def test_frames_are_read_by_their_place_in_the_part(files: VideoFiles, tmp_path: Path, pictures: Pictures) -> None:
    whole = list(ClipFrames(files.open(), files.options).read(0, FRAMES))
    part = files_of(tmp_path, pictures, frames=range(2, 5)).open()
    frames = ClipFrames(part, files.options)
    assert frames.count == 3
    for found, expected in zip(frames.read(1, 3), whole[3:5], strict=True):
        assert (found == expected).all()


def test_frames_have_the_working_size_where_it_is_kept(files: VideoFiles) -> None:
    kept = Options(size=24, rescale_image=False)
    frames = ClipFrames(files.open(), kept)
    assert frames.size == (24, 16)
    assert next(frames.read(0, 1)).shape == (16, 24, 3)
    square = ClipFrames(files.open(), Options(size=24, rescale_image=False, maintain_aspect_ratio=False))
    assert square.size == (24, 24)
    assert ClipFrames(files.open(), Options(size=24)).size == (48, 32)


def test_then_single_frames_are_painted_at_their_own_size(
    files: VideoFiles, tmp_path: Path, pictures: Pictures
) -> None:
    kept = files_of(tmp_path, pictures, options=Options(size=24, rescale_image=False))
    assert kept.options_of_frames() == Options()
    assert files.options_of_frames() == files.options


def test_styles_come_with_their_parts_and_without_their_regions(files: VideoFiles, tmp_path: Path) -> None:
    mask = np.zeros((8, 8, 3), np.float32)
    mask[:4] = 1
    write_image(tmp_path / "mask.png", mask)
    path = tmp_path / "mask.png"
    chosen = [Style(tmp_path / "style.png", 2.0, 50.0, path, path)]
    styles, masks = read_styles(VideoFiles(files.clip, chosen, files.options, files.output), files.open())
    assert (styles[0].weight, styles[0].scale, styles[0].region) == (2.0, 50.0, None)
    assert styles[0].mask is not None
    assert styles[0].mask.mean() == 0.5
    (region,) = masks.at(0)
    assert region is not None
    assert region.mean() == 0.5


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"every": 0}, "--every cannot be 0"),
        ({"passes": 11}, "--passes cannot be 11. Give a number from 1 to 10"),
        ({"every": 2, "passes": 2}, "Give one of them"),
    ],
)
def test_what_makes_no_sense_is_refused(
    changed: dict[str, int], message: str, tmp_path: Path, pictures: Pictures
) -> None:
    with pytest.raises(InputError, match=message):
        files_of(tmp_path, pictures, **changed)
