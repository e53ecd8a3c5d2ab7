"""Colour between pictures: the statistics really match, luma and colour differences are really kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.imaging.colour import from_light, keep_colours, match_statistics, to_light

from ..conftest import Array
from ..delta_e import chroma_difference

RNG = np.random.default_rng(4)


def pastel(height: int, width: int, mixing: NDArray[np.float64], middle: list[float]) -> Array:
    """Colours that keep away from 0 and 1, correlated as `mixing` says."""
    colours = np.array(middle) + RNG.uniform(-0.1, 0.1, (height, width, 3)) @ mixing
    assert 0.15 < colours.min() < colours.max() < 0.85
    return colours.astype(np.float32)


CONTENT = pastel(40, 30, np.array([[1, 0.5, 0], [0, 1, 0.3], [0.2, 0, 0.4]]), [0.4, 0.5, 0.6])
STYLE = pastel(25, 60, np.array([[0.3, 0, 0.4], [0.5, 0.6, 0], [0, 0.4, 0.9]]), [0.6, 0.45, 0.5])


def statistics(picture: Array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pixels = picture.reshape(-1, 3).astype(np.float64)
    return pixels.mean(axis=0), np.cov(pixels.T, bias=True)


def yiq(picture: Array) -> NDArray[np.float64]:
    """NTSC's luma and colour differences, as the standard library has them; rounded to four digits there."""
    import colorsys

    return np.apply_along_axis(lambda colour: colorsys.rgb_to_yiq(*colour), 2, picture.astype(np.float64))


def test_mean_and_covariance_become_the_styles() -> None:
    matched = match_statistics(CONTENT, STYLE)
    assert matched.shape == CONTENT.shape
    assert matched.dtype == np.float32
    mean, covariance = statistics(matched)
    wanted_mean, wanted_covariance = statistics(STYLE)
    assert mean == pytest.approx(wanted_mean, abs=1e-5)
    # A little noise is added to both covariances.
    assert covariance == pytest.approx(wanted_covariance, abs=3e-5)
    assert np.abs(wanted_covariance - statistics(CONTENT)[1]).max() > 1e-3


def test_a_picture_matched_to_itself_stays() -> None:
    assert match_statistics(CONTENT, CONTENT) == pytest.approx(CONTENT, abs=1e-5)


def test_equal_colours_stay_equal_and_the_darkest_stays_darkest() -> None:
    """The map is the same everywhere, and does not turn the order of grey values round."""
    greys = np.repeat(np.linspace(0.3, 0.7, 50, dtype=np.float32)[:, None, None], 3, axis=2)
    content = np.concatenate([greys, greys], axis=1)
    matched = match_statistics(content, STYLE)
    assert np.array_equal(matched[:, 0], matched[:, 1])
    assert (np.diff(yiq(matched)[:, 0, 0]) > 0).all()


@pytest.mark.parametrize("colour", [[0.0, 0.0, 0.0], [0.2, 0.9, 0.4]])
def test_flat_pictures_have_statistics_too(colour: list[float]) -> None:
    flat = np.full((8, 9, 3), colour, np.float32)
    assert match_statistics(CONTENT, flat).reshape(-1, 3).mean(axis=0) == pytest.approx(colour, abs=0.01)
    assert match_statistics(flat, STYLE) == pytest.approx(np.broadcast_to(statistics(STYLE)[0], flat.shape), abs=1e-4)


def test_what_leaves_the_range_is_clipped() -> None:
    harsh = np.round(RNG.random((30, 30, 3))).astype(np.float32)
    matched = match_statistics(RNG.normal(0.5, 0.15, (30, 30, 3)).astype(np.float32), harsh)
    assert (matched.min(), matched.max()) == (0, 1)


