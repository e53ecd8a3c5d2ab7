"""L-BFGS's vectors on a device: small graphs, so that pictures and gradients need not travel between evaluations.

The engine keeps the history (rows s and y by turns, the newest last) and all pictures on the device, and works with
their inner products alone: W. Chen, Z. Wang and J. Zhou, "Large-scale L-BFGS using MapReduce", NIPS 2014, section 3.
Variables z stand for the picture start + K z with K = 1 + gain · B B, B the mean over 7 x 7 pixels, zero outside.

descent_along
    Variables at a distance along a direction, and their picture.
descent_gradient
    From the gradient of the network's losses to that of all, by the variables; the total variation; the slope.
descent_pair
    The history with one more pair of step and change of gradient, and its inner products.
descent_direction
    A combination of the history's rows and the gradient.
"""

from __future__ import annotations

from typing import Any

from . import gradients
from .gradients import END
from .onnx_graph import Graph

PICTURE = (1, 3, "height", "width")
BOX = {"kernel_shape": [7, 7], "pads": [3, 3, 3, 3], "count_include_pad": 1}


def models() -> dict[str, Any]:
    """The models by name."""
    return {f"descent_{graph.name}": graph.model() for graph in (_along(), _gradient(), _pair(), _direction())}


def _along() -> Graph:
    graph = Graph("along")
    start, here, direction = (graph.input(name, PICTURE) for name in ("start", "here", "direction"))
    step = graph.node("Mul", direction, graph.input("length", [1]))
    variables = graph.node("Add", here, step)
    graph.output("variables", variables, PICTURE)
    graph.output("picture", graph.node("Add", start, _smoothed(graph, variables)), PICTURE)
    return graph


def _gradient() -> Graph:
    graph = Graph("gradient")
    picture, gradient, direction = (graph.input(name, PICTURE) for name in ("picture", "network", "direction"))
    loss, by_variation = _variation(graph, picture)
    weight = graph.input("variation_weight", [1])
    gradient = _smoothed(graph, graph.node("Add", gradient, graph.node("Mul", by_variation, weight)))
    graph.output("gradient", gradient, PICTURE)
    graph.output("variation", graph.node("Mul", loss, weight), [1])
    graph.output("slope", _sum(graph, graph.node("Mul", gradient, direction)), [1])
    return graph


def _pair() -> Graph:
    graph = Graph("pair")
    before, after = (graph.input(name, PICTURE) for name in ("variables_before", "variables"))
    gradient_before, gradient = (graph.input(name, PICTURE) for name in ("gradient_before", "gradient"))
    step, change = graph.node("Sub", after, before), graph.node("Sub", gradient, gradient_before)
    rows = [graph.node("Flatten", value, axis=0) for value in (step, change, gradient)]
    history = graph.input("history", ("rows", "values"))
    kept = graph.node("Slice", history, *(graph.integers(number) for number in (2, END, 0)))
    history = graph.node("Concat", kept, *rows[:2], axis=0)
    graph.output("history_after", history, ("rows", "values"))
    for name, row in zip(("with_step", "with_change", "with_gradient"), rows, strict=True):
        products = graph.node("ReduceSum", graph.node("Mul", history, row), graph.integers(1), keepdims=0)
        graph.output(name, products, ("rows",))
    graph.output("gradient_squared", _sum(graph, graph.node("Mul", gradient, gradient)), [1])
    return graph


def _direction() -> Graph:
    graph = Graph("direction")
    history, gradient = graph.input("history", ("rows", "values")), graph.input("gradient", PICTURE)
    factors, factor = graph.input("factors", ("rows", 1)), graph.input("gradient_factor", [1])
    past = graph.node("ReduceSum", graph.node("Mul", history, factors), graph.integers(0), keepdims=1)
    past = graph.node("Reshape", past, graph.node("Shape", gradient))
    graph.output("direction", graph.node("Add", past, graph.node("Mul", gradient, factor)), PICTURE)
    return graph


def _smoothed(graph: Graph, value: str) -> str:
    """K times a value."""
    smooth = graph.node("AveragePool", graph.node("AveragePool", value, **BOX), **BOX)
    return graph.node("Add", value, graph.node("Mul", smooth, graph.input("gain", [1])))


def _variation(graph: Graph, picture: str) -> tuple[str, str]:
    """Half the sum of squared differences of neighbours, and its gradient."""
    loss, gradient = [], []
    for axis in (2, 3):
        later, earlier = (
            graph.node("Slice", picture, *(graph.integers(number) for number in (*ends, axis)))
            for ends in ((1, END), (0, -1))
        )
        difference = graph.node("Sub", later, earlier)
        loss.append(_sum(graph, graph.node("Mul", difference, difference)))
        pads = [[0] * 8, [0] * 8]
        pads[0][axis], pads[1][axis + 4] = 1, 1
        after, before = (graph.node("Pad", difference, graph.integers(*each)) for each in pads)
        gradient.append(graph.node("Sub", after, before))
    return graph.node("Mul", graph.node("Add", *loss), graph.floats(0.5)), graph.node("Add", *gradient)


def _sum(graph: Graph, value: str) -> str:
    return gradients.total(graph, value, (3, 2, 1))
