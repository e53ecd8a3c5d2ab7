"""Palettes that stay."""

from __future__ import annotations

import numpy as np

from engine.media.palette import COLOURS, TRANSPARENT, SteadyPalette

from .clips import crop, holed


def shown(indices: np.ndarray, palette: np.ndarray) -> np.ndarray:
    return palette[indices][..., 1:].astype(int)


def test_a_picture_of_few_colours_is_exact() -> None:
    pixels = np.repeat(np.arange(0, 250, 10, dtype=np.uint8), 40).reshape(25, 40)[..., None].repeat(3, 2)
    indices, palette = SteadyPalette().indexed(pixels)
    assert np.array_equal(shown(indices, palette), pixels)


def test_a_photograph_is_near() -> None:
    indices, palette = SteadyPalette().indexed(crop(0))
    assert np.abs(shown(indices, palette) - crop(0)).mean() < 2.5
    assert indices.max() < COLOURS


def test_similar_frames_share_a_palette_and_others_do_not() -> None:
    palettes = SteadyPalette()
    first = palettes.indexed(crop(0))[1]
    assert np.array_equal(palettes.indexed(crop(1))[1], first)
    inverted = 255 - crop(1)
    indices, other = palettes.indexed(inverted)
    assert not np.array_equal(other, first)
    assert np.abs(shown(indices, other) - inverted).mean() < 2.5


def test_what_does_not_change_keeps_its_index() -> None:
    palettes = SteadyPalette()
    before = palettes.indexed(crop(0))[0]
    changed = crop(0).copy()
    changed[:10] = crop(0)[10:20]
    after = palettes.indexed(changed)[0]
    assert np.array_equal(before[10:], after[10:])


def test_hidden_pixels_take_the_transparent_index_alone() -> None:
    pixels = holed(0)
    indices, palette = SteadyPalette().indexed(pixels)
    assert np.array_equal(indices == TRANSPARENT, pixels[..., 3] < 128)
    assert palette[TRANSPARENT, 0] == 0
    assert palette[:TRANSPARENT, 0].min() == 255
