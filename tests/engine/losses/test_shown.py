"""How styles are shown: their statistics in tiles, and what memory allows of a large one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import InputError, Options
from engine.losses.budget import MIB
from engine.losses.presets import FINISH, PRESETS
from engine.losses.shown import LEAST_REDUCED, Shown, show, style_moments, style_shape
from engine.losses.style import Style
from engine.losses.tiles import Tiled, Whole
from engine.losses.variants import FINISHING
from engine.runtime.devices import CPU
from engine.runtime.network import Network

from ..conftest import Array, relative_error

Pictures = Callable[[str, int, int], Array]
VARIANT = FINISHING.with_pools("maximum")


def style(height: int, width: int, channels: int = 3) -> Style[Array]:
    """Of one colour, however large, in a few bytes."""
    return Style(np.broadcast_to(np.float32(0.5), (height, width, channels)))


def shown(megabytes: int, of: Style[Array], **options: float) -> Shown:
    return show(of, (900, 1200), Options(memory_limit=megabytes, **options), 1.0, FINISH, CPU)


@pytest.mark.parametrize(
    ("preset", "expected"), [("impasto", (600, 800)), ("gatys", (150, 200)), ("classic", (480, 1000))]
)
def test_the_size_that_a_preset_wants(preset: str, expected: tuple[int, int]) -> None:
    found = style_shape(style(300, 400), (480, 1000), Options(), 0.5, PRESETS[preset])
    assert found == expected


def test_brush_size_is_the_styles_own_or_that_of_the_options() -> None:
    assert style_shape(style(300, 400), (90, 90), Options(style_scale=200.0), 1.0, FINISH) == (600, 800)
    own = Style(style(300, 400).picture, scale=50.0)
    assert style_shape(own, (90, 90), Options(style_scale=200.0), 1.0, FINISH) == (150, 200)


@pytest.mark.parametrize("alpha", [False, True])
def test_tiles_give_the_statistics_of_the_whole(alpha: bool, pictures: Pictures, network: Network) -> None:
    picture = pictures("van_gogh_night_cafe", 211, 170)
    if alpha:
        opacity = np.linspace(0, 1, 211, dtype=np.float32)[None, :, None].repeat(170, 0)
        picture = np.concatenate([picture, opacity], axis=2)
    whole, tiled = (
        style_moments(Style(picture), Shown((170, 211), plan, 0), network, VARIANT)
        for plan in (Whole(), Tiled((170, 211), 96))
    )
    assert tuple(whole) == VARIANT.style_layers
    for layer, expected in whole.items():
        assert relative_error(tiled[layer].gram, expected.gram) < 1e-6
        assert relative_error(tiled[layer].total, expected.total) < 1e-6
        assert tiled[layer].positions == pytest.approx(expected.positions)


def test_a_large_style_is_shown_at_its_own_size_in_tiles() -> None:
    found = shown(2000, style(3000, 4000))
    assert (found.shape, found.plan, found.reduction) == ((3000, 4000), Tiled((3000, 4000), 1024), 1)
    assert 1000 * MIB < found.memory < 2000 * MIB
    assert shown(2000, style(300, 400)).plan == Whole()


def test_smaller_tiles_come_before_a_smaller_style_and_that_before_a_refusal() -> None:
    seen = []
    for megabytes in range(1600, 600, -4):
        try:
            found = shown(megabytes, style(3000, 4000))
        except InputError as error:
            assert error.code == "too-large"
            seen.append((0.0, 0.0))
            continue
        assert found.memory <= megabytes * MIB
        assert isinstance(found.plan, Tiled)
        seen.append((found.reduction, float(found.plan.core)))
    assert seen == sorted(seen, reverse=True)
    reductions = [reduction for reduction, _ in seen]
    assert 1 in reductions and 0 in reductions
    assert LEAST_REDUCED * 0.99 <= min(filter(None, reductions)) < 0.4
    assert {core for reduction, core in seen if reduction == 1} > {1024, 256}


def test_other_presets_plan_their_styles_as_they_plan_contents() -> None:
    """What the papers compute stays bit for bit as it was."""
    found = show(style(300, 400), (48, 64), Options(preset="gatys"), 1.0, PRESETS["gatys"], CPU)
    assert (found.shape, found.plan, found.reduction) == ((300, 400), Whole(), 1)
    with pytest.raises(InputError, match="needs"):
        show(style(3000, 4000), (48, 64), Options(preset="gatys", memory_limit=600), 1.0, PRESETS["gatys"], CPU)
