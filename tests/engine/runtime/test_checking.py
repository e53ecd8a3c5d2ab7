"""Devices are compared with the processor, in graphs of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from engine.runtime import checking
from engine.runtime.checking import GRAPH, GRAPHS, Check, check
from engine.runtime.devices import BFLOAT16_TOLERANCE, CPU, Device
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

from .fakes import Binding


class Session:
    """A session whose gradient is off by a relative amount."""

    def __init__(self, real: Any, error: float) -> None:
        self.real, self.error = real, error

    def get_inputs(self) -> Any:
        return self.real.get_inputs()

    def get_outputs(self) -> Any:
        return self.real.get_outputs()

    def io_binding(self) -> Binding:
        return Binding()

    def run_with_iobinding(self, binding: Binding, options: Any) -> None:
        values = self.real.run(binding.names, binding.inputs, options)
        binding.values = [value * (1 + self.error) if value.ndim == 4 else value for value in values]


@dataclass(frozen=True)
class Faulty(Device):
    """The processor in disguise, whose gradients of some graphs are wrong; an error of None fails."""

    error: float | None = 0.0
    graph: str = ""

    def session(self, path: Any, options: Any) -> Any:
        if self.error is None:
            raise RuntimeError("no such driver")
        return Session(CPU.session(path, options), self.error if self.graph in path.stem else 0.0)


@pytest.fixture
def untimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every device takes as long as any other."""
    monkeypatch.setattr(checking, "seconds", lambda *_: 1.0)


@pytest.mark.usefixtures("untimed")
@pytest.mark.parametrize(("error", "passes"), [(0.0, True), (0.005, True), (0.05, False), (float("nan"), False)])
def test_gradient_decides(error: float, passes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "GRAPHS", {GRAPH: 1.0})
    device = Faulty("odd", "", error=error)
    assert check(ensure_models(), device).passes(device) is passes


@pytest.mark.usefixtures("untimed")
@pytest.mark.parametrize("graph", [graph for graph in GRAPHS if graph != GRAPH])
def test_every_kind_of_graph_counts(graph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "GRAPHS", {GRAPH: 1.0, graph: GRAPHS[graph]})
    device = Faulty("odd", "", BFLOAT16_TOLERANCE, error=0.6, graph=graph)
    assert not check(ensure_models(), device).passes(device)


def test_a_failure_has_a_reason() -> None:
    found = check(ensure_models(), Faulty("broken", "", error=None))
    assert found.error is None and "no such driver" in found.reason


def test_a_very_slow_device_is_not_timed_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def seconds(network: Network, size: int = checking.SIZE) -> float:
        asked.append(size)
        return 10.0 if network.device is not CPU else 1.0

    monkeypatch.setattr(checking, "seconds", seconds)
    monkeypatch.setattr(checking, "_error", lambda *_: 0.0)
    assert check(ensure_models(), Faulty("slow", "")) == Check(0.0, 0.1)
    assert asked == [checking.SMALL, checking.SMALL]


@pytest.mark.parametrize("graph", GRAPHS)
def test_random_inputs_fit_and_let_every_layer_count(network: Network, graph: str) -> None:
    gradient = network.run(graph, checking.random_inputs(network, graph, 32), ["gradient"])["gradient"]
    assert gradient.shape == (1, 3, 32, 32)
    assert np.isfinite(gradient).all() and np.abs(gradient).max() > 0


def test_a_speed_is_seconds(network: Network) -> None:
    assert 0 < checking.seconds(network, 32) < 60
    assert GRAPH in GRAPHS
