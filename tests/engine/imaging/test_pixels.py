"""Resizing and filling: closed forms and properties on arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.imaging import fill_transparent, fit_size, resize
from engine.imaging.pixels import zoomed

RNG = np.random.default_rng(3)


@given(st.integers(1, 20000), st.integers(1, 20000), st.integers(1, 8192))
def test_fit_size_keeps_proportions(width: int, height: int, longest: int) -> None:
    fitted = fit_size(width, height, longest)
    assert max(fitted) == longest
    assert min(fitted) >= 1
    assert abs(min(fitted) - longest * min(width, height) / max(width, height)) <= 1


@pytest.mark.parametrize("channels", [3, 4])
def test_resize_keeps_flat_colours(channels: int) -> None:
    pixels = np.full((13, 17, channels), 0.25, np.float32)
    for width, height in ((5, 3), (40, 31), (1, 1)):
        resized = resize(pixels, width, height)
        assert resized.shape == (height, width, channels)
        assert resized.dtype == np.float32
        assert np.abs(resized - 0.25).max() < 1e-6


def test_resize_does_not_alias() -> None:
    checkers = (np.indices((64, 64)).sum(0) % 2).astype(np.float32)
    small = resize(np.repeat(checkers[..., None], 3, axis=2), 8, 8)
    assert np.abs(small[2:-2, 2:-2] - 0.5).max() < 0.02


def test_resize_is_unclipped_with_three_channels_and_new() -> None:
    edge = np.zeros((8, 8, 3), np.float32)
    edge[:, 4:] = 1
    assert resize(edge, 32, 32).max() > 1.01
    same = resize(edge, 8, 8)
    assert np.array_equal(same, edge)
    assert not np.shares_memory(same, edge)


@pytest.mark.parametrize("size", [3, 9, 50])
def test_hidden_colours_do_not_bleed(size: int) -> None:
    pixels = np.zeros((16, 16, 4), np.float32)
    pixels[:, :8] = [1, 0, 0, 1]
    pixels[:, 8:] = [0, 1, 0, 0]
    resized = resize(pixels, size, size)
    visible = resized[..., 3] > 0.01
    assert resized[visible][:, 0] == pytest.approx(1, abs=1e-3)
    assert resized[visible][:, 1] == pytest.approx(0, abs=1e-3)
    assert resized[..., 3].min() >= 0
    assert resized[..., 3].max() <= 1


def test_nothing_to_fill() -> None:
    pixels = RNG.random((9, 7, 4), np.float32)
    pixels[..., 3] = 0.01 + 0.99 * pixels[..., 3]
    assert np.array_equal(fill_transparent(pixels), pixels[..., :3])
    assert np.array_equal(fill_transparent(pixels[..., :3]), pixels[..., :3])


def test_a_fully_transparent_picture_is_mid_grey() -> None:
    assert np.array_equal(fill_transparent(np.zeros((3, 5, 4), np.float32)), np.full((3, 5, 3), 0.5, np.float32))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_filling_stays_between_the_visible_colours(width: int, height: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.random((height, width, 4), np.float32)
    pixels[..., 3] *= rng.random((height, width)) < rng.random()
    pixels[0, 0, 3] = 0.3
    visible = pixels[..., 3] >= 0.5 / 65535
    filled = fill_transparent(pixels)
    assert np.array_equal(filled[visible], pixels[visible][:, :3])
    for channel in range(3):
        seen = pixels[visible][:, channel]
        assert filled[..., channel].min() >= seen.min() - 1e-5
        assert filled[..., channel].max() <= seen.max() + 1e-5


def test_holes_take_the_nearest_colours_smoothly() -> None:
    pixels = np.zeros((65, 129, 4), np.float32)
    pixels[:, :20] = [1, 0, 0, 1]
    pixels[:, -20:] = [0, 0, 1, 1]
    filled = fill_transparent(pixels)
    assert filled[32, 22, 0] > 0.9
    assert filled[32, -23, 2] > 0.9
    assert np.abs(np.diff(filled[32, 20:-20, 0])).max() < 0.15


@pytest.mark.parametrize("channels", [3, 4])
def test_zoom_keeps_the_middle(channels: int) -> None:
    picture = np.zeros((31, 41, channels), np.float32)
    picture[12:19, 16:25] = 1
    larger = zoomed(picture, 2.0)
    assert larger.shape == picture.shape
    assert (larger[10:21, 14:27] > 0.9).all()
    assert larger[0, 0].max() < 0.1
    assert larger[..., -1].sum() == pytest.approx(4 * picture[..., -1].sum(), rel=0.1)
    assert np.allclose(larger, larger[::-1, ::-1], atol=1e-3)
    assert zoomed(picture, 1.0) == pytest.approx(picture, abs=1e-6)
