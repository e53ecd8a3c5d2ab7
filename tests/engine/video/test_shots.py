"""Shot changes, and the steps of a draft."""

from __future__ import annotations

import numpy as np
import pytest

from engine.video.frames import ListedFrames
from engine.video.shots import finding_shots, moments, shots, steps

from ..conftest import Array


def begun(contents: list[Array]) -> list[int]:
    """The frames that begin a shot."""
    return [moment.index for moment in moments(enumerate(contents)) if moment.before is None]


def test_a_cut_begins_a_shot(crops: list[Array], discs: list[Array]) -> None:
    small = [frame[12:84, 16:112] for frame in discs]
    assert begun([*crops[:4], *small[:4], *crops[:2]]) == [0, 4, 8]


def test_shots_are_known_by_their_frames(crops: list[Array], discs: list[Array]) -> None:
    clip = [*crops[:2], *(frame[12:84, 16:112] for frame in discs[:3])]
    assert shots(ListedFrames(clip)) == [range(2), range(2, 5)]
    assert list(finding_shots(ListedFrames(clip))) == [None, None, range(2), None, None, range(2, 5)]
    assert shots(ListedFrames(clip[:1])) == [range(1)]


def test_where_shots_begin_can_be_given(crops: list[Array], discs: list[Array]) -> None:
    """Other passes keep to what the first has found, whatever they would find themselves."""
    clip = [*crops[:2], *(frame[12:84, 16:112] for frame in discs[:3])]
    assert [moment.index for moment in moments(enumerate(clip), {1}) if moment.before is None] == [0, 1]


def test_a_cut_to_a_dark_flat_frame_is_one(crops: list[Array]) -> None:
    assert begun([crops[0], crops[1], np.zeros_like(crops[0]), np.zeros_like(crops[0])]) == [0, 2]


def test_noise_and_a_slow_fade_are_none(crops: list[Array]) -> None:
    rng = np.random.default_rng(1)
    faded = [frame * np.float32(1 - 0.03 * index) for index, frame in enumerate(crops)]
    noisy = [np.clip(frame + rng.normal(0, 0.02, frame.shape), 0, 1).astype(np.float32) for frame in faded]
    assert begun(noisy) == [0]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (1, [[0], [1], [2], [3], [4], [5], [6]]),
        (2, [[0], [1, 2], [3], [4], [5, 6]]),
        (3, [[0], [1, 2, 3], [4], [5, 6]]),
        (9, [[0], [1, 2, 3], [4], [5, 6]]),
    ],
)
def test_steps_end_at_painted_frames(
    every: int, expected: list[list[int]], crops: list[Array], discs: list[Array]
) -> None:
    """Four frames of one shot, three of another; the first and the last of each are painted whatever the step."""
    clip = [*crops[:4], *(frame[12:84, 16:112] for frame in discs[:3])]
    found = [[moment.index for moment in group] for group in steps(moments(enumerate(clip)), every)]
    assert found == expected
