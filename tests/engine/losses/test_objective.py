"""Losses and gradients against an independent evaluation in float64, and what the Objective accepts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from engine import InputError, Objective, Options
from engine.imaging import resize
from engine.losses.objective import PATCH, PATCHES, _sample
from engine.losses.presets import FINISH, IMPASTO, PRESETS, Emphasis, Preset, strength_factor
from engine.runtime.network import Network
from tests import reference
from tests.reference import Loss, Weights

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
SIZES = [(56, 40), (47, 33), (17, 16)]  # width, height


@pytest.fixture(params=PRESETS)
def preset(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def reference_loss(
    preset: str, weights: Weights, content: Array, styles: Sequence[Array], shares: Sequence[float] = (1.0,)
) -> Loss:
    """The independent loss for pictures in 0..1, as Objective takes them."""
    large, others = in_255(content), [in_255(style) for style in styles]
    if preset == "impasto":
        network_of = {"maximum_pools": True, "replicated_edges": True}
        return reference.relative(IMPASTO, weights, large, others, shares, **network_of)
    return getattr(reference, preset)(weights, large, others, shares)


def in_255(pixels: Array) -> Any:
    return pixels.astype(np.float64) * 255


def styles_for(preset: str, pictures: Pictures, width: int, height: int) -> list[Array]:
    """Two styles that the preset shows to the network as they are."""
    if preset == "classic":
        return [pictures("van_gogh_night_cafe", width, height), pictures("van_gogh_vestibule", width, height)]
    # Lying on their side they have the content's area, which is what impasto asks for, and another shape.
    return [pictures("van_gogh_night_cafe", height, width), pictures("van_gogh_vestibule", height, width)]


def between(content: Array, style: Array) -> Array:
    """A picture in 0..255 that is neither the content nor the style, with smooth noise; in no plane flat."""
    height, width = content.shape[:2]
    noise = resize(np.random.default_rng(5).random((height // 4, width // 4, 3), np.float32), width, height)
    return 255 * (0.4 * content + 0.3 * resize(style, width, height) + 0.3 * noise)


def planar(picture: Array) -> Array:
    return np.ascontiguousarray(picture.transpose(2, 0, 1))


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_term_equals_the_reference(
    preset: str, width: int, height: int, pictures: Pictures, weights: Weights, network: Network
) -> None:
    content, style = pictures("astronaut", width, height), styles_for(preset, pictures, width, height)[0]
    picture = between(content, style)
    expected = reference_loss(preset, weights, content, [style])(picture)
    found = Objective(content, [style], Options(preset=preset), network=network).evaluate(planar(picture))
    assert found.content == pytest.approx(expected.content, rel=1e-4)
    assert found.total_variation == pytest.approx(expected.total_variation, rel=1e-4)
    assert found.style == pytest.approx(expected.style, rel=1e-4)
    assert found.loss == pytest.approx(expected.loss, rel=1e-4)
    assert min(found.content, found.total_variation, *found.style.values()) > 0


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("preset", [IMPASTO, FINISH], ids=["impasto", "finish"])
@pytest.mark.parametrize("pooling", ["average", "maximum"])
def test_either_pools_equal_the_reference(
    preset: Preset, pooling: str, width: int, height: int, pictures: Pictures, weights: Weights, network: Network
) -> None:
    content, style = pictures("astronaut", width, height), styles_for("impasto", pictures, width, height)[0]
    picture = between(content, style)
    network_of = {"maximum_pools": pooling == "maximum", "replicated_edges": True}
    expected = reference.relative(preset, weights, in_255(content), [in_255(style)], **network_of)(picture)
    objective = Objective(content, [style], Options(pooling=pooling), network=network, preset=preset)
    found = objective.evaluate(planar(picture))
    assert found.style == pytest.approx(expected.style, rel=1e-4)
    assert found.content == pytest.approx(expected.content, rel=1e-4)
    assert found.total_variation == pytest.approx(expected.total_variation, rel=1e-4)


@pytest.mark.parametrize("flat", [False, True])
def test_the_gradient_through_maximum_pools_is_the_losss_slope(
    flat: bool, pictures: Pictures, network: Network
) -> None:
    """Where all of a pool's values are equal they share the gradient: a flat picture that grows lighter shows it."""
    content, style = pictures("cat", 67, 49), pictures("van_gogh_night_cafe", 60, 50)
    objective = Objective(content, [style], Options(), network=network)
    picture = np.full((49, 67, 3), 120, np.float32) if flat else 255 * pictures("coffee", 67, 49)
    _, gradient = objective.loss_and_gradient(picture)
    unit = np.ones_like(gradient) if flat else gradient
    unit = unit / np.linalg.norm(unit)
    # A covariance hardly changes when a flat picture grows lighter: a short step would be lost in float32.
    step = 10 if flat else 1
    higher, lower = (objective.loss_and_gradient(picture + sign * step * unit)[0] for sign in (1, -1))
    assert (higher - lower) / 2 == pytest.approx(step * float((gradient * unit).sum()), rel=5e-3)


