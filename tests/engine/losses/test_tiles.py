"""A picture in tiles gives the numbers of the whole picture, and every pixel belongs to one tile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Objective, Options
from engine.losses.budget import Budget
from engine.losses.statistics import Gram
from engine.losses.tiles import ALIGNMENT, HALO, Inputs, Tiled, Whole
from engine.runtime.layers import STYLE_LAYERS
from engine.runtime.network import Network

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
CORE = 112
CONTENT_LAYERS = sorted(HALO)


# Pictures larger than a tile with its margins.
@pytest.mark.slow
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("width", "height", "columns", "rows", "variant"),
    [(208, 192, 2, 2, "conv5_2"), (203, 219, 2, 2, "conv4_2"), (325, 193, 3, 2, "conv4_2_max")],
)
def test_tiles_give_the_numbers_of_the_whole(
    width: int, height: int, columns: int, rows: int, variant: str, keep: bool, pictures: Pictures, network: Network
) -> None:
    tiled = Tiled((height, width), CORE, keep)
    tiles = list(tiled.tiles(variant))
    assert len(tiles) == columns * rows
    assert all(tile.whole != (slice(0, height), slice(0, width)) for tile in tiles)

    content, picture = (planar(pictures(name, width, height)) for name in ("cat", "coffee"))
    features, grams = Whole().statistics(network, variant, content)
    tiled_features, tiled_grams = tiled.statistics(network, variant, content)
    assert tiled_features.shape == features.shape
    assert relative_error(tiled_features, features) < 1e-6
    for layer in STYLE_LAYERS:
        assert tiled_grams[layer].positions == grams[layer].positions
        assert relative_error(tiled_grams[layer].total, grams[layer].total) < 1e-6

    inputs = objective_inputs(features, grams)
    content_loss, style_loss, gradient = Whole().objective(network, variant, picture, inputs)
    found_content, found_style, found_gradient = tiled.objective(network, variant, picture, inputs)
    assert found_content == pytest.approx(content_loss, rel=1e-6)
    assert found_style == pytest.approx(style_loss, rel=1e-6)
    assert found_gradient.shape == gradient.shape == picture.shape
    assert relative_error(found_gradient, gradient) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height", "variant"), [(96, 64, "conv4_2"), (93, 71, "conv5_2_max")])
def test_fewer_products_change_the_last_digits_only(
    width: int, height: int, variant: str, pictures: Pictures, network: Network
) -> None:
    fast, plan = Network(network.folder, winograd=True), Tiled((height, width), 48, keep=True)
    content, picture = (planar(pictures(name, width, height)) for name in ("cat", "coffee"))
    features, grams = Whole().statistics(network, variant, content)
    assert relative_error(Whole().statistics(fast, variant, content)[0], features) < 2e-6
    inputs = objective_inputs(features, grams)
    content_loss, style_loss, gradient = Whole().objective(network, variant, picture, inputs)
    for parts in (Whole().objective(fast, variant, picture, inputs), plan.objective(fast, variant, picture, inputs)):
        assert parts[0] == pytest.approx(content_loss, rel=1e-6)
        assert parts[1] == pytest.approx(style_loss, rel=1e-6)
        assert relative_error(parts[2], gradient) < 1e-5


def test_a_single_tile_is_the_whole(pictures: Pictures, network: Network) -> None:
    picture = planar(pictures("cat", 48, 40))
    features, grams = Whole().statistics(network, "conv4_2", picture)
    tiled_features, tiled_grams = Tiled((40, 48), 128).statistics(network, "conv4_2", picture)
    assert np.array_equal(features, tiled_features)
    for layer in STYLE_LAYERS:
        assert relative_error(tiled_grams[layer].total, grams[layer].total) < 1e-6


def planar(pixels: Array) -> Array:
    return np.ascontiguousarray(pixels.transpose(2, 0, 1) * np.float32(255))


def number(value: float) -> Array:
    return np.array([value], np.float32)


def objective_inputs(features: Array, grams: dict[str, Gram]) -> dict[str, Array]:
    """The objective's inputs for these targets, weighted as in the `gatys` preset."""
    inputs: dict[str, Array] = {"content_target": features, "content_weight": number(5 / features.size)}
    for layer, gram in grams.items():
        scale = 1 / (float(gram.positions[0]) * gram.total.shape[1])
        inputs |= {
            f"{layer}.gram_target": (scale * gram.total).astype(np.float32),
            f"{layer}.gram_scale": number(scale)[None, None],
            f"{layer}.weight": number(100 / gram.total.size)[None, None],
        }
    return inputs


# Geometry


@given(
    st.integers(16, 700),
    st.integers(16, 700),
    st.integers(1, 30).map(ALIGNMENT.__mul__),
    st.sampled_from(CONTENT_LAYERS),
)
def test_every_pixel_belongs_to_one_tile(height: int, width: int, core: int, content_layer: str) -> None:
    owners = np.zeros((height, width), int)
    for tile in Tiled((height, width), core).tiles(content_layer):
        owners[tile.own] += 1
        for own, whole, length in zip(tile.own, tile.whole, (height, width), strict=True):
            assert own.start % ALIGNMENT == whole.start % ALIGNMENT == 0
            assert 0 < own.stop - own.start <= core
            # The margin covers what the network sees, or reaches the border.
            assert whole.start == max(0, own.start - HALO[content_layer])
            assert whole.stop == min(length, own.stop + HALO[content_layer])
        mask = tile.mask()
        assert mask.shape == (1, 1, *(side.stop - side.start for side in tile.whole))
        assert mask.sum() == owners[tile.own].size
    assert (owners == 1).all()


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["gatys", "classic"])
def test_an_objective_in_tiles(
    preset: str, pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way through: targets and evaluation in tiles, in place of both at once."""
    content, style = pictures("cat", 150, 100), pictures("van_gogh_night_cafe", 130, 120)
    picture = pictures("coffee", 150, 100) * 255

    def evaluated() -> tuple[Objective, float, Array]:
        objective = Objective(content, [style], Options(preset=preset), network=network)
        return objective, *objective.loss_and_gradient(picture)

    whole, loss, gradient = evaluated()

    def cut(shape: tuple[int, int], *_: object, **__: object) -> Budget:
        return Budget(Tiled(shape, 64, keep=True), 1.0, "scipy", 10, memory=0)

    monkeypatch.setattr("engine.losses.budget.plan", cut)
    tiled, tiled_loss, tiled_gradient = evaluated()
    assert isinstance(whole.plan, Whole)
    assert isinstance(tiled.plan, Tiled)
    assert tiled_loss == pytest.approx(loss, rel=1e-6)
    assert relative_error(tiled_gradient, gradient) < 1e-6


@pytest.mark.slow
def test_inputs_are_not_written_to(pictures: Pictures, network: Network) -> None:
    picture = planar(pictures("cat", 96, 80))
    features, grams = Whole().statistics(network, "conv4_2", picture)
    one = number(1)[None, None]
    inputs: Inputs = {"content_target": features, "content_weight": number(1.0)} | {
        f"{layer}.{name}": value
        for layer, gram in grams.items()
        for name, value in (("gram_target", gram.total), ("gram_scale", one), ("weight", one))
    }
    copies, before = {name: value.copy() for name, value in inputs.items()}, picture.copy()
    for keep in (False, True):
        Tiled((80, 96), 48, keep).objective(network, "conv4_2", picture, inputs)
    assert np.array_equal(picture, before)
    assert all(np.array_equal(value, copies[name]) for name, value in inputs.items())
