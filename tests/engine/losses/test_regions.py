"""Each region in its own style: guides, guided losses, whole jobs, and parts of styles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from engine import InputError, Objective, Options, Result, stylize
from engine.imaging import resize
from engine.imaging.pixels import to_planar
from engine.losses.presets import FINISH, IMPASTO, PRESETS, Preset
from engine.losses.regions import Regions, cut_style, divide, propagated, resize_mask
from engine.losses.statistics import Target
from engine.losses.tiles import Tiled, Whole
from engine.losses.variants import GATYS
from engine.runtime.layers import STRIDE, STYLE_LAYERS
from engine.runtime.network import Network
from tests import reference
from tests.reference import Weights

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]


def left(width: int, height: int, *, soft: float = 0.0) -> Array:
    """A mask of the left part, with a slanted border."""
    rows, columns = np.mgrid[:height, :width]
    mask = (columns + 0.3 * rows < 0.6 * width).astype(np.float32)
    return gaussian_filter(mask, soft) if soft else mask


# Guides


def independent_guides(share: Array) -> dict[str, NDArray[np.float64]]:
    """One region's guides once more, from their description: mean less standard deviation over what is seen."""

    def blurred(plane: NDArray[np.float64]) -> NDArray[np.float64]:
        padded = np.pad(plane, 1, mode="edge")
        rows, columns = plane.shape
        return np.mean([padded[r : r + rows, c : c + columns] for r in range(3) for c in range(3)], axis=0)

    mean, square, found = share.astype(np.float64), share.astype(np.float64) ** 2, {}
    for block in reference.BLOCKS:
        for layer in block:
            mean, square = blurred(mean), blurred(square)
            if layer in STYLE_LAYERS:
                found[layer] = np.maximum(mean - np.sqrt(np.maximum(square - mean**2, 0)), 0)
        mean, square = (reference.average_pool(plane[None])[0] for plane in (mean, square))
    return found