@pytest.mark.slow
def test_two_styles_are_blended_by_their_weights(
    preset: str, pictures: Pictures, weights: Weights, network: Network
) -> None:
    content, styles = pictures("cat", 47, 33), styles_for(preset, pictures, 47, 33)
    picture = between(content, styles[0])
    expected = reference_loss(preset, weights, content, styles, [3.0, 1.0])(picture)
    objective = Objective(content, styles, Options(preset=preset), weights=[3.0, 1.0], network=network)
    assert objective.evaluate(planar(picture)).style == pytest.approx(expected.style, rel=1e-4)
    only_shares_count = Objective(content, styles, Options(preset=preset), weights=[0.6, 0.2], network=network)
    assert only_shares_count.evaluate(planar(picture)).style == pytest.approx(expected.style, rel=1e-4)


@pytest.mark.slow
def test_styles_without_weights_count_equally(pictures: Pictures, weights: Weights, network: Network) -> None:
    content, styles = pictures("cat", 40, 40), styles_for("gatys", pictures, 40, 40)
    picture = between(content, styles[0])
    expected = reference_loss("gatys", weights, content, styles, [1.0, 1.0])(picture)
    objective = Objective(content, styles, Options(preset="gatys"), network=network)
    assert objective.evaluate(planar(picture)).style == pytest.approx(expected.style, rel=1e-4)


@pytest.mark.slow
def test_gatys_takes_styles_of_other_sizes_as_they_are(pictures: Pictures, weights: Weights, network: Network) -> None:
    content = pictures("coffee", 48, 32)
    styles = [pictures("van_gogh_cafe_terrace", 37, 61), pictures("van_gogh_night_cafe", 70, 22)]
    expected = reference_loss("gatys", weights, content, styles, [1.0, 1.0])(in_255(content))
    found = Objective(content, styles, Options(preset="gatys"), network=network).evaluate(planar(content * 255))
    assert found.style == pytest.approx(expected.style, rel=1e-4)


@pytest.mark.slow
def test_classic_squashes_styles_to_the_contents_shape(pictures: Pictures, weights: Weights, network: Network) -> None:
    content, style = pictures("coffee", 48, 32), pictures("van_gogh_cafe_terrace", 50, 90)
    expected = reference_loss("classic", weights, content, [resize(style, 48, 32)])(in_255(content))
    found = Objective(content, [style], Options(preset="classic"), network=network).evaluate(planar(content * 255))
    assert found.style == pytest.approx(expected.style, rel=1e-4)


def test_impasto_shows_a_style_of_any_size_alike(pictures: Pictures, network: Network) -> None:
    """The style's area is made the content's: a larger scan of the same painting is the same style."""
    content, style = pictures("coffee", 64, 48), pictures("van_gogh_night_cafe", 200, 158)
    objectives = [Objective(content, [each], Options(), network=network) for each in (style, resize(style, 100, 79))]
    large, small = (sum(objective.evaluate(planar(content * 255)).style.values()) for objective in objectives)
    assert large == pytest.approx(small, rel=0.05)


def test_the_content_itself_has_no_content_loss(preset: str, pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 48, 32), pictures("van_gogh_night_cafe", 48, 32)
    objective = Objective(content, [style], Options(preset=preset), network=network)
    found = objective.evaluate(planar(content * np.float32(255)))
    assert found.content <= 1e-9 * found.loss


def test_strength_and_smoothness_scale_their_terms(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 48, 32), pictures("van_gogh_night_cafe", 48, 32)
    picture = planar(between(content, style))

    def terms(**options: Any) -> tuple[float, float, float]:
        objective = Objective(content, [style], Options(preset="gatys", **options), network=network)
        found = objective.evaluate(picture)
        return found.content, sum(found.style.values()), found.total_variation

    content_loss, style_loss, variation = terms()
    for strength in (0.0, 30.0, 100.0):
        factor = strength_factor(Options(preset="gatys", strength=strength))
        expected = content_loss * factor, style_loss, variation
        assert terms(strength=strength) == pytest.approx(expected, rel=1e-5)
    assert terms(smoothness=250.0) == pytest.approx((content_loss, style_loss, variation * 2.5), rel=1e-5)


# Gradients


