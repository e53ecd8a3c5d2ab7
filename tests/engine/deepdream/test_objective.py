"""What a dream raises, against float64; its gradient against finite differences; tiles against the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import OptionError
from engine.deepdream.objective import GUIDE_SIZE, LAYERS, DreamObjective, channel_weights
from engine.runtime.network import Network
from export import vgg16
from tests import reference
from tests.reference import Weights

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
STEP = 1e-5
"""Of the differences, in 0..255: so small that hardly any ReLU changes its side on the way."""

CASES: dict[str, dict[str, Any]] = {
    "plain": {"layer": "conv4_3"},
    "plain, the deepest": {"layer": "conv5_3"},
    "plain, the shallowest": {"layer": "conv1_1"},
    "channels": {"layer": "conv3_2", "channels": "3,40-47"},
    "guided": {"layer": "conv4_1", "guided": True},
    "guided, channels": {"layer": "conv3_1", "channels": "0-99", "guided": True},
}


def planar(pixels: Array) -> Array:
    return np.ascontiguousarray(pixels.transpose(2, 0, 1) * np.float32(255))


def expected_value(picture: Any, weights: Weights, layer: str, shares: Any, guide: Any = None) -> float:
    """The mean of the squares over positions, or of the products with each position's best match; in float64."""
    features = reference.features(picture.transpose(1, 2, 0), weights, layer)[layer].reshape(len(shares), -1)
    if guide is None:
        return float((shares[:, None] * features**2).sum() / features.shape[1])
    return float(((shares[:, None] * features).T @ guide).max(axis=1).mean())


@pytest.fixture(scope="module", params=CASES)
def case(
    request: pytest.FixtureRequest, pictures: Pictures, weights: Weights, network: Network
) -> tuple[Callable[[Any], float], Array, float, Array]:
    """A float64 objective, a picture of odd size, and the engine's value and gradient there."""
    layer, channels, guided = (CASES[request.param].get(key) for key in ("layer", "channels", "guided"))
    guide = pictures("van_gogh_night_cafe", 40, 32) if guided else None
    objective = DreamObjective(network, layer, channels or "", guide)
    shares = channel_weights(channels or "", LAYERS[layer].channels).astype(np.float64)
    vectors = None if guide is None else objective.guide_features(guide).astype(np.float64)
    picture = planar(pictures("cat", 53, 39))
    return (
        lambda values: expected_value(values, weights, layer, shares, vectors),
        picture,
        *objective.value_and_gradient(picture),
    )


def test_the_value_equals_the_reference(case: Any) -> None:
    expected, picture, value, _ = case
    assert value == pytest.approx(expected(picture.astype(np.float64)), rel=1e-4)
    assert value > 0


@pytest.mark.slow
def test_the_gradient_equals_finite_differences(case: Any) -> None:
    expected, picture, _, gradient = case
    centre = picture.astype(np.float64)
    for direction in (np.random.default_rng(1).standard_normal(picture.shape), gradient / np.abs(gradient).max()):
        slope = (expected(centre + STEP * direction) - expected(centre - STEP * direction)) / (2 * STEP)
        assert slope == pytest.approx(float(np.sum(gradient.astype(np.float64) * direction)), rel=1e-3)


# Pictures larger than a tile with its margins; odd sizes.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height", "layer", "channels", "guided"),
    [(307, 211, "conv5_3", "", False), (203, 219, "conv4_3", "7,100-300", False), (197, 163, "conv3_3", "", True)],
)
def test_tiles_give_the_numbers_of_the_whole(
    width: int, height: int, layer: str, channels: str, guided: bool, pictures: Pictures, network: Network
) -> None:
    guide = pictures("coffee", 64, 48) if guided else None
    objective = DreamObjective(network, layer, channels, guide)
    picture = planar(pictures("cat", width, height))
    before = picture.copy()
    value, gradient = objective.value_and_gradient(picture)
    tiled_value, tiled_gradient = objective.value_and_gradient(picture, core=96)
    assert tiled_value == pytest.approx(value, rel=1e-6)
    assert relative_error(tiled_gradient, gradient) < 1e-6
    assert np.array_equal(picture, before)


def test_the_layers_are_those_of_the_network() -> None:
    assert list(LAYERS) == [layer.name for layer in vgg16.CONVOLUTIONS]
    for name, shape in LAYERS.items():
        layer = vgg16.layer(name)
        assert (shape.channels, shape.stride, shape.halo) == (layer.outputs, layer.stride, vgg16.halo(name))


@pytest.mark.slow
def test_a_guide_of_any_size_is_seen_at_one_size(pictures: Pictures, network: Network) -> None:
    objective = DreamObjective(network, "conv4_1")
    large, small = (objective.guide_features(pictures("coffee", *size)) for size in ((450, 300), (225, 150)))
    assert large.shape == small.shape == (512, (GUIDE_SIZE // 8) * (149 // 8))
    assert relative_error(large, small) < 0.3
    assert objective.guide_features(np.full((1, 1, 4), 0.5, np.float32)).shape == (512, (GUIDE_SIZE // 8) ** 2)


def test_a_shallow_layer_compares_with_fewer_places(pictures: Pictures, network: Network) -> None:
    """There are as many as the picture has pixels: the comparison must not take more memory than the features."""
    vectors = DreamObjective(network, "conv1_2").guide_features(pictures("coffee", 96, 64))
    assert vectors.shape == (64, 64)
    assert len(np.unique(vectors, axis=1).T) > 50


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("", range(64)), (" ", range(64)), ("5", [5]), ("0-63", range(64)), ("1, 3,60-63", [1, 3, 60, 61, 62, 63])],
)
def test_channels(text: str, chosen: Any) -> None:
    weights = channel_weights(text, 64)
    assert list(np.flatnonzero(weights)) == list(chosen)
    assert weights.sum() == pytest.approx(1)
    assert len(np.unique(weights[weights > 0])) == 1


@pytest.mark.parametrize("text", ["64", "-1", "7-3", "1,,2", "all", "1;2", "3-", "1.5"])
def test_channels_that_cannot_be_used(text: str) -> None:
    with pytest.raises(OptionError, match=f"'channels' cannot be '{text}'; it is numbers from 0 to 63"):
        channel_weights(text, 64)
