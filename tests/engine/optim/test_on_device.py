"""The optimiser whose vectors stay on the device: the same steps as in memory, and a device that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import EngineError, stylize
from engine.imaging.pixels import to_planar
from engine.losses.objective import Objective
from engine.optim.minimise import minimise
from engine.optim.on_device import DeviceDescent
from engine.options import Options
from engine.runtime.devices import CPU, Device
from engine.runtime.fallback import LastingNetwork
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

from ..conftest import Array, relative_error

WIDTH, HEIGHT = 71, 65
THERE = replace(CPU, name="there", label="A card", memory="cpu")
"""Not the processor itself, but computed by it: arrays stay in its memory as on a card."""


SESSION = Device.session


@pytest.fixture(autouse=True)
def on_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "session", lambda _, path, options: SESSION(CPU, path, options))


@pytest.fixture(params=["maximum"])
def objective(request: pytest.FixtureRequest, pictures: Callable[[str, int, int], Array]) -> Objective:
    content, style = pictures("astronaut", WIDTH, HEIGHT), pictures("van_gogh_night_cafe", 60, 60)
    return Objective(content, [style], Options(pooling=request.param), Network(ensure_models(), THERE))


@pytest.fixture
def start(pictures: Callable[[str, int, int], Array]) -> Array:
    return to_planar(pictures("astronaut", WIDTH, HEIGHT))


def descent_of(objective: Objective, gain: float) -> DeviceDescent:
    descent = objective.on_device(gain)
    assert descent is not None
    return descent


def test_loss_and_gradient_are_the_objectives(objective: Objective, start: Array) -> None:
    descent, picture = descent_of(objective, 0.0), start[:, :, ::-1].copy()
    loss, (gradient, slope) = descent.function(descent.begin(picture))
    expected = objective.evaluate(picture)
    assert loss == pytest.approx(expected.loss, rel=1e-6)
    assert relative_error(gradient.numpy()[0], expected.gradient) < 1e-5
    assert slope == 0


@pytest.mark.parametrize("objective", ["average"], indirect=True)
def test_its_losses_are_those_of_the_optimiser_in_memory(objective: Objective, start: Array) -> None:
    """With average pools: where two positions of a maximum are nearly equal, rounding decides, and the paths part."""

    def here(picture: Array) -> tuple[float, Array]:
        evaluation = objective.evaluate(picture)
        return evaluation.loss, evaluation.gradient

    descent = descent_of(objective, 0.0)
    found = minimise(descent.function, start, 12, optimiser=descent)
    expected = minimise(here, start, 12, optimiser="float32")
    assert found.losses[:6] == pytest.approx(expected.losses[:6], rel=1e-4)
    assert found.best_loss == pytest.approx(expected.best_loss, rel=0.01)
    assert found.best.shape == start.shape
    assert objective.evaluate(found.best).loss == pytest.approx(found.best_loss, rel=1e-5)


def test_smooth_steps_lower_the_loss_faster(objective: Objective, start: Array) -> None:
    plain, smooth = (descent_of(objective, gain) for gain in (0.0, 1.0))
    with_steps = minimise(smooth.function, start, 25, optimiser=smooth)
    assert with_steps.best_loss < minimise(plain.function, start, 25, optimiser=plain).best_loss


def test_the_slope_is_that_of_the_loss(objective: Objective, start: Array) -> None:
    descent, network = descent_of(objective, 1.0), objective.network
    descent.begin(start)
    direction = start[None, :, ::-1] - start[None]
    descent._direction = network.there(direction)

    def at(length: float) -> tuple[float, float]:
        loss, (_, slope) = descent.function(network.there(start[None] + smoothed(network, length * direction)))
        return loss, slope

    difference = (at(0.001)[0] - at(-0.001)[0]) / 0.002
    assert at(0.0)[1] == pytest.approx(difference, rel=0.01)


def test_the_filter_is_symmetric(objective: Objective) -> None:
    """Also at the border, or the gradient by the variables would be wrong."""
    one, other = np.random.default_rng(0).normal(size=(2, 1, 3, 12, 9)).astype(np.float32)
    network = objective.network
    product = float(np.sum(smoothed(network, one) * other))
    assert product == pytest.approx(float(np.sum(one * smoothed(network, other))), rel=1e-4)


def smoothed(network: Network, values: Array) -> Array:
    """K times the values (1, 3, H, W)."""
    nothing, one = np.zeros_like(values), np.array([1], np.float32)
    inputs = {"start": nothing, "here": values, "direction": nothing, "length": one, "gain": one}
    found: Array = network.run_there("descent_along", inputs, ())["picture"]
    return found


def test_what_does_not_fit_the_device_stays_in_memory(pictures: Callable[[str, int, int], Array]) -> None:
    content, style = pictures("cat", WIDTH, HEIGHT), pictures("van_gogh_night_cafe", 60, 60)
    classic, plain = Options(preset="classic"), Network(ensure_models(), replace(THERE, memory=None))
    assert Objective(content, [style], classic, Network(ensure_models(), THERE)).on_device(0.0) is None
    assert Objective(content, [style], Options(), plain).on_device(0.0) is None
    assert Objective(content, [style], Options(), Network(ensure_models(), CPU)).on_device(0.0) is None


def test_a_device_that_fails_in_the_middle_leaves_its_picture_to_the_processor(
    pictures: Callable[[str, int, int], Array], monkeypatch: pytest.MonkeyPatch
) -> None:
    network, runs = LastingNetwork(ensure_models(), THERE), 0
    bound = Network._run_bound

    def failing(self: Network, graph: str, *arguments: Any) -> Any:
        nonlocal runs
        runs += graph.startswith("whole")
        if runs > 5:
            raise EngineError("It fell off the bus.", code="device-failed", reason="it fell off the bus")
        return bound(self, graph, *arguments)

    monkeypatch.setattr(Network, "_run_bound", failing)
    content, style = pictures("astronaut", WIDTH, HEIGHT), pictures("van_gogh_night_cafe", 60, 60)
    losses: list[float] = []
    options = Options(evaluations=30)
    result = stylize(content, [style], options, lambda progress: losses.append(progress.loss), network=network)
    assert not result.stopped
    assert "fell off the bus" in " ".join(result.report["notices"])
    assert len(losses) >= 25
    assert losses[5] == pytest.approx(min(losses[:5]), rel=0.01)  # not begun anew
    assert result.report["final_loss"] < losses[5]