@pytest.fixture(scope="module", params=PRESETS)
def gradient_case(
    request: pytest.FixtureRequest, pictures: Pictures, weights: Weights, network: Network
) -> tuple[Callable[[Array], float], Array, Array]:
    """A float64 loss, a picture, and the engine's gradient there; odd sizes, two styles."""
    width, height = 39, 27
    content = pictures("astronaut", width, height)
    preset: str = request.param
    styles = styles_for(preset, pictures, width, height)
    loss = reference_loss(preset, weights, content, styles, [2.0, 1.0])
    picture = between(content, styles[0])
    objective = Objective(content, styles, Options(preset=preset), weights=[2.0, 1.0], network=network)
    _, gradient = objective.loss_and_gradient(picture)
    return lambda values: loss(values).loss, picture, gradient


# In 0..255: so small that hardly any ReLU changes its side on the way; float64 has the digits for it.
STEP = 1e-5


def slope(loss: Callable[[Any], float], picture: Array, direction: Any) -> float:
    """The loss's central difference along a direction."""
    centre = picture.astype(np.float64)
    return (loss(centre + STEP * direction) - loss(centre - STEP * direction)) / (2 * STEP)


@pytest.mark.slow
def test_gradient_equals_finite_differences_at_single_values(gradient_case: Any) -> None:
    loss, picture, gradient = gradient_case
    random = np.random.default_rng(11)
    corners = [(0, 0, 0), (-1, -1, 2), (0, -1, 1)]
    places = corners + [tuple(int(random.integers(length)) for length in picture.shape) for _ in range(6)]
    expected = []
    for place in places:
        direction = np.zeros(picture.shape)
        direction[place] = 1
        expected.append(slope(loss, picture, direction))
    found = [gradient[place] for place in places]
    assert relative_error(found, expected) < 1e-3
    # Each by itself, where small ones are measured by the gradient's usual size.
    usual = float(np.sqrt(np.mean(np.square(gradient, dtype=np.float64))))
    assert np.abs(np.subtract(found, expected)).max() < 1e-3 * max(usual, np.abs(expected).min())


@pytest.mark.slow
def test_gradient_equals_finite_differences_along_directions(gradient_case: Any) -> None:
    loss, picture, gradient = gradient_case
    random = np.random.default_rng(12)
    for direction in (random.standard_normal(picture.shape), gradient / np.abs(gradient).max()):
        expected = float(np.sum(gradient.astype(np.float64) * direction))
        assert slope(loss, picture, direction) == pytest.approx(expected, rel=1e-3)


# What goes in and out


@pytest.fixture(scope="module")
def objective(pictures: Pictures, network: Network) -> Objective:
    content, style = pictures("cat", 41, 26), pictures("van_gogh_night_cafe", 30, 20)
    return Objective(content, [style], Options(preset="gatys"), network=network)


def test_loss_and_gradient_of_a_picture(objective: Objective) -> None:
    picture = np.random.default_rng(1).random((26, 41, 3), np.float32) * 255
    before = picture.copy()
    loss, gradient = objective.loss_and_gradient(picture)
    assert isinstance(loss, float)
    assert gradient.shape == picture.shape
    assert gradient.dtype == np.float32
    assert gradient.flags.c_contiguous
    assert np.array_equal(picture, before)
    evaluation = objective.evaluate(planar(picture))
    assert evaluation.loss == loss
    assert np.array_equal(evaluation.gradient, planar(gradient))


def test_an_evaluation_can_be_repeated(objective: Objective) -> None:
    picture = np.random.default_rng(2).random((26, 41, 3), np.float32) * 255
    first, second = objective.loss_and_gradient(picture), objective.loss_and_gradient(picture)
    assert first[0] == second[0]
    assert np.array_equal(first[1], second[1])


def test_a_factor_of_the_contents_weight_changes_nothing_else(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 41, 26), pictures("van_gogh_night_cafe", 30, 20)
    picture = np.full((3, 26, 41), 90, np.float32)
    before, after = (
        Objective(content, [style], network=network, emphasis=Emphasis(factor)).evaluate(picture)
        for factor in (1.0, 3.0)
    )
    assert after.content == pytest.approx(3 * before.content)
    assert (after.style, after.total_variation) == (before.style, before.total_variation)


def test_other_types_of_number_and_values_beyond_the_range(objective: Objective) -> None:
    random = np.random.default_rng(3)
    picture = np.round(random.uniform(-40, 300, (26, 41, 3)))
    loss, gradient = objective.loss_and_gradient(picture)  # type: ignore[arg-type] - float64
    same_loss, same_gradient = objective.loss_and_gradient(picture.astype(np.float32))
    assert loss == same_loss
    assert np.array_equal(gradient, same_gradient)
    assert loss > objective.loss_and_gradient(np.clip(picture, 0, 255).astype(np.float32))[0] > 0


