"""Statistics of parts of a style stand for those of all of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.losses import sampled
from engine.losses.sampled import sampled_moments, spread
from engine.losses.shown import Shown, style_moments
from engine.losses.statistics import Moments, covariance
from engine.losses.style import Style
from engine.losses.tiles import Mosaic, Tile, Whole
from engine.losses.variants import FINISHING
from engine.runtime.network import Network

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
VARIANT = FINISHING.with_pools("maximum")
SHAPE = 252, 320


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six parts of 96 x 96 pixels."""
    monkeypatch.setattr(sampled, "PATCH", 96)


def target(moments: dict[str, Moments], layer: str) -> Array:
    return covariance([moments[layer]], np.ones(1)).matrix


def test_a_small_style_is_looked_at_as_a_whole(pictures: Pictures, network: Network) -> None:
    style = Style(pictures("van_gogh_night_cafe", 320, 252))
    whole = style_moments(style, Shown(SHAPE, Whole(), 0), network, VARIANT)
    for layer, found in sampled_moments(style, SHAPE, network, VARIANT).items():
        assert relative_error(found.gram, whole[layer].gram) < 1e-6
        assert found.positions == whole[layer].positions


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("scale", [1, 0.5])
def test_parts_of_a_large_style_stand_for_it(scale: float, network: Network) -> None:
    """Where it is the same everywhere they have nearly its statistics, though they are a third of it."""
    shape = round(252 * scale), round(320 * scale), 3
    style = Style(np.random.default_rng(6).random(shape, np.float32))
    inside = slice(16, 224), slice(16, 304)  # beyond a picture's border are zeros, which tell of no style
    plan = Mosaic(SHAPE, parts=(Tile(inside, (slice(0, 252), slice(0, 320))),))
    whole = style_moments(style, Shown(SHAPE, plan, 0), network, VARIANT)
    parts = sampled_moments(style, SHAPE, network, VARIANT)
    for layer, found in parts.items():
        variances = [np.diagonal(target(each, layer)) for each in (parts, whole)]
        assert found.positions < 0.5 * whole[layer].positions
        assert relative_error(*variances) < 0.15


@pytest.mark.usefixtures("small_parts")
def test_what_is_transparent_says_nothing(pictures: Pictures, network: Network) -> None:
    """Three quarters of the style are hidden, and could be anything."""
    alpha = np.zeros((252, 320, 1), np.float32)
    alpha[:, :80] = 1
    pair = pictures("van_gogh_night_cafe", 320, 252), pictures("van_gogh_vestibule", 320, 252)
    one, other = (np.concatenate([np.where(alpha > 0, pair[0], each), alpha], axis=2) for each in pair)
    first, second = (sampled_moments(Style(each), SHAPE, network, VARIANT) for each in (one, other))
    for layer in VARIANT.style_layers:
        assert 0 < first[layer].positions == second[layer].positions < 0.3 * 252 * 320
        assert relative_error(first[layer].gram, second[layer].gram) < 1e-3


@pytest.mark.parametrize("count", [4, 6, 9, 16])
def test_points_spread_evenly(count: int) -> None:
    points = np.array(spread(count))
    assert ((points >= 0) & (points < 1)).all()
    apart = np.linalg.norm(points[:, None] - points[None], axis=2) + 9 * np.eye(count)
    assert apart.min() > 0.5 / count**0.5
    assert points.mean(0) == pytest.approx([0.5, 0.5], abs=0.15)
