"""Frames carried along a flow."""

from __future__ import annotations

import numpy as np
import pytest

from engine.video.warp import warp

from ..conftest import Array
from .conftest import SPEED, middle


def still(frame: Array, x: float, y: float) -> Array:
    """The flow of a frame that moves as a whole."""
    return np.broadcast_to(np.array([x, y], np.float32), (*frame.shape[:2], 2)).copy()


def test_whole_pixels_are_moved_as_they_are(crops: list[Array]) -> None:
    frame = crops[0]
    moved = warp(frame, still(frame, 3, -2))
    assert moved[10:40, 10:40] == pytest.approx(frame[8:38, 13:43], abs=1e-5)
    assert moved[0] == pytest.approx(moved[2], abs=1e-5)  # what is outside repeats the border


def test_known_motion_leads_to_the_next_frame(crops: list[Array]) -> None:
    apart = middle(warp(crops[4], still(crops[4], *SPEED)) - crops[5])
    assert np.abs(apart).mean() < 0.25 * np.abs(middle(crops[4] - crops[5])).mean()


def test_forty_steps_of_half_a_pixel_keep_detail(crops: list[Array]) -> None:
    """A linear filter would leave a twentieth of it."""
    frame = np.tile(crops[0], (2, 2, 1))
    carried = frame
    for step in range(40):
        carried = warp(carried, still(frame, 0.5 if step % 2 else -0.5, 0))
    before, after = (middle(np.diff(picture, axis=1), 30).std() for picture in (frame, carried))
    assert after > 0.5 * before


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_any_number_of_channels(channels: int, crops: list[Array]) -> None:
    frame = np.resize(crops[0], (72, 96, channels))
    assert warp(frame, still(frame, 0, 0)) == pytest.approx(frame, abs=1e-5)
