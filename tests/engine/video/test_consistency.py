"""Where a flow is believed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.losses.regions import resize_mask
from engine.video.consistency import consistency, match
from engine.video.flow import enlarged, grey

from ..conftest import Array
from .conftest import SPEED, middle


def even(x: float, y: float) -> Array:
    return np.broadcast_to(np.array([x, y], np.float32), (40, 50, 2)).copy()


def test_a_flow_that_returns_is_believed_but_for_what_comes_from_outside() -> None:
    believed = consistency(even(4, 0), even(-4, 0))
    assert believed[:, :46].all()
    assert not believed[:, 46:].any()


def test_a_flow_that_does_not_return_is_not_believed() -> None:
    """Beyond a hundredth of its squared length and half a squared pixel: equation for disocclusions."""
    assert not middle(consistency(even(4, 0), even(-3, 0))).any()
    assert middle(consistency(even(4, 0), even(-3.5, 0))).all()


def test_motion_boundaries_are_not_believed() -> None:
    back, forth = even(0, 0), even(0, 0)
    back[:, 25:], forth[:, 25:] = (2, 0), (-2, 0)
    believed = consistency(back, forth)
    assert not believed[:, 24:26].any()
    assert believed[:, 2:22].all()


def test_a_moving_window_is_found_again(crops: list[Array]) -> None:
    found = match(grey(crops[1]), grey(crops[0]))
    assert found.share > 0.9
    assert np.median(enlarged(found.back, 96, 72), (0, 1)) == pytest.approx(SPEED, abs=0.1)


@pytest.mark.parametrize(("here", "there"), [(3, 2), (4, 1)])
def test_what_comes_into_view_is_not_believed(here: int, there: int, discs: list[Array]) -> None:
    """Behind the disc, on the side it has left: a crescent, 3.5 pixels wide from one frame to the next."""
    believed = resize_mask(match(grey(discs[here]), grey(discs[there])).believed, 128, 96)
    rows, columns = np.mgrid[:96, :128]
    now, before = (np.hypot(rows - (95 + at) / 2, columns - (60 + 7 * at) / 2) for at in (here, there))
    assert believed[(before < 26.5) & (now > 28.5)].mean() < 0.2
    assert believed[now < 23].mean() > 0.95
    assert believed[(now > 36) & (before > 36) & (columns < 120) & (rows < 90)].mean() > 0.85


def test_flat_frames_of_another_brightness_are_not_the_same() -> None:
    dark, light = np.full((2, 40, 50), 30, np.uint8)
    light = light + np.uint8(120)
    assert match(light, dark).share == 0
    assert match(dark, dark).share == 1
