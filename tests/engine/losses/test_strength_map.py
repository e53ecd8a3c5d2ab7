"""The strength map: what it makes of the losses, and whole jobs with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from benchmarks.strength_map import edges, face_map, likeness, seam
from engine import InputError, Objective, Options, stylize
from engine.imaging.pixels import to_planar
from engine.losses.presets import FINISH, IMPASTO, PRESETS, Preset, strength_factor
from engine.losses.regions import divide
from engine.losses.strength_map import FULL, StrengthMap, read_map
from engine.losses.tiles import Tiled, Whole
from engine.runtime.network import Network

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]


def spot(width: int, height: int, soft: float = 3.0) -> Array:
    """1 but for a dark ellipse left of the middle, with a soft border."""
    rows, columns = np.mgrid[:height, :width]
    inside = ((columns / width - 0.4) / 0.25) ** 2 + ((rows / height - 0.5) / 0.35) ** 2 < 1
    return 1 - gaussian_filter(inside.astype(np.float32), soft)


# The map


def test_content_weighs_what_the_strength_there_would_give() -> None:
    """Down to FULL; below it the style weighs less instead."""
    options = Options(strength=80.0)
    for value in (0.0, 0.5, 0.7):
        maps = StrengthMap(np.full((48, 64), value, np.float32)).content_maps(options, ("conv3_1", "conv4_2"))
        expected = strength_factor(Options(strength=80.0 * max(value, FULL))) / strength_factor(options)
        assert {layer: found.shape for layer, found in maps.items()} == {
            "conv3_1": (1, 1, 12, 16),
            "conv4_2": (1, 1, 6, 8),
        }
        assert all(found == pytest.approx(expected, rel=1e-5) for found in maps.values())


def test_a_place_that_is_held_does_not_count_for_the_style() -> None:
    share = StrengthMap(np.array([[0, FULL / 2, FULL, 1]], np.float32)).style_share()
    assert share.tolist() == [[0, 0.5, 1, 1]]


@pytest.mark.parametrize("strength", [0.0, 40.0, 75.0, 100.0])
def test_a_place_starts_as_its_strength_says(strength: float) -> None:
    share = StrengthMap(np.array([[0, 0.4, 1]], np.float32)).start_share(Options(strength=strength))[0, :, 0]
    mix = [min(1, strength * value / 75) for value in (0, 0.4, 1)]
    assert share * mix[2] == pytest.approx(mix)


def test_maps_that_change_nothing_are_none() -> None:
    assert read_map(None, (8, 8)) is None
    assert read_map(np.ones((3, 4), np.float32), (8, 8)) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((4, 4)), "The strength map is black everywhere"),
        (np.full((4, 4), np.nan), "The strength map is black everywhere"),
        (np.ones((4, 4, 3)), "The strength map must be one plane"),
        (np.ones((0, 4)), "The strength map must be one plane"),
    ],
)
def test_maps_that_cannot_be_used(values: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_map(values.astype(np.float32), (8, 8))


# The loss


@pytest.mark.parametrize("preset", [*PRESETS.values(), FINISH], ids=[*PRESETS, "finish"])
@pytest.mark.parametrize("in_regions", [False, True], ids=["one style", "regions"])
def test_the_gradient_is_the_losss_slope(
    preset: Preset, in_regions: bool, pictures: Pictures, network: Network
) -> None:
    """Along the gradient, and along the part of it where the map is between held and free."""
    content, picture, held = pictures("cat", 67, 49), pictures("coffee", 67, 49) * 255, spot(67, 49)
    styles = [pictures(name, 60, 50) for name in ("van_gogh_night_cafe", "van_gogh_vestibule")]
    regions = divide([spot(49, 67).T.copy(), None], (49, 67)) if in_regions else None
    name = next((name for name, own in PRESETS.items() if own is preset), "impasto")
    objective = Objective(
        content,
        styles,
        Options(preset=name),
        network=network,
        preset=preset,
        regions=regions,
        strength_map=StrengthMap(held),
    )
    _, gradient = objective.loss_and_gradient(picture)
    between = ((held > 0.1) & (held < 0.9))[..., None]
    for direction in (gradient, gradient * between):
        unit = direction / np.linalg.norm(direction)
        higher, lower = (objective.loss_and_gradient(picture + step * unit)[0] for step in (1, -1))
        assert (higher - lower) / 2 == pytest.approx(float((gradient * unit).sum()), rel=5e-3)
    alone = objective.loss(to_planar(picture / 255))
    assert alone == pytest.approx(objective.evaluate(to_planar(picture / 255)).loss, rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("keep", [False, True], ids=["twice", "kept"])
@pytest.mark.parametrize("preset", [IMPASTO, FINISH], ids=["impasto", "finish"])
def test_in_tiles_it_gives_the_numbers_of_the_whole(
    preset: Preset, keep: bool, pictures: Pictures, network: Network
) -> None:
    width, height = 197, 131
    content, picture = pictures("cat", width, height), to_planar(pictures("coffee", width, height))
    styles = [pictures(name, 64, 48) for name in ("van_gogh_night_cafe", "van_gogh_vestibule")]
    objective = Objective(
        content,
        styles,
        Options(),
        network=network,
        preset=preset,
        regions=divide([spot(height, width).T.copy(), None], (height, width)),
        strength_map=StrengthMap(spot(width, height)),
    )
    assert isinstance(objective.plan, Whole)
    whole = objective.evaluate(picture)
    objective.plan = Tiled((height, width), 112, keep)
    tiled = objective.evaluate(picture)
    assert tiled.style == pytest.approx(whole.style, rel=1e-6)
    assert tiled.content == pytest.approx(whole.content, rel=1e-6)
    assert relative_error(tiled.gradient, whole.gradient) < 1e-6
    assert objective.loss(picture) == pytest.approx(whole.loss, rel=1e-5)


@pytest.mark.parametrize("preset", PRESETS)
def test_one_value_everywhere_is_that_strength(preset: str, pictures: Pictures, network: Network) -> None:
    """Down to FULL; the loss is that of the lower strength, and so is its gradient."""
    content, style = pictures("cat", 63, 50), pictures("van_gogh_night_cafe", 50, 40)
    picture, even = pictures("coffee", 63, 50) * 255, StrengthMap(np.full((50, 63), 0.6, np.float32))
    weaker, mapped = (
        Objective(content, [style], options, network=network, strength_map=held).loss_and_gradient(picture)
        for options, held in ((Options(preset=preset, strength=45.0), None), (Options(preset=preset), even))
    )
    assert mapped[0] == pytest.approx(weaker[0], rel=1e-5)
    assert relative_error(mapped[1], weaker[1]) < 1e-5


def test_where_the_map_is_black_only_the_content_pulls(pictures: Pictures, network: Network) -> None:
    """What a network sees of a held place is at its content: it has no gradient, whatever the style."""
    width, height = 192, 64
    content, style = pictures("cat", width, height), pictures("van_gogh_night_cafe", 50, 40)
    held = np.ones((height, width), np.float32)
    held[:, :160] = 0
    options = Options(smoothness=0.0)
    objective = Objective(content, [style], options, network=network, strength_map=StrengthMap(held))
    _, gradient = objective.loss_and_gradient(content * 255)
    size = np.abs(gradient).mean((0, 2))
    assert size[:32].max() < 1e-5 * size[170:].mean()


# Whole jobs


@pytest.fixture(scope="module")
def painted(pictures: Pictures, network: Network) -> tuple[Array, Array, Array, Array]:
    """The astronaut with her face held: the content, the map, and painted with and without it."""
    size = 160
    content, style = pictures("astronaut", size, size), pictures("van_gogh_night_cafe", 200, 160)
    held = face_map(size)
    options = Options(evaluations=40)
    free = stylize(content, [style], options, network=network).pixels
    return content, held, stylize(content, [style], options, strength_map=held, network=network).pixels, free


@pytest.mark.slow
def test_a_face_is_kept_and_the_rest_is_painted(painted: tuple[Array, Array, Array, Array]) -> None:
    content, held, kept, free = painted
    inside, outside = held < 0.05, held > 0.95
    alike, without = (likeness(edges(picture), edges(content))[inside].mean() for picture in (kept, free))
    assert alike > 0.85
    assert without < 0.7
    moved, moved_free = (np.abs(picture - content)[outside].mean() for picture in (kept, free))
    assert moved > 0.9 * moved_free


@pytest.mark.slow
def test_a_soft_border_of_the_map_is_no_seam(painted: tuple[Array, Array, Array, Array]) -> None:
    _, held, kept, _ = painted
    assert seam(kept, held) < 1.3


def test_a_finish_and_a_noise_start_leave_alone_what_is_held(pictures: Pictures, network: Network) -> None:
    content, held = pictures("cat", 144, 112), np.ones((112, 144), np.float32)
    held[:, :96] = 0
    for options in (Options(size=72, quality="draft"), Options(evaluations=8, start="noise")):
        result = stylize(
            content, [pictures("van_gogh_vestibule", 90, 80)], options, strength_map=held, network=network
        ).pixels
        moved = np.abs(result - content).mean(2)
        assert moved[:, 112:].mean() > 0.05
        assert moved[:, :64].mean() < 0.35 * moved[:, 112:].mean()
