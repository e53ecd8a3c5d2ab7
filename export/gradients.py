"""The gradient of each operation, written as ordinary ONNX operators.

In: names of values and of their output gradients. Out: names of input gradients.
No training framework is needed, and every ONNX Runtime device can run the result.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from .onnx_graph import Graph

END = 2**62
"""As the end of a slice: up to the last value."""
POOLING = {"kernel_shape": [2, 2], "strides": [2, 2]}


def padded(padding: int) -> dict[str, Any]:
    """The attributes of a 3x3 convolution with so many zeros on each side."""
    return {"kernel_shape": [3, 3], "pads": [padding] * 4}


def backward_kernel(kernel: NDArray[np.float32], pooled: bool) -> NDArray[np.float32]:
    """The kernel of a 3x3 convolution's input gradient, itself a convolution (stride 1, padding 1).

    Parameters
    ----------
    kernel : (O, I, 3, 3) float32
    pooled : bool
        The convolution's output goes through a 2x2 average pool: the pool's factor 1/4 is folded in here.

    Returns
    -------
    (I, O, 3, 3) float32
    """
    flipped = kernel[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    return np.ascontiguousarray(flipped * np.float32(0.25 if pooled else 1.0))


def convolution(graph: Graph, output_gradient: str, kernel: str, padding: int = 1) -> str:
    """dx of y = conv(x) with that zero padding, `kernel` made by `backward_kernel`.

    It runs on the same fast path as the forward convolution.
    """
    return graph.node("Conv", output_gradient, kernel, **padded(2 - padding))


def replicated(graph: Graph, value: str, times: int) -> str:
    """A value (1, C, h, w) with its edges repeated so many times around it."""
    return graph.node("Pad", value, graph.integers(0, 0, times, times, 0, 0, times, times), mode="edge")


def replication(graph: Graph, output_gradient: str, times: int) -> str:
    """dx of the y that `replicated` makes of x: an edge and its repetitions become one.

    One edge after the other: where x has a single row, it is both the first and the last one.
    """
    edge = times + 1
    for axis in (2, 3):
        for is_last in (False, True):
            ends = ((-edge, END), (0, -edge)) if is_last else ((0, edge), (edge, END))
            outer, rest = (graph.node("Slice", output_gradient, *map(graph.integers, (*end, axis))) for end in ends)
            parts = [graph.node("ReduceSum", outer, graph.integers(axis), keepdims=1), rest]
            output_gradient = graph.node("Concat", *(reversed(parts) if is_last else parts), axis=axis)
    return output_gradient


def inner(graph: Graph, value: str, ring: int) -> str:
    """A value (1, C, h, w) without its outermost rows and columns, `ring` of them on each side."""
    starts, ends, axes = graph.integers(ring, ring), graph.integers(-ring, -ring), graph.integers(2, 3)
    return graph.node("Slice", value, starts, ends, axes)


def halves(graph: Graph, value: str) -> tuple[str, str]:
    """The upper and the lower half of a value (R, C, h, w)."""
    height = graph.node("Slice", graph.node("Shape", value), graph.integers(2), graph.integers(3))
    middle, axis = graph.node("Div", height, graph.integers(2)), graph.integers(2)
    upper = graph.node("Slice", value, graph.integers(0), middle, axis)
    return upper, graph.node("Slice", value, middle, graph.integers(END), axis)


def around_inner(graph: Graph, output_gradient: str, ring: int) -> str:
    """dx of the y that `inner` makes of x."""
    return graph.node("Pad", output_gradient, graph.integers(0, 0, ring, ring, 0, 0, ring, ring))


def relu(graph: Graph, output_gradient: str, output: str, kind: int = TensorProto.FLOAT) -> str:
    """dx of y = max(x, 0), from y alone.

    Faster than Where and Sign on processors; a steep HardSigmoid is as fast, but OpenVINO computes it wrongly.
    ONNX Runtime takes of two branches the one that stands later in the file first. So the step stands early: it is
    computed when the gradient is there, and not held in memory from the forward pass on (which takes 70 % more).
    """
    if kind != TensorProto.FLOAT:  # on graphics processors a third less memory is moved
        positive = graph.early("Greater", output, graph.floats(0.0, kind=kind))
        return graph.node("Where", positive, output_gradient, graph.floats(0.0, kind=kind))
    step = graph.early("Cast", graph.early("Greater", output, graph.floats(0.0, kind=kind)), to=kind)
    return graph.node("Mul", output_gradient, step)


def average_pool(graph: Graph, output_gradient: str, pooled: str) -> str:
    """dx of a 2x2, stride 2 average pool of `pooled`, times 4 (`backward_kernel` has the 1/4).

    An odd last row or column, which the pool drops, gets zero.
    """
    return _spread(graph, output_gradient, pooled)


def max_pool(graph: Graph, output_gradient: str, pooled: str, output: str, kind: int = TensorProto.FLOAT) -> str:
    """dx of a 2x2, stride 2 maximum pool of `pooled`, times 4 as in `average_pool`; equal maxima share it."""
    # 0 · gradient: ONNX Runtime would else compare right after the forward pass and hold the answer, 40 % more memory.
    output = graph.node("Add", output, graph.node("Mul", output_gradient, graph.floats(0.0, kind=kind)))
    largest = graph.cast(graph.node("Equal", _spread(graph, output, pooled), pooled), kind)
    share = graph.node("AveragePool", largest, **POOLING)  # a quarter for a single maximum
    return graph.node("Mul", _spread(graph, graph.node("Div", output_gradient, share), pooled), largest)


def _spread(graph: Graph, value: str, pooled: str) -> str:
    """Each value of a pool's output at its four places in `pooled`, zero in a row or column that the pool drops."""
    scales = graph.floats(1.0, 1.0, 2.0, 2.0)
    mode = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    spread = graph.node("Resize", value, "", scales, **mode)
    odd = graph.node("Mod", graph.size(pooled), graph.integers(2))
    pads = graph.node("Concat", graph.integers(0, 0, 0, 0, 0, 0), odd, axis=0)
    return graph.node("Pad", spread, pads)


def sum_of_squares(graph: Graph, value: str, axes: tuple[int, ...]) -> str:
    """Scalar sum of squares, see `total`."""
    return total(graph, graph.node("Mul", value, value), axes)


def total(graph: Graph, value: str, axes: tuple[int, ...]) -> str:
    """Scalar sum, one axis at a time: one long float32 sum would lose digits."""
    for axis in axes:
        value = graph.node("ReduceSum", value, graph.integers(axis), keepdims=1)
    return graph.node("Reshape", value, graph.integers(1))
