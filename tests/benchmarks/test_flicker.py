"""The measure of flicker, and the clips it is tried on."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.clips import CLIPS, Array, moving_crop
from benchmarks.flicker import enlarged_mask, flicker

RNG = np.random.default_rng(8)


@pytest.fixture(scope="module")
def clip() -> list[Array]:
    """A window over a photograph."""
    return moving_crop(4, 96, 72, (2.0, -1.0))


def test_a_clip_that_stands_still_does_not_flicker(clip: list[Array]) -> None:
    assert max(flicker([clip[0]] * 3, [clip[0]] * 3)) < 0.05


def test_what_moves_with_its_content_flickers_little_and_noise_much(clip: list[Array]) -> None:
    noise = [np.clip(frame + RNG.normal(0, 0.05, frame.shape), 0, 1).astype(np.float32) for frame in clip]
    steady, noisy = np.mean(flicker(clip, [1 - frame for frame in clip])), np.mean(flicker(clip, noise))
    assert steady == pytest.approx(np.mean(flicker(clip, clip)), rel=0.05)
    expected = 255 * 0.05 * 2 / np.sqrt(np.pi)  # the mean size of the difference of two such numbers
    assert noisy == pytest.approx(expected, rel=0.25)


def test_frames_may_be_larger_than_their_contents(clip: list[Array]) -> None:
    large = [np.repeat(np.repeat(frame, 2, 0), 2, 1) for frame in clip]
    assert np.mean(flicker(clip, large)) < 4 * np.mean(flicker(clip, clip))


def test_a_mask_is_enlarged_without_values_in_between() -> None:
    mask = np.eye(3, dtype=np.float32)
    assert (enlarged_mask(mask, (6, 6)) == np.kron(mask, np.ones((2, 2)))).all()


@pytest.mark.parametrize("name", CLIPS)
def test_clips_have_their_size_and_move(name: str) -> None:
    frames = CLIPS[name](3, 64, 48)
    assert [frame.shape for frame in frames] == [(48, 64, 3)] * 3
    assert all(0 <= frame.min() < frame.max() <= 1 for frame in frames)
    assert np.abs(frames[1] - frames[0]).mean() > 0.01
