"""A device that fails in the middle is left, and the processor goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import engine
from engine import EngineError, Options
from engine.runtime.checking import GRAPH, random_inputs
from engine.runtime.devices import CPU, Device
from engine.runtime.fallback import LastingNetwork, losses
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

from ..conftest import Array


class Session:
    """Runs on the processor until the device has no runs left."""

    def __init__(self, real: Any, left: list[int], error: str) -> None:
        self.real, self.left, self.error = real, left, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def run_with_iobinding(self, *arguments: Any) -> None:
        if self.left[0] == 0:
            raise RuntimeError(self.error)
        self.left[0] -= 1
        self.real.run_with_iobinding(*arguments)


@dataclass(frozen=True)
class Dying(Device):
    """A device that computes rightly so many times, and then never again."""

    left: list[int] = field(default_factory=lambda: [1])
    error: str = "The GPU device was lost."

    def session(self, path: Any, options: Any) -> Any:
        return Session(CPU.session(path, options), self.left, self.error)


def dying(runs: int, error: str = "The GPU device was lost.") -> LastingNetwork:
    device = Dying("webgpu", "", label="NVIDIA GeForce RTX 4070", left=[runs], error=error)
    return LastingNetwork(ensure_models(), device)


@pytest.mark.parametrize("error", ["The GPU device was lost.", "failed to allocate 2 GiB"])
def test_the_run_that_fails_is_done_by_the_processor(
    network: Network, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    lasting, inputs = dying(1, error), random_inputs(network, GRAPH, 32)
    expected = network.run(GRAPH, inputs)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            found = lasting.run(GRAPH, inputs)
            assert all(np.array_equal(found[name], expected[name]) for name in expected)
    assert lasting.device is CPU
    (notice,) = losses(lasting)
    assert (
        notice.code == "device-lost" and "NVIDIA GeForce RTX 4070 failed, and the processor goes on" in notice.message
    )
    assert [record.message for record in caplog.records] == [notice.message]


def test_what_fails_on_the_processor_too_is_an_error() -> None:
    with pytest.raises(EngineError):
        dying(0).run("no-such-graph", {})


def test_wrong_inputs_are_not_the_devices_fault_for_good(network: Network) -> None:
    inputs = random_inputs(network, GRAPH, 32) | {"picture": np.zeros((1, 2, 32, 32), np.float32)}
    with pytest.raises(EngineError, match="device cpu failed"):
        dying(5).run(GRAPH, inputs)


def test_a_network_that_lost_nothing_says_nothing(network: Network) -> None:
    assert losses(network) == () and losses(dying(1)) == ()


@pytest.mark.slow
def test_a_painting_goes_on_from_its_last_picture(pictures: Callable[[str, int, int], Array]) -> None:
    content, style = pictures("cat", 48, 48), pictures("van_gogh_night_cafe", 48, 48)
    options = Options(evaluations=6, threads=1, optimiser="scipy")
    whole = engine.stylize(content, [style], options, network=Network(ensure_models(), threads=1))
    broken = engine.stylize(content, [style], options, network=dying_with_one_thread(8))
    assert np.array_equal(broken.pixels, whole.pixels)
    assert broken.report["losses"] == whole.report["losses"]
    assert broken.report["device"] == "cpu"
    assert any("the processor goes on" in notice for notice in broken.report["notices"])


def dying_with_one_thread(runs: int) -> LastingNetwork:
    device = Dying("webgpu", "", label="NVIDIA GeForce RTX 4070", left=[runs])
    return LastingNetwork(ensure_models(), device, 1)