def test_guides_follow_the_network() -> None:
    share = left(118, 83, soft=2.0)
    found = propagated(share[None])
    for layer, guide in independent_guides(share).items():
        assert found[layer].shape == (1, 1, 83 // STRIDE[layer], 118 // STRIDE[layer])
        assert found[layer][0, 0] == pytest.approx(guide, abs=1e-3)


def test_the_whole_picture_is_wholly_guided() -> None:
    for guide in propagated(np.ones((1, 37, 51), np.float32)).values():
        assert (guide == 1).all()


def test_what_sees_both_sides_of_a_sharp_border_belongs_to_neither() -> None:
    share = np.zeros((128, 256), np.float32)
    share[:, :128] = 1
    deep = propagated(np.stack([share, 1 - share]))["conv5_1"][:, 0, 4]
    assert deep[:, 7:9].max() < 0.3
    assert deep[0, :4].min() > 0.95
    assert deep[0, 12:].max() < 0.01
    assert deep[0] == pytest.approx(deep[1, ::-1], abs=1e-5)


def test_soft_borders_leave_no_gap() -> None:
    """Every position of the finer layers belongs to the mixture of a soft border; of all layers, to a gradual one."""
    ramp = np.broadcast_to(np.linspace(0, 1, 256, dtype=np.float32), (64, 256))
    for guide in propagated(np.stack([ramp, 1 - ramp])).values():
        assert guide.sum(0).min() > 0.8
    soft = left(128, 96, soft=4.0)
    found = propagated(np.stack([soft, 1 - soft]))
    assert all(found[layer].sum(0).min() > 0.5 for layer in STYLE_LAYERS[:2])


@pytest.mark.parametrize("thickness", [1, 5, 20])
def test_no_region_is_eroded_away(thickness: int) -> None:
    share = np.zeros((1, 96, 128), np.float32)
    share[0, 40 : 40 + thickness] = 1
    for guide in propagated(share).values():
        assert guide.mean() > 0.3 * share.mean()


# Masks


def test_the_styles_without_a_mask_have_the_rest() -> None:
    divided = divide([None, left(40, 30), None], (30, 40))
    assert divided is not None
    assert divided.styles == ((1,), (0, 2))
    assert np.array_equal(divided.shares[0], left(40, 30))
    assert divided.shares.sum(0) == pytest.approx(1)


def test_overlapping_styles_share_by_weight() -> None:
    everywhere, half = np.ones((4, 8), np.float32), np.zeros((4, 8), np.float32)
    half[:, :4] = 1
    divided = divide([everywhere, half], (4, 8), [3, 1])
    assert divided is not None
    assert divided.shares[0, :, :4] == pytest.approx(0.75)
    assert divided.shares[1, :, :4] == pytest.approx(0.25)
    assert np.array_equal(divided.shares[:, :, 4:], np.stack([everywhere, half])[:, :, 4:])


def test_masks_of_any_size_are_resized_without_leaving_their_range() -> None:
    divided = divide([left(400, 300), None], (30, 40))
    assert divided is not None
    assert divided.shares.min() >= 0
    assert divided.shares.max() <= 1
    assert np.abs(divided.shares[0] - left(40, 30)).mean() < 0.03


def test_masks_that_divide_nothing() -> None:
    assert divide([None, None], (8, 8)) is None
    assert divide([np.ones((4, 4), np.float32)], (8, 8)) is None


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (np.zeros((4, 4)), "The region of style 1 is empty"),
        (np.ones((4, 4, 3)), "must be one plane"),
        (np.ones((0, 4)), "must be one plane"),
        (np.full((4, 4), np.nan), "is empty"),
    ],
)
def test_masks_that_cannot_be_used(mask: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        divide([mask.astype(np.float32), None], (8, 8))


# The loss


def independent_style_loss(
    preset: Preset, weights: Weights, picture: Array, content: Array, styles: Sequence[Array], masks: Sequence[Array]
) -> dict[str, float]:
    """The guided style terms in float64: for each region the statistics over its guide, weighted by its positions."""
    pixels, painting = content.shape[0] * content.shape[1], preset is IMPASTO

    def features(pixels_255: Any) -> Any:
        return reference.features(pixels_255, weights, "conv5_1", maximum_pools=painting, replicated_edges=painting)

    def target(values: Any, guide: Any, places: int) -> Target:
        gram, mean = (values * guide).reshape(len(values), -1) @ values.reshape(len(values), -1).T, values * guide
        gram, mean = gram / guide.sum(), mean.sum((1, 2))[:, None] / guide.sum()
        norm = places * preset.gram_scale(len(values), places, pixels)
        return Target(norm * gram, 0 * mean) if preset.mean_weight is None else Target(gram - mean @ mean.T, mean)

    found, own = features(picture), features(content.astype(np.float64) * 255)
    terms = dict.fromkeys(STYLE_LAYERS, 0.0)
    for number, style in enumerate(map(features, [style.astype(np.float64) * 255 for style in styles])):
        for layer, guides in propagated(np.stack(masks)).items():
            guide, places = guides[number, 0].astype(np.float64), found[layer][0].size
            everywhere = np.ones(style[layer].shape[1:])
            here = target(found[layer], guide, places)
            wanted = target(style[layer], everywhere, places)
            of_content = target(own[layer], np.ones(own[layer].shape[1:]), places)
            apart = here.matrix - wanted.matrix
            whitening = reference.whitening(wanted.matrix) if preset.whitens else np.eye(len(apart))
            term = preset.style_weight(layer, wanted, of_content) * (whitening @ apart @ whitening * apart).sum()
            if preset.mean_weight is not None:
                term += preset.mean_weight(layer, wanted, of_content) * ((here.mean - wanted.mean) ** 2).sum()
            terms[layer] += float(term * guide.sum() / places)
    return terms


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
def test_the_guided_loss_equals_an_independent_one(
    preset: str, pictures: Pictures, weights: Weights, network: Network
) -> None:
    width, height = 51, 35
    content = pictures("astronaut", width, height)
    styles = [pictures(name, width, height) for name in ("van_gogh_night_cafe", "van_gogh_vestibule")]
    picture = 0.5 * (content + pictures("coffee", width, height)) * 255
    mask = left(width, height, soft=2.0)
    expected = independent_style_loss(PRESETS[preset], weights, picture, content, styles, [mask, 1 - mask])
    regions = divide([mask, None], (height, width))
    objective = Objective(content, styles, Options(preset=preset), regions=regions, network=network)
    found = objective.evaluate(np.ascontiguousarray(picture.transpose(2, 0, 1)))
    assert found.style == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("preset", [IMPASTO, FINISH], ids=["impasto", "finish"])
def test_the_guided_gradient_is_the_losss_slope(preset: Preset, pictures: Pictures, network: Network) -> None:
    content, picture = pictures("cat", 67, 49), pictures("coffee", 67, 49) * 255
    styles = [pictures(name, 60, 50) for name in ("van_gogh_night_cafe", "van_gogh_vestibule")]
    regions = divide([left(67, 49, soft=1.0), None], (49, 67))
    objective = Objective(content, styles, Options(), regions=regions, network=network, preset=preset)
    _, gradient = objective.loss_and_gradient(picture)
    for direction in (gradient, gradient * left(67, 49)[..., None]):
        unit = direction / np.linalg.norm(direction)
        higher, lower = (objective.loss_and_gradient(picture + step * unit)[0] for step in (1, -1))
        assert (higher - lower) / 2 == pytest.approx(float((gradient * unit).sum()), rel=2e-3)


@pytest.mark.parametrize("preset", PRESETS)
def test_one_region_that_is_everywhere_is_no_region(preset: str, pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 63, 50), pictures("van_gogh_night_cafe", 50, 40)
    everywhere = Regions(np.ones((1, 50, 63), np.float32), ((0,),))
    picture, options = pictures("coffee", 63, 50) * 255, Options(preset=preset)
    loss, gradient = Objective(content, [style], options, network=network).loss_and_gradient(picture)
    guided = Objective(content, [style], options, regions=everywhere, network=network).loss_and_gradient(picture)
    assert guided[0] == pytest.approx(loss, rel=1e-6)
    assert relative_error(guided[1], gradient) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("preset", [IMPASTO, FINISH], ids=["impasto", "finish"])
def test_regions_in_tiles_give_the_numbers_of_the_whole(preset: Preset, pictures: Pictures, network: Network) -> None:
    width, height = 197, 131
    content, picture = pictures("cat", width, height), to_planar(pictures("coffee", width, height))
    masks = [left(width, height, soft=3.0), np.rot90(left(height, width, soft=1.0)).copy(), None]
    styles = [pictures(name, 64, 48) for name in ("van_gogh_night_cafe", "van_gogh_vestibule", "van_gogh_cafe_terrace")]
    regions = divide(masks, (height, width))
    objective = Objective(content, styles, Options(), regions=regions, network=network, preset=preset)
    assert isinstance(objective.plan, Whole)
    whole = objective.evaluate(picture)
    objective.plan = Tiled((height, width), 112)
    tiled = objective.evaluate(picture)
    assert tiled.style == pytest.approx(whole.style, rel=1e-6)
    assert relative_error(tiled.gradient, whole.gradient) < 1e-6


# Whole jobs


@pytest.fixture(scope="module")
def divided(pictures: Pictures, network: Network) -> tuple[Result, Array, list[Array]]:
    """A small photograph in two styles, with a soft border between them; the mask; the styles at the content's area."""
    mask = left(160, 128, soft=3.0)
    styles = [pictures("van_gogh_night_cafe", 160, 128), pictures("van_gogh_vestibule", 124, 165)]
    options = Options(evaluations=80, single_scale=True, strength=100.0)
    content = pictures("cat", 160, 128)
    return stylize(content, styles, options, regions=[mask, None], network=network), mask, styles


def mean_grams(pixels: Array, network: Network, inside: Array | None = None) -> dict[str, Array]:
    """Each style layer's Gram for each position, over all of a picture or where `inside` is above one half."""
    guides = (
        None
        if inside is None
        else {
            layer: (resize_mask(inside, inside.shape[1] // stride, inside.shape[0] // stride) > 0.5)[None, None].astype(
                np.float32
            )
            for layer, stride in STRIDE.items()
            if layer in STYLE_LAYERS
        }
    )
    _, moments = Whole().statistics(network, GATYS, to_planar(pixels), guides)
    return {layer: found.gram[0] / found.positions[0] for layer, found in moments.items()}


@pytest.mark.slow
def test_each_region_is_nearer_to_its_own_style(divided: tuple[Result, Array, list[Array]], network: Network) -> None:
    result, mask, styles = divided
    targets = [mean_grams(style, network) for style in styles]
    for number, inside in enumerate((mask, 1 - mask)):
        found = mean_grams(result.pixels, network, inside)
        own, other = (
            sum(relative_error(found[layer], target[layer]) ** 2 for layer in STYLE_LAYERS)
            for target in (targets[number], targets[1 - number])
        )
        assert own < 0.5 * other


@pytest.mark.slow
def test_the_border_is_no_seam(divided: tuple[Result, Array, list[Array]]) -> None:
    luma = divided[0].pixels.mean(2)
    energy = np.gradient(luma, axis=0) ** 2 + np.gradient(luma, axis=1) ** 2
    inside = divided[1] > 0.5
    distance = distance_transform_edt(inside) + distance_transform_edt(~inside)
    border, around = energy[distance <= 4].mean(), energy[(distance > 6) & (distance <= 28)].mean()
    assert 1 / 1.6 < border / around < 1.3


@pytest.mark.slow
def test_the_report_says_what_the_regions_are(divided: tuple[Result, Array, list[Array]]) -> None:
    share = float(divided[1].mean())
    assert divided[0].report["regions"] == [
        {"styles": [1], "share": pytest.approx(share, abs=1e-3)},
        {"styles": [2], "share": pytest.approx(1 - share, abs=1e-3)},
    ]


@pytest.mark.parametrize("preset", ["impasto", "gatys"])
def test_what_no_mask_covers_stays_as_it_is(preset: str, pictures: Pictures, network: Network) -> None:
    content, mask = pictures("cat", 72, 56), left(72, 56)
    options = Options(preset=preset, evaluations=6, start="noise" if preset == "gatys" else "content")
    painted = stylize(content, [pictures("van_gogh_night_cafe", 60, 50)], options, regions=[mask], network=network)
    assert np.array_equal(painted.pixels[mask == 0], content[mask == 0])
    assert np.abs(painted.pixels - content)[mask == 1].mean() > 0.02


def test_each_region_starts_with_its_own_styles_colours(pictures: Pictures, network: Network) -> None:
    red, blue = (np.full((40, 40, 3), colour, np.float32) for colour in ((0.9, 0.1, 0.1), (0.1, 0.1, 0.9)))
    options, mask = Options(evaluations=1, single_scale=True), left(72, 56)
    painted = stylize(pictures("cat", 72, 56), [red, blue], options, regions=[mask, None], network=network).pixels
    assert painted[mask == 1].mean(0) == pytest.approx((0.9, 0.1, 0.1), abs=0.15)
    assert painted[mask == 0].mean(0) == pytest.approx((0.1, 0.1, 0.9), abs=0.15)


def test_palettes_are_matched_region_by_region(pictures: Pictures, network: Network) -> None:
    """The style is made red where it paints what is red, and blue where it paints what is blue."""
    mask = left(72, 56)
    content = np.where(mask[..., None] == 1, np.float32((0.9, 0.1, 0.1)), np.float32((0.1, 0.1, 0.9)))
    content += 0.02 * np.random.default_rng(0).standard_normal(content.shape).astype(np.float32)
    style, options = pictures("van_gogh_night_cafe", 60, 50), Options(evaluations=2, colours="match")
    painted = stylize(content, [style, style], options, regions=[mask, None], network=network).pixels
    assert painted[mask == 1].mean(0) == pytest.approx((0.9, 0.1, 0.1), abs=0.1)
    assert painted[mask == 0].mean(0) == pytest.approx((0.1, 0.1, 0.9), abs=0.1)


def test_as_many_masks_as_styles(pictures: Pictures, network: Network) -> None:
    content, mask = pictures("cat", 48, 32), left(48, 32)
    for name in ("regions", "style_masks"):
        with pytest.raises(InputError, match=r"There are 2 style (regions|masks) for 1 styles"):
            stylize(content, [content], **{name: [mask, None]}, network=network)


# Parts of styles


def test_a_rectangle_of_a_style_is_as_if_cut_out(pictures: Pictures) -> None:
    style, mask = pictures("van_gogh_night_cafe", 80, 60), np.zeros((60, 80), np.float32)
    mask[10:50, 20:70] = 1
    assert np.array_equal(cut_style(style, mask, 1), style[10:50, 20:70])
    transparent = np.concatenate([style, mask[..., None]], axis=2)
    assert np.array_equal(cut_style(transparent, None, 1), style[10:50, 20:70])
    assert np.array_equal(cut_style(style, None, 1), style)


def test_what_is_masked_in_a_style_does_not_count(pictures: Pictures, network: Network) -> None:
    """Two paintings that differ only outside the mask are the same style."""
    content, mask = pictures("cat", 64, 48), left(96, 72)
    first, second = (pictures(name, 96, 72) for name in ("van_gogh_night_cafe", "van_gogh_vestibule"))
    changed = np.where(mask[..., None] == 1, first, second)
    picture = pictures("coffee", 64, 48) * 255
    one, other, whole = (
        Objective(content, [cut_style(style, each, 1)], Options(), network=network).loss_and_gradient(picture)[0]
        for style, each in ((first, mask), (changed, mask), (changed, None))
    )
    assert one == pytest.approx(other, rel=1e-6)
    assert abs(whole - one) > 0.01 * one


def test_an_empty_part_is_refused(pictures: Pictures, network: Network) -> None:
    content = pictures("cat", 48, 32)
    hidden = np.concatenate([content, np.zeros((32, 48, 1), np.float32)], axis=2)
    with pytest.raises(InputError, match="Nothing of style 2 is visible"):
        stylize(content, [content, hidden], network=network)
    with pytest.raises(InputError, match="The mask of style 1 is empty"):
        stylize(content, [content], style_masks=[np.zeros((3, 3), np.float32)], network=network)


def test_a_resized_sliver_is_still_a_style(pictures: Pictures, network: Network) -> None:
    """A line one pixel wide on a large canvas has a Gram at every layer."""
    content, mask = pictures("cat", 48, 32), np.eye(90, dtype=np.float32)
    part = cut_style(resize(content, 90, 90), mask, 1)
    loss, gradient = Objective(content, [part], Options(), network=network).loss_and_gradient(content * 255)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