def test_luma_of_one_and_colour_differences_of_the_other() -> None:
    painted = pastel(40, 30, np.array([[0.3, 0.2, 0.1], [0.1, 0.3, 0], [0, 0.1, 0.3]]), [0.5, 0.5, 0.5])
    kept = keep_colours(painted, CONTENT)
    assert kept.dtype == np.float32
    assert 0 < kept.min() < kept.max() < 1
    assert yiq(kept)[..., 0] == pytest.approx(yiq(painted)[..., 0], abs=5e-3)
    assert yiq(kept)[..., 1:] == pytest.approx(yiq(CONTENT)[..., 1:], abs=5e-3)
    assert np.abs(yiq(painted)[..., 1:] - yiq(CONTENT)[..., 1:]).max() > 0.03


def test_a_pictures_own_colours_change_nothing() -> None:
    assert keep_colours(CONTENT, CONTENT) == pytest.approx(CONTENT, abs=1e-6)


def test_greys_stay_grey() -> None:
    grey = np.repeat(RNG.random((9, 9, 1), np.float32), 3, axis=2)
    kept = keep_colours(CONTENT[:9, :9], grey)
    assert np.ptp(kept, axis=2).max() < 1e-3


@pytest.mark.parametrize("content", ["astronaut", "cat", "coffee"])
@pytest.mark.parametrize("style", ["van_gogh_cafe_terrace", "van_gogh_night_cafe", "van_gogh_vestibule"])
def test_kept_chroma_stays_the_contents_whatever_the_luma(
    content: str, style: str, pictures: Callable[[str, int, int], Array]
) -> None:
    """Real pictures whose lumas have nothing in common, rounded to 8 bits; nothing is cut at the gamut's border."""
    photograph, painting = pictures(content, 90, 60), pictures(style, 90, 60)
    kept = keep_colours(painting, photograph)
    assert 0 <= kept.min() < kept.max() <= 1
    assert yiq(kept)[..., 1:] == pytest.approx(yiq(photograph)[..., 1:], abs=1e-5)
    assert chroma_difference(np.round(kept * 255) / np.float32(255), photograph).mean() < 2
    assert chroma_difference(painting, photograph).mean() > 5


def test_luma_gives_way_only_where_the_colour_has_no_room() -> None:
    red, grey = np.array([[[0.9, 0.1, 0.1]]], np.float32), np.array([[[0.5, 0.5, 0.5]]], np.float32)
    white = np.ones((1, 1, 3), np.float32)
    assert keep_colours(white, grey) == pytest.approx(white, abs=1e-6)
    assert keep_colours(white, red) == pytest.approx(np.array([[[1, 0.2, 0.2]]]), abs=1e-6)
    assert keep_colours(0 * white, red) == pytest.approx(np.array([[[0.8, 0, 0]]]), abs=1e-6)


@pytest.mark.parametrize("change", [match_statistics, keep_colours])
def test_shares_lead_from_one_end_to_the_other(change: Callable[[Array, Array, float], Array]) -> None:
    style = STYLE.reshape(-1, 3)[: 40 * 30].reshape(40, 30, 3)
    ends, half = (style, change(style, CONTENT, 1.0)), change(style, CONTENT, 0.5)
    assert change(style, CONTENT, 0.0) == pytest.approx(style, abs=1e-6)
    assert half == pytest.approx((ends[0] + ends[1]) / 2, abs=1e-5)
    assert np.abs(ends[1] - ends[0]).max() > 0.05


def test_a_part_gets_the_colours_that_it_has_in_the_whole() -> None:
    whole = match_statistics(CONTENT, STYLE)
    part = match_statistics(CONTENT[5:20, 3:9], STYLE, whole=CONTENT)
    assert np.allclose(part, whole[5:20, 3:9], atol=1e-6)
    assert np.abs(match_statistics(CONTENT[5:20, 3:9], STYLE) - part).max() > 0.01


def test_light_and_coded_values_are_inverses() -> None:
    coded = np.linspace(0, 1, 257, dtype=np.float32)
    light = to_light(coded)
    assert (light[0], light[-1]) == (0, 1)
    assert to_light(np.float32([0.5])) == pytest.approx([0.21404], abs=1e-5)
    assert from_light(light) == pytest.approx(coded, abs=1e-6)
