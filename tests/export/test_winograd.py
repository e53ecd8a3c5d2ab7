"""Winograd's convolutions are those of the textbook, forward and backward, at any size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from scipy.signal import convolve, correlate

from export import winograd
from export.onnx_graph import Graph, serialise
from tests.engine.conftest import relative_error

Array = NDArray[np.float32]
INPUTS, OUTPUTS = CHANNELS = 24, 20
SIZES = pytest.mark.parametrize(("height", "width"), [(8, 12), (9, 10), (11, 7), (4, 3), (1, 1)])


@pytest.fixture(scope="module")
def kernel() -> Array:
    return np.random.default_rng(0).standard_normal((OUTPUTS, INPUTS, 3, 3)).astype(np.float32)


@pytest.mark.parametrize("padding", [0, 1])
@SIZES
def test_a_convolution(height: int, width: int, padding: int, kernel: Array) -> None:
    size = height + 2 - 2 * padding, width + 2 - 2 * padding
    picture = np.random.default_rng(1).standard_normal((1, INPUTS, *size)).astype(np.float32)
    expected = [
        sum(
            correlate(np.pad(channel, padding), part, "valid", "direct")
            for channel, part in zip(picture[0].astype(np.float64), filters, strict=True)
        )
        for filters in kernel.astype(np.float64)
    ]

    def forward(graph: Graph, value: str, parts: str) -> str:
        return winograd.convolution(graph, value, parts, CHANNELS, padding)

    assert relative_error(run(forward, picture, kernel)[0], np.array(expected)) < 1e-6


@pytest.mark.parametrize(("pooled", "factor"), [(False, 1.0), (True, 0.25)])
@pytest.mark.parametrize("padding", [0, 1])
@SIZES
def test_its_gradient(height: int, width: int, padding: int, pooled: bool, factor: float, kernel: Array) -> None:
    gradient = np.random.default_rng(2).standard_normal((1, OUTPUTS, height, width)).astype(np.float32)
    expected = [
        sum(
            convolve(np.pad(channel, 1 - padding), part, "full", "direct")[1:-1, 1:-1]
            for channel, part in zip(gradient[0].astype(np.float64), parts, strict=True)
        )
        for parts in kernel.astype(np.float64).transpose(1, 0, 2, 3)
    ]

    def back(graph: Graph, value: str, parts: str) -> str:
        return winograd.backward(graph, value, parts, CHANNELS, padding, pooled=pooled)

    assert relative_error(run(back, gradient, kernel)[0], factor * np.array(expected)) < 1e-6


def run(operation: Callable[[Graph, str, str], str], value: Array, kernel: Array) -> Array:
    """What an operation makes of a value with the transformed kernel."""
    graph = Graph("test")
    picture = graph.input("value", ("one", value.shape[1], "height", "width"))
    parts = graph.input("kernel", ("products", OUTPUTS, INPUTS))
    graph.output("result", operation(graph, picture, parts), ("one", "channels", "height", "width"))
    session = onnxruntime.InferenceSession(serialise(graph.model()), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"value": value, "kernel": winograd.transformed_kernel(kernel)})[0])
