"""How the content's loss is balanced between places that show much and places that show little."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import Objective
from engine.imaging.pixels import to_planar
from engine.losses.balance import FAINTEST, STRONGEST, balanced
from engine.losses.budget import Budget
from engine.losses.presets import IMPASTO, Emphasis
from engine.losses.strength_map import StrengthMap
from engine.losses.tiles import Tiled
from engine.runtime.network import Network

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
RNG = np.random.default_rng(8)
FEATURES = (RNG.uniform(0, 1, (1, 8, 5, 6)) * RNG.uniform(0.02, 2, (1, 1, 5, 6))).astype(np.float32)
ENERGY = np.square(FEATURES, dtype=np.float64).sum(1, keepdims=True)
ENERGY /= ENERGY.mean()
DEEP = Emphasis(deep=0.7)


def test_what_shows_little_weighs_more_and_all_together_the_same() -> None:
    weights = balanced(FEATURES)
    assert (weights.shape, weights.dtype) == ((1, 1, 5, 6), np.float32)
    faint, strong = np.argmin(ENERGY), np.argmax(ENERGY)
    ratio = (min(ENERGY.max(), STRONGEST) + FAINTEST) / (ENERGY.min() + FAINTEST)
    assert weights.flat[faint] / weights.flat[strong] == pytest.approx(ratio, rel=1e-5)
    assert np.mean(weights * ENERGY) == pytest.approx(1, rel=1e-5)


def test_a_small_subject_keeps_a_share_of_its_weight() -> None:
    """Before a bare wall it is most of the energy; its weight falls no further than that of a place of STRONGEST."""
    features = np.full((1, 4, 8, 8), 0.1, np.float32)
    features[..., 3, 4] = 10
    weights = balanced(features)
    assert weights[0, 0, 3, 4] == weights.min() > 0.5


def test_no_features_at_all_give_finite_weights() -> None:
    assert np.isfinite(balanced(np.zeros_like(FEATURES))).all()


def test_deep_layers_are_balanced_where_they_count(pictures: Pictures, network: Network) -> None:
    """Their loss is the sum over the positions by their weights, in tiles as in one piece; at a last level, none."""
    content, style = pictures("cat", 96, 64), pictures("van_gogh_night_cafe", 48, 32)
    picture = to_planar(pictures("coffee", 96, 64))
    tiled = Budget(Tiled((64, 96), 48, keep=True), 1.0, "scipy", 10, memory=0)
    last = Objective(content, [style], network=network)
    deep = Objective(content, [style], network=network, emphasis=DEEP)
    cut = Objective(content, [style], network=network, emphasis=DEEP, planned=tiled)
    (layer,) = IMPASTO.deep_layers
    assert [name for name in deep._inputs if name.endswith("content_map")] == [f"{layer}.content_map"]
    assert not [name for name in last._inputs if name.endswith("content_map")]
    target = deep._inputs[f"{layer}.content_target"]
    features, _ = deep.plan.statistics(network, deep.variant, picture)
    apart = np.sum(balanced(target) * np.square(features[layer] - target), dtype=np.float64)
    evaluation, before, in_tiles = deep.evaluate(picture), last.evaluate(picture), cut.evaluate(picture)
    added = DEEP.deep * IMPASTO.content_weight(layer, target) * float(apart)
    assert evaluation.content - before.content == pytest.approx(added, rel=1e-3)
    assert evaluation.style == before.style
    assert evaluation.content == pytest.approx(in_tiles.content, rel=1e-5)
    assert relative_error(in_tiles.gradient, evaluation.gradient) < 1e-5
    assert deep.loss(picture) == pytest.approx(evaluation.loss, rel=1e-5)


def test_the_gradient_is_the_losss_slope(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 48, 40), pictures("van_gogh_night_cafe", 48, 32)
    objective = Objective(content, [style], network=network, emphasis=DEEP)
    picture = to_planar(pictures("coffee", 48, 40))
    gradient = objective.evaluate(picture).gradient
    step = (0.05 / np.abs(gradient).max()) * gradient
    slope = objective.evaluate(picture + step).loss - objective.evaluate(picture - step).loss
    assert slope == pytest.approx(2 * float(np.sum(gradient * step, dtype=np.float64)), rel=2e-2)


def test_a_strength_map_multiplies_the_weights(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 48, 40), pictures("van_gogh_night_cafe", 48, 32)
    held = StrengthMap(np.full((40, 48), 0.6, np.float32))
    both, alone, balance = (
        Objective(content, [style], network=network, strength_map=held_map, emphasis=emphasis)._inputs
        for held_map, emphasis in ((held, DEEP), (held, Emphasis()), (None, DEEP))
    )
    name = f"{IMPASTO.deep_layers[0]}.content_map"
    assert both[name] == pytest.approx(alone[name] * balance[name], rel=1e-6)
    assert np.array_equal(both["conv4_2.content_map"], alone["conv4_2.content_map"])


def test_a_black_content_is_painted(network: Network) -> None:
    black, style = np.zeros((32, 48, 3), np.float32), RNG.uniform(0, 1, (32, 48, 3)).astype(np.float32)
    found = Objective(black, [style], network=network, emphasis=DEEP).evaluate(to_planar(style))
    assert np.isfinite(found.loss)
    assert np.isfinite(found.gradient).all()
