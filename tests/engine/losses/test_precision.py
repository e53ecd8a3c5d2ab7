"""Float16 graphs give the gradients of the float32 ones, but for rounding, from noise to a nearly painted picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.imaging.pixels import to_planar
from engine.losses.objective import Objective
from engine.losses.presets import FINISH, Preset
from engine.losses.tiles import Tiled
from engine.losses.variants import PAINTING
from engine.options import Options
from engine.runtime.models import ensure_models
from engine.runtime.network import HALF, Network

from ..conftest import Array, relative_error

WIDTH, HEIGHT = 83, 78


@pytest.fixture(scope="module")
def networks() -> tuple[Network, Network]:
    half = Network(ensure_models())
    half._kind = HALF
    return Network(ensure_models()), half


@pytest.mark.parametrize("preset", [None, FINISH])
@pytest.mark.parametrize("options", [Options(preset="gatys"), Options(preset="classic"), Options()])
@pytest.mark.parametrize("noise", [255.0, 2.0])
def test_a_gradient_in_float16_is_that_in_float32(
    networks: tuple[Network, Network],
    pictures: Callable[[str, int, int], Array],
    options: Options,
    noise: float,
    preset: Preset | None,
) -> None:
    content, style = pictures("astronaut", WIDTH, HEIGHT), pictures("van_gogh_night_cafe", 70, 60)
    random = np.random.default_rng(1)
    picture = (to_planar(content) + random.uniform(-noise, noise, (3, HEIGHT, WIDTH))).astype(np.float32)
    exact, half = (
        Objective(content, [style], options, network, preset=preset).evaluate(picture) for network in networks
    )
    assert half.loss == pytest.approx(exact.loss, rel=2e-3)
    assert relative_error(half.gradient, exact.gradient) < 0.02


def test_black_and_white_noise_does_not_reach_the_end_of_float16(networks: tuple[Network, Network]) -> None:
    hard = np.random.default_rng(0).integers(0, 2, (64, 64, 1)).astype(np.float32).repeat(3, axis=2)
    exact, half = (Objective(1 - hard, [hard], Options(), network).evaluate(to_planar(hard)) for network in networks)
    assert np.isfinite(half.gradient).all()
    assert relative_error(half.gradient, exact.gradient) < 0.02


@pytest.mark.parametrize("keep", [False, True])
def test_tiles_in_float16(
    networks: tuple[Network, Network], pictures: Callable[[str, int, int], Array], keep: bool
) -> None:
    content, style = pictures("cat", WIDTH, HEIGHT), pictures("van_gogh_vestibule", 70, 60)
    objective = Objective(content, [style], Options(), networks[0])
    variant, inputs = PAINTING.with_pools("maximum"), objective._inputs
    picture, plan = to_planar(content), Tiled((HEIGHT, WIDTH), 48, keep)
    exact, half = (plan.objective(network, variant, picture, inputs)[2] for network in networks)
    assert relative_error(half, exact) < 0.02
