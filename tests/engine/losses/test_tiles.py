"""A picture in tiles gives the numbers of the whole picture, and every pixel belongs to one tile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Objective, Options
from engine.losses.budget import Budget
from engine.losses.presets import FINISH, PRESETS, Preset
from engine.losses.statistics import Moments, partial_whitening
from engine.losses.tiles import ALIGNMENT, Inputs, Mosaic, Tile, Tiled, Whole
from engine.losses.variants import CLASSIC, FINISHING, GATYS, PAINTING, Variant
from engine.runtime.layers import STRIDE
from engine.runtime.network import Network

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
CORE = 112
VARIANTS = [GATYS, CLASSIC, PAINTING, FINISHING]
MAXIMUM = {variant: variant.with_pools("maximum") for variant in VARIANTS}


# Pictures larger than a tile with its margins.
@pytest.mark.slow
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("width", "height", "columns", "rows", "variant"),
    [
        (208, 192, 2, 2, CLASSIC),
        (203, 219, 2, 2, GATYS),
        (325, 193, 3, 2, MAXIMUM[GATYS]),
        (203, 219, 2, 2, MAXIMUM[PAINTING]),
        (209, 187, 2, 2, PAINTING),
        (203, 219, 2, 2, MAXIMUM[FINISHING]),
    ],
)
def test_tiles_give_the_numbers_of_the_whole(
    width: int, height: int, columns: int, rows: int, variant: Variant, keep: bool, pictures: Pictures, network: Network
) -> None:
    tiled = Tiled((height, width), CORE, keep)
    tiles = list(tiled.tiles(variant))
    assert len(tiles) == columns * rows
    assert all(tile.whole != (slice(0, height), slice(0, width)) for tile in tiles)

    content, picture = (planar(pictures(name, width, height)) for name in ("cat", "coffee"))
    features, moments = Whole().statistics(network, variant, content)
    tiled_features, tiled_moments = tiled.statistics(network, variant, content)
    assert tuple(features) == tuple(tiled_features) == variant.content_layers
    for layer, expected in features.items():
        assert tiled_features[layer].shape == expected.shape
        assert relative_error(tiled_features[layer], expected) < 1e-6
    assert tuple(moments) == tuple(tiled_moments) == variant.style_layers
    for layer, whole in moments.items():
        assert tiled_moments[layer].positions == whole.positions
        assert relative_error(tiled_moments[layer].gram, whole.gram) < 1e-6
        assert relative_error(tiled_moments[layer].total, whole.total) < 1e-6

    inputs = objective_inputs(variant, features, moments)
    content_loss, style_loss, gradient = Whole().objective(network, variant, picture, inputs)
    found_content, found_style, found_gradient = tiled.objective(network, variant, picture, inputs)
    assert found_content == pytest.approx(content_loss, rel=1e-6)
    assert found_style == pytest.approx(style_loss, rel=1e-6)
    assert found_gradient.shape == gradient.shape == picture.shape
    assert relative_error(found_gradient, gradient) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height", "variant"), [(96, 64, GATYS), (93, 71, MAXIMUM[CLASSIC]), (93, 71, MAXIMUM[PAINTING])]
)
def test_winograds_convolutions_change_the_last_digits_only(
    width: int, height: int, variant: Variant, pictures: Pictures, network: Network
) -> None:
    fast, plan = Network(network.folder, winograd=True), Tiled((height, width), 48, keep=True)
    content, picture = (planar(pictures(name, width, height)) for name in ("cat", "coffee"))
    features, moments = Whole().statistics(network, variant, content)
    for layer, found in Whole().statistics(fast, variant, content)[0].items():
        assert relative_error(found, features[layer]) < 2e-6
    inputs = objective_inputs(variant, features, moments)
    content_loss, style_loss, gradient = Whole().objective(network, variant, picture, inputs)
    for parts in (Whole().objective(fast, variant, picture, inputs), plan.objective(fast, variant, picture, inputs)):
        assert parts[0] == pytest.approx(content_loss, rel=1e-6)
        assert parts[1] == pytest.approx(style_loss, rel=1e-6)
        assert relative_error(parts[2], gradient) < 1e-5


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_single_tile_is_the_whole(variant: Variant, pictures: Pictures, network: Network) -> None:
    picture = planar(pictures("cat", 48, 40))
    features, moments = Whole().statistics(network, variant, picture)
    tiled_features, tiled_moments = Tiled((40, 48), 128).statistics(network, variant, picture)
    for layer in variant.content_layers:
        assert np.array_equal(features[layer], tiled_features[layer])
    for layer in variant.style_layers:
        assert relative_error(tiled_moments[layer].gram, moments[layer].gram) < 1e-6
        assert relative_error(tiled_moments[layer].total, moments[layer].total) < 1e-6


@pytest.mark.parametrize(("width", "height"), [(93, 71), (210, 160), (40, 300)])
def test_even_tiles_are_of_one_size_and_exact(width: int, height: int, pictures: Pictures, network: Network) -> None:
    """They own what other tiles own, and see it and its margin."""
    even, usual = Tiled((height, width), CORE, keep=True, even=True), Tiled((height, width), CORE, keep=True)
    tiles = list(even.tiles(FINISHING))
    assert len({tuple(side.stop - side.start for side in tile.whole) for tile in tiles}) == 1
    for tile, other in zip(tiles, usual.tiles(FINISHING), strict=True):
        assert tile.own == other.own
        for side, needed in zip(tile.whole, other.whole, strict=True):
            assert side.start <= needed.start and needed.stop <= side.stop and side.start % ALIGNMENT == 0
    content, picture = (planar(pictures(name, width, height)) for name in ("cat", "coffee"))
    inputs = objective_inputs(FINISHING, *Whole().statistics(network, FINISHING, content))
    _, style, gradient = Whole().objective(network, FINISHING, picture, inputs)
    _, found_style, found_gradient = even.objective(network, FINISHING, picture, inputs)
    assert found_style == pytest.approx(style, rel=1e-6)
    assert relative_error(found_gradient, gradient) < 1e-6


def planar(pixels: Array) -> Array:
    return np.ascontiguousarray(pixels.transpose(2, 0, 1) * np.float32(255))


def number(value: float) -> Array:
    return np.array([value], np.float32)


def objective_inputs(variant: Variant, features: dict[str, Array], moments: dict[str, Moments]) -> dict[str, Array]:
    """The objective's inputs for these targets: covariances and means, weighted as Gram matrices are by `gatys`."""
    inputs: dict[str, Array] = {}
    for layer, target in features.items():
        inputs |= {f"{layer}.content_target": target, f"{layer}.content_weight": number(5 / target.size)}
    for layer, found in moments.items():
        scale = 1 / (float(found.positions[0]) * found.gram.shape[1])
        mean = (found.total / found.positions[0]).astype(np.float32)
        gram = scale * found.gram - mean * mean.transpose(0, 2, 1)
        inputs |= {
            f"{layer}.gram_target": gram.astype(np.float32),
            f"{layer}.gram_scale": number(scale)[None, None],
            f"{layer}.weight": number(100 / found.gram.size)[None, None],
            f"{layer}.mean_target": mean,
            f"{layer}.mean_scale": number(1 / float(found.positions[0]))[None, None],
            f"{layer}.mean_weight": number(100 / mean.size)[None, None],
        }
        if variant.base == PAINTING.base:
            inputs[f"{layer}.whitening"] = partial_whitening(gram[0])[None]
    return inputs


