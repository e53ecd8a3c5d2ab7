"""Optical flow against known motion."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.imaging.colour import LUMA
from engine.video.flow import enlarged, flow, grey

from ..conftest import Array
from .conftest import SPEED, middle


def test_a_moving_window_has_its_speed_as_flow(crops: list[Array]) -> None:
    found = middle(enlarged(flow(grey(crops[3]), grey(crops[2])), 96, 72))
    assert np.median(found, (0, 1)) == pytest.approx(SPEED, abs=0.1)
    assert found.std((0, 1)).max() < 0.3


def test_the_number_of_threads_changes_nothing(crops: list[Array]) -> None:
    shades = [grey(frame) for frame in crops[:2]]
    before = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        one = flow(*shades)
        cv2.setNumThreads(4)
        assert (flow(*shades) == one).all()
        assert cv2.getNumThreads() == 4
    finally:
        cv2.setNumThreads(before)


def test_narrow_frames_stand_still() -> None:
    narrow = np.zeros((9, 512), np.uint8)
    assert not flow(narrow, narrow).any()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((900, 1200), (576, 768)),
        ((600, 400), (600, 400)),
        ((96, 128), (384, 512)),
        ((30, 40), (120, 160)),
        ((1, 3), (4, 12)),
    ],
)
def test_flows_are_computed_at_a_middling_size(size: tuple[int, int], expected: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    frame = np.clip(rng.random((*size, 3), np.float32), 0, 1)
    shades = grey(frame)
    assert shades.shape == expected
    assert abs(float(shades.mean()) / 255 - float((frame @ LUMA).mean())) < 0.1


def test_what_is_hidden_has_no_part(crops: list[Array]) -> None:
    alpha = np.ones_like(crops[0][..., :1])
    alpha[20:50, 30:60] = 0
    hidden, other = (np.concatenate([frame, alpha], axis=2) for frame in (crops[0], crops[0].copy()))
    other[20:50, 30:60, :3] = 0.7
    assert (grey(hidden) == grey(other)).all()


def test_an_enlarged_flow_is_longer() -> None:
    field = np.broadcast_to(np.array([1, -2], np.float32), (10, 20, 2)).copy()
    assert enlarged(field, 40, 30)[12, 7] == pytest.approx([2, -6])
    assert enlarged(field, 20, 10) is field


def test_colours_beyond_white_are_white() -> None:
    assert grey(np.full((20, 20, 3), 1.5, np.float32)).max() == 255
