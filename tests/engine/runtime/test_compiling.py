"""A device that compiles graphs for one size of picture, beside the processor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import engine
from engine import Interrupted, Options
from engine.runtime.checking import random_inputs
from engine.runtime.compiling import CompilingNetwork
from engine.runtime.devices import CPU, Device
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

from ..conftest import Array, relative_error
from .test_fallback import Dying, Session

WHOLE, GRAMS, DREAM = "whole_conv4_2", "grams_conv4_2", "dream_conv1_2"


@dataclass(frozen=True)
class Compiling(Device):
    """The processor under another name, which notes what it opens, and for which size."""

    opened: list[tuple[str, list[Any]]] = field(default_factory=list)

    def session(self, path: Any, options: Any) -> Any:
        session = CPU.session(path, options)
        self.opened.append((path.stem, session.get_inputs()[0].shape[2:]))
        return session


@pytest.fixture
def device() -> Compiling:
    return Compiling("openvino-bf16", "", most_pixels=64 * 64, compiles=True)


@pytest.fixture
def compiling(device: Compiling) -> CompilingNetwork:
    return CompilingNetwork(ensure_models(), device)


def test_what_is_repeated_is_compiled_once_for_its_size(
    compiling: CompilingNetwork, device: Compiling, network: Network
) -> None:
    for side in (32, 48):
        inputs = random_inputs(network, WHOLE, side)
        expected = network.run(WHOLE, inputs)["gradient"]
        for _ in range(2):
            found = compiling.run(WHOLE, inputs, repeated=True)["gradient"]
            assert relative_error(found, expected) < 1e-5
    assert device.opened == [(WHOLE, [32, 32]), (WHOLE, [48, 48])]
    assert compiling.outputs(WHOLE) == network.outputs(WHOLE) and compiling.inputs(GRAMS) == network.inputs(GRAMS)


def test_other_and_large_pictures_are_the_processors(
    compiling: CompilingNetwork, device: Compiling, network: Network
) -> None:
    compiling.run(GRAMS, random_inputs(network, GRAMS, 32))
    compiling.run(WHOLE, random_inputs(network, WHOLE, 80), repeated=True)
    compiling.open(WHOLE, GRAMS)
    assert device.opened == []


def test_two_graphs_stay_compiled(compiling: CompilingNetwork, device: Compiling, network: Network) -> None:
    for graph in (WHOLE, GRAMS, WHOLE, DREAM, GRAMS, WHOLE):
        compiling.run(graph, random_inputs(network, graph, 32), repeated=True)
    assert [name for name, _ in device.opened] == [WHOLE, GRAMS, DREAM, WHOLE]


def test_an_interruption_reaches_both(compiling: CompilingNetwork, network: Network) -> None:
    for graph, repeated in ((GRAMS, False), (WHOLE, True)):
        inputs = random_inputs(network, graph, 32)
        compiling.run(graph, inputs, repeated=repeated)
        compiling.interrupt()
        with pytest.raises(Interrupted):
            compiling.run(graph, inputs, repeated=repeated)
        compiling.resume()


def test_when_it_fails_the_processor_goes_on(network: Network) -> None:
    device = Dying("openvino-bf16", "", most_pixels=64 * 64, compiles=True, left=[1])
    lasting, inputs = CompilingNetwork(ensure_models(), device), random_inputs(network, WHOLE, 32)
    first, second = (lasting.run(WHOLE, inputs, repeated=True)["gradient"] for _ in range(2))
    assert isinstance(device.session(ensure_models() / f"{WHOLE}.onnx", None), Session)
    assert lasting.lost is not None and lasting.device is CPU
    assert relative_error(second, first) < 1e-5


def test_where_it_computes_no_numbers_the_processor_goes_on(
    compiling: CompilingNetwork, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at one size of picture only, which nobody has tried before the job."""
    right = Network._run_bound

    def wrong(self: Network, graph: str, inputs: Any, *further: Any) -> dict[str, Any]:
        found = right(self, graph, inputs, *further)
        return {name: value * np.nan for name, value in found.items()} if inputs["picture"].shape[3] > 32 else found

    monkeypatch.setattr(Network, "_run_bound", wrong)
    compiling.run(WHOLE, random_inputs(network, WHOLE, 32), repeated=True)
    assert compiling.lost is None
    inputs = random_inputs(network, WHOLE, 48)
    found = compiling.run(WHOLE, inputs, repeated=True)["gradient"]
    assert relative_error(found, network.run(WHOLE, inputs)["gradient"]) < 1e-5
    assert compiling.lost is not None and "no number" in compiling.lost.message


def test_a_painting_is_as_the_processors(
    compiling: CompilingNetwork, device: Compiling, pictures: Callable[[str, int, int], Array]
) -> None:
    options = Options(size=48, evaluations=6)
    content, style = pictures("cat", 48, 48), pictures("coffee", 48, 48)
    found = engine.stylize(content, [style], options, network=compiling)
    expected = engine.stylize(content, [style], options, network=Network(ensure_models(), winograd=True))
    assert np.abs(found.pixels - expected.pixels).mean() < 0.01
    assert [name for name, _ in device.opened][-1].startswith("whole_painting")