# Geometry


@given(st.integers(16, 700), st.integers(16, 700), st.integers(1, 30).map(ALIGNMENT.__mul__), st.sampled_from(VARIANTS))
def test_every_pixel_belongs_to_one_tile(height: int, width: int, core: int, variant: Variant) -> None:
    owners = np.zeros((height, width), int)
    for tile in Tiled((height, width), core).tiles(variant):
        owners[tile.own] += 1
        for own, whole, length in zip(tile.own, tile.whole, (height, width), strict=True):
            assert own.start % ALIGNMENT == whole.start % ALIGNMENT == 0
            assert 0 < own.stop - own.start <= core
            # The margin covers what the network sees, or reaches the border.
            assert whole.start == max(0, own.start - variant.halo)
            assert whole.stop == min(length, own.stop + variant.halo)
        mask = tile.mask()
        assert mask.shape == (1, 1, *(side.stop - side.start for side in tile.whole))
        assert mask.sum() == owners[tile.own].size
    assert (owners == 1).all()


@pytest.mark.slow
@pytest.mark.parametrize("preset", [*PRESETS.values(), FINISH], ids=[*PRESETS, "finish"])
def test_an_objective_in_tiles(
    preset: Preset, pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way through: targets and evaluation in tiles, in place of both at once."""
    content, style = pictures("cat", 150, 100), pictures("van_gogh_night_cafe", 130, 120)
    picture = pictures("coffee", 150, 100) * 255

    def evaluated() -> tuple[Objective, float, Array]:
        objective = Objective(content, [style], Options(), network=network, preset=preset)
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
    inputs: Inputs = objective_inputs(PAINTING, *Whole().statistics(network, PAINTING, picture))
    copies, before = {name: value.copy() for name, value in inputs.items()}, picture.copy()
    for keep in (False, True):
        Tiled((80, 96), 48, keep).objective(network, PAINTING, picture, inputs)
    assert np.array_equal(picture, before)
    assert all(np.array_equal(value, copies[name]) for name, value in inputs.items())


def box(top: int, bottom: int, left: int, right: int) -> tuple[slice, slice]:
    return slice(top, bottom), slice(left, right)


def test_a_mosaic_sums_its_parts_and_nothing_between(pictures: Pictures, network: Network) -> None:
    """Two parts, one below the other: each is as if it were a picture of its own, its border does not count."""
    variant = FINISHING.with_pools("maximum")
    canvas = np.concatenate([planar(pictures(name, 96, 80)) for name in ("cat", "coffee")], axis=1)
    inner = [box(16, 64, 16, 80), box(96, 144, 16, 80)]
    outer = [box(0, 80, 0, 96), box(80, 160, 0, 96)]
    mosaic = Mosaic((160, 96), parts=tuple(map(Tile, inner, outer)))
    _, moments = mosaic.statistics(network, variant, canvas)
    for index, (own, whole) in enumerate(zip(inner, outer, strict=True)):
        alone = Mosaic((160, 96), parts=(Tile(own, whole),)).statistics(network, variant, canvas)[1]
        local = Tile(box(16, 64, 16, 80), box(0, 80, 0, 96))
        single = Mosaic((80, 96), parts=(local,)).statistics(network, variant, canvas[(..., *whole)].copy())[1]
        for layer, found in moments.items():
            assert relative_error(alone[layer].gram, single[layer].gram) < 1e-6
            assert found.positions == 2 * alone[layer].positions
            rest = found.gram - alone[layer].gram
            assert (rest.trace(axis1=1, axis2=2) > 0).all(), index


def test_a_mosaic_counts_guides_by_what_its_parts_own() -> None:
    guides = {layer: np.full((1, 1, 96 // stride, 96 // stride), 0.5, np.float32) for layer, stride in STRIDE.items()}
    mosaic = Mosaic((96, 96), parts=(Tile(box(16, 80, 16, 48), box(0, 96, 0, 64)),))
    for layer, count in mosaic.positions((96, 96)).items():
        assert count == 64 * 32 // STRIDE[layer] ** 2
        assert mosaic.positions((96, 96), guides)[layer] == count / 2
        assert Whole().positions((96, 96))[layer] == (96 // STRIDE[layer]) ** 2