def test_a_step_against_the_gradient_lowers_the_loss(objective: Objective) -> None:
    picture = np.random.default_rng(4).random((26, 41, 3), np.float32) * 255
    loss, gradient = objective.loss_and_gradient(picture)
    assert objective.loss_and_gradient(picture - gradient / np.abs(gradient).max())[0] < loss


def test_alpha_is_no_colour(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 40, 24), pictures("van_gogh_night_cafe", 24, 40)

    def with_alpha(pixels: Array) -> Array:
        return np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 0.5, np.float32)], axis=2)

    options, picture = Options(preset="gatys"), content[::-1] * 255
    opaque = Objective(content, [style], options, network=network).loss_and_gradient(picture)
    faint = Objective(with_alpha(content), [with_alpha(style)], options, network=network).loss_and_gradient(picture)
    assert opaque[0] == faint[0]


def test_a_style_smaller_than_the_network_sees_is_enlarged(preset: str, pictures: Pictures, network: Network) -> None:
    content = pictures("cat", 40, 24)
    objective = Objective(content, [np.full((1, 3, 3), 0.2, np.float32)], Options(preset=preset), network=network)
    loss, gradient = objective.loss_and_gradient(content * 255)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("shape", [(15, 40, 3), (40, 15, 3), (1, 1, 4), (40, 40), (40, 40, 1), (40, 40, 5)])
def test_contents_that_cannot_be_used(shape: tuple[int, ...], pictures: Pictures, network: Network) -> None:
    with pytest.raises(InputError, match=r"The content (is \d+ x \d+ pixels|has the shape)"):
        Objective(np.zeros(shape, np.float32), [pictures("cat", 40, 40)], network=network)


@pytest.mark.parametrize("shape", [(40, 40), (40, 40, 2), (0, 40, 3)])
def test_styles_that_cannot_be_used(shape: tuple[int, ...], pictures: Pictures, network: Network) -> None:
    with pytest.raises(InputError, match="A style"):
        Objective(pictures("cat", 40, 40), [np.zeros(shape, np.float32)], network=network)


def test_a_picture_of_another_size_than_the_content(objective: Objective) -> None:
    with pytest.raises(InputError, match="41 x 27, not as large as its content"):
        objective.loss_and_gradient(np.zeros((27, 41, 3), np.float32))


def test_matched_layers_are_held_to_the_content_in_the_styles_colours(pictures: Pictures, network: Network) -> None:
    """There is no content loss of conv3_1 in the matched picture itself, and the other layer's stays as it is."""
    content, style = pictures("cat", 48, 32), pictures("van_gogh_night_cafe", 48, 32)
    matched = np.ascontiguousarray(content[..., ::-1])
    plain = Objective(content, [style], network=network).evaluate(planar(content * 255))
    held = Objective(content, [style], matched=matched, network=network)
    assert plain.content <= 1e-9 * plain.loss
    layers = [layer for layer in IMPASTO.variant.content_layers if layer not in IMPASTO.deep_layers]
    weights = {layer: held._inputs.pop(f"{layer}.content_weight") for layer in layers}
    terms = []
    for layer in weights:
        held._inputs |= {f"{name}.content_weight": weights[name] * (name == layer) for name in weights}
        terms += [held.evaluate(planar(picture * 255)).content for picture in (content, matched)]
    in_content, in_matched, deep_in_content, deep_in_matched = terms
    assert in_matched < 1e-9 < 1e-3 < in_content
    assert deep_in_content < 1e-9 < 1e-3 < deep_in_matched


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("losses", [*PRESETS.values(), FINISH], ids=[*PRESETS, "finish"])
def test_the_loss_alone_is_that_of_an_evaluation(
    losses: Preset, size: tuple[int, int], pictures: Pictures, network: Network
) -> None:
    content, style = pictures("cat", *size), pictures("van_gogh_night_cafe", *size)
    objective = Objective(content, [style], Options(), network=network, preset=losses)
    picture = planar(between(content, style))
    assert objective.loss(picture) == pytest.approx(objective.evaluate(picture).loss, rel=1e-5)


def test_the_finish_judges_large_contents_by_a_sample() -> None:
    """Patches from all over the picture: its corners are among them, and no row is twice in them."""
    height, width = 900, 600
    rows, columns = np.indices((height, width), np.float32)
    sample = _sample(np.stack([rows, columns, rows]))
    assert sample.shape == (3, PATCHES * PATCH, PATCHES * PATCH)
    for axis, length in ((0, height), (1, width)):
        found = np.unique(sample[axis])
        assert (found[0], found[-1], len(found)) == (0, length - 1, PATCHES * PATCH)
    small = np.zeros((3, 100, PATCHES * PATCH), np.float32)
    assert _sample(small) is small
