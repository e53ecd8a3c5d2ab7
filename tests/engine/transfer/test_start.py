"""The initial image in the styles' colours, and styles in the content's."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine import Options
from engine.losses.regions import divide
from engine.losses.style import Style
from engine.transfer.start import initial_image, recoloured

from ..conftest import Array
from .conftest import Pictures


def flat(*colour: float) -> Style[Array]:
    return Style(np.full((20, 30, 3), colour, np.float32))


def test_the_content_has_the_styles_mean_and_spread_of_colours(pictures: Pictures) -> None:
    content, style = 0.3 + 0.4 * pictures("cat", 48, 32), 0.3 + 0.4 * pictures("van_gogh_night_cafe", 40, 32)
    start = initial_image(content, [Style(style)], None, Options())
    assert start.mean((0, 1)) == pytest.approx(style.mean((0, 1)), abs=0.02)
    assert np.cov(start.reshape(-1, 3).T) == pytest.approx(np.cov(style.reshape(-1, 3).T), abs=0.005)
    assert np.corrcoef(start.mean(2).ravel(), content.mean(2).ravel())[0, 1] > 0.9


@pytest.mark.parametrize("strength", [0.0, 30.0, 75.0, 100.0])
def test_a_weak_style_leaves_the_colours(strength: float, pictures: Pictures) -> None:
    content = pictures("cat", 48, 32)
    start = initial_image(content, [flat(0.2, 0.4, 0.6)], None, Options(strength=strength))
    share = min(1, strength / 75)
    expected = (1 - share) * content.mean((0, 1)) + share * np.array([0.2, 0.4, 0.6])
    assert start.mean((0, 1)) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("value", [0.3, 0.5, 0.7])
def test_a_style_of_one_colour_leaves_a_third_of_the_contrast(value: float, pictures: Pictures) -> None:
    content = pictures("cat", 48, 32)
    start = initial_image(content, [flat(value, value, value)], None, Options())
    assert start.std((0, 1)) == pytest.approx(0.1**0.5 * content.std((0, 1)), rel=0.05)
    assert np.corrcoef(start.mean(2).ravel(), content.mean(2).ravel())[0, 1] > 0.95


@pytest.mark.parametrize("value", [0.0, 1.0], ids=["black", "white"])
def test_black_and_white_have_room_for_it(value: float, pictures: Pictures) -> None:
    content = pictures("cat", 48, 32)
    start = initial_image(content, [flat(value, value, value)], None, Options())
    contrast = 0.1**0.5 * content.std((0, 1))
    assert start.std((0, 1)) == pytest.approx(contrast, rel=0.1)
    assert abs(start.mean((0, 1)) - value) == pytest.approx(2 * contrast, rel=0.1)


@pytest.mark.parametrize("preset", ["gatys", "classic"])
def test_the_papers_presets_start_from_the_content_itself(preset: str, pictures: Pictures) -> None:
    content = pictures("cat", 48, 32)
    assert initial_image(content, [flat(0.9, 0.1, 0.1)], None, Options(preset=preset)) is content


def test_each_region_has_its_own_styles_colours(pictures: Pictures) -> None:
    mask = np.zeros((32, 48), np.float32)
    mask[:, :24] = 1
    regions = divide([mask, None], (32, 48))
    start = initial_image(pictures("cat", 48, 32), [flat(0.7, 0.3, 0.3), flat(0.3, 0.3, 0.7)], regions, Options())
    assert start[:, :24].mean((0, 1)) == pytest.approx([0.7, 0.3, 0.3], abs=0.05)
    assert start[:, 24:].mean((0, 1)) == pytest.approx([0.3, 0.3, 0.7], abs=0.05)


def test_styles_keep_their_colours_unless_others_are_asked_for(pictures: Pictures) -> None:
    content, styles = pictures("cat", 48, 32), [Style(pictures("van_gogh_night_cafe", 40, 32), 2.0, 50.0)]
    assert recoloured(styles, content, None, Options()) == styles
    assert recoloured(styles, content, None, Options(colours="match", colour_mix=0.0)) == styles
    changed = recoloured(styles, content, None, Options(colours="match"))[0]
    assert (changed.weight, changed.scale) == (2.0, 50.0)
    assert changed.picture.mean((0, 1)) == pytest.approx(content.mean((0, 1)), abs=0.05)


def test_a_part_of_a_content_gets_what_the_whole_one_has_there(pictures: Pictures) -> None:
    content, style = pictures("cat", 48, 32), Style(pictures("van_gogh_night_cafe", 40, 32))
    mask = np.zeros((32, 48), np.float32)
    mask[:, 20:] = 1
    regions = divide([mask, None], (32, 48))
    assert regions
    cut = dataclasses.replace(regions, shares=regions.shares[:, 4:20, 10:40])
    styles = [style, flat(0.2, 0.4, 0.6)]
    whole = initial_image(content, styles, regions, Options())
    part = initial_image(content[4:20, 10:40], styles, cut, Options(), whole=(content, regions))
    assert np.allclose(part, whole[4:20, 10:40], atol=1e-6)
