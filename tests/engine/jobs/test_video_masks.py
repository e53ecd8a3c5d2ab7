"""Regions from pictures and from clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.imaging import write_image
from engine.jobs import video_masks
from engine.jobs.video_masks import MovingMasks
from engine.media import open_clip

from ..conftest import Array
from .clips import write_gif


def noise(count: int) -> list[Array]:
    """Frames of which none is like another."""
    frame = np.random.default_rng(6).random((8, 12, 3), np.float32)
    return [np.roll(frame, index, 1) for index in range(count)]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Seven frames."""
    return write_gif(tmp_path / "clip.gif", noise(7), [40] * 7)


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    """A white column that moves to the right, one pixel a frame, in seven frames."""
    frames = [np.zeros((8, 12, 3), np.float32) for _ in range(7)]
    for index, frame in enumerate(frames):
        frame[:, index] = 1
    return write_gif(tmp_path / "masks.gif", frames, [40] * 7)


@pytest.fixture
def still(tmp_path: Path) -> Path:
    """A picture whose left half is white."""
    mask = np.zeros((8, 12, 3), np.float32)
    mask[:, :6] = 1
    write_image(tmp_path / "still.png", mask)
    return tmp_path / "still.png"


def test_a_clip_has_a_mask_for_each_frame_in_any_order(
    clip: Path, masks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_masks, "CHUNK", 3)
    found = MovingMasks([masks], open_clip(clip))
    assert found.moving
    for index in (0, 1, 5, 4, 3, 2, 6):
        (mask,) = found.at(index)
        assert mask is not None
        assert (mask > 0.5).any(0).nonzero()[0].tolist() == [index]


def test_a_part_of_a_clip_takes_the_masks_of_that_part(clip: Path, masks: Path) -> None:
    (mask,) = MovingMasks([masks], open_clip(clip, frames=range(2, 5))).at(1)
    assert mask is not None
    assert (mask > 0.5).any(0).nonzero()[0].tolist() == [3]


def test_a_picture_serves_all_frames(clip: Path, still: Path) -> None:
    found = MovingMasks([still, None], open_clip(clip))
    assert not found.moving
    mask, none = found.at(4)
    assert none is None
    assert mask is not None
    assert mask.mean() == 0.5


def test_a_clip_of_masks_that_is_too_short_is_refused(masks: Path, tmp_path: Path) -> None:
    longer = write_gif(tmp_path / "longer.gif", noise(9), [40] * 9)
    with pytest.raises(InputError, match=r"masks\.gif has 7 frames; painting .*longer\.gif needs 9"):
        MovingMasks([masks], open_clip(longer))


def test_what_is_neither_is_refused(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    with pytest.raises(InputError, match=r"text\.png"):
        MovingMasks([tmp_path / "text.png"], open_clip(clip))
