"""The fine detail that an enlarged painting gets from its style."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.losses.regions import divide
from engine.losses.strength_map import StrengthMap
from engine.losses.style import Style
from engine.options import Options
from engine.transfer import texture
from engine.transfer.texture import FILLED, measured, textured

from ..conftest import Array
from .conftest import Pictures

SHAPE = 96, 128


def grainy(amount: float) -> Array:
    """A grey picture with noise of this standard deviation."""
    noise = np.random.default_rng(0).standard_normal(SHAPE, np.float32)
    return np.repeat(0.5 + np.float32(amount) * noise[..., None], 3, axis=2)


def flat() -> Array:
    """A picture of two colours with one sharp border, no detail elsewhere."""
    picture = np.full((*SHAPE, 3), 0.2, np.float32)
    picture[:, 70:] = 0.8
    return picture


def usual(picture: Array) -> list[float]:
    return [band.usual for band in measured(picture)]


def test_a_smooth_painting_gets_the_detail_that_the_style_has_at_most_places() -> None:
    style = grainy(0.1)
    made = textured(np.full((*SHAPE, 3), 0.5, np.float32), [Style(style)], Options())
    assert usual(made) == pytest.approx([FILLED * band for band in usual(style)], rel=0.15)


def test_detail_that_is_there_is_raised(pictures: Pictures) -> None:
    """What it gets more of is its own: the added part goes along with the picture's detail."""
    picture = pictures("cat", 128, 96)
    made = textured(picture, [Style(grainy(0.5))], Options())
    assert all(now.overall > 2 * own.overall for now, own in zip(measured(made), measured(picture), strict=True))


def test_what_has_more_than_the_style_stays() -> None:
    picture = grainy(0.1)
    assert np.array_equal(textured(picture, [Style(flat())], Options()), picture)


def test_a_style_of_smooth_areas_brings_no_noise() -> None:
    made = textured(np.full((*SHAPE, 3), 0.5, np.float32), [Style(flat())], Options())
    assert np.abs(made - 0.5).max() < 1e-6


def test_the_brush_size_is_that_of_the_finish() -> None:
    """At twice its size a style has less detail of a few pixels."""
    smooth, style = np.full((*SHAPE, 3), 0.5, np.float32), Style(grainy(0.1))
    own, double = (usual(textured(smooth, [each], Options()))[0] for each in (style, replace(style, scale=200.0)))
    assert double < 0.8 * own


def test_each_region_has_its_styles_detail_and_the_rest_none() -> None:
    left, middle = np.zeros((2, *SHAPE), np.float32)
    left[:, :40], middle[:, 40:80] = 1, 1
    styles = [Style(grainy(0.1), region=left), Style(grainy(0.02), region=middle)]
    made = textured(np.full((*SHAPE, 3), 0.5, np.float32), styles, Options(), divide([left, middle], SHAPE, [1.0, 1.0]))
    rough, fine = (made[:, part].std() for part in (slice(0, 40), slice(40, 80)))
    assert rough > 3 * fine > 0
    assert np.abs(made[:, 80:] - 0.5).max() < 1e-6


def test_several_styles_meet_in_between() -> None:
    smooth = np.full((*SHAPE, 3), 0.5, np.float32)
    rough, fine = Style(grainy(0.1)), Style(grainy(0.02))
    alone, both, other = (usual(textured(smooth, each, Options()))[0] for each in ([rough], [rough, fine], [fine]))
    assert other < both < alone


def test_what_a_strength_map_holds_stays() -> None:
    values = np.ones(SHAPE, np.float32)
    values[:, :64] = 0
    smooth = np.full((*SHAPE, 3), 0.5, np.float32)
    made = textured(smooth, [Style(grainy(0.1))], Options(), strength_map=StrengthMap(values))
    assert np.abs(made[:, :64] - 0.5).max() < 1e-6
    assert made[:, 64:].std() > 0.01


def test_the_seed_says_which_noise() -> None:
    smooth, styles = np.full((*SHAPE, 3), 0.5, np.float32), [Style(grainy(0.1))]
    first, again, other = (textured(smooth, styles, Options(seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_is_transparent_in_a_style_does_not_count() -> None:
    opaque = np.concatenate([grainy(0.1), np.ones((*SHAPE, 1), np.float32)], axis=2)
    opaque[:, 64:, :3], opaque[:, 64:, 3] = 0.5, 0
    assert usual(opaque) == pytest.approx(usual(grainy(0.1)), rel=0.1)
    hidden = opaque.copy()
    hidden[..., 3] = 0
    assert usual(hidden) == [0, 0]


def test_of_a_large_style_the_middle_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded, whatever the brush size."""
    smooth, style = np.full((*SHAPE, 3), 0.5, np.float32), grainy(0.1)
    style[30:66, 40:88] = 0.5
    monkeypatch.setattr(texture, "SEEN", 32)
    made = textured(smooth, [Style(style)], Options())
    assert np.abs(made - 0.5).max() < 1e-6
