"""The losses of style and content in a graph, and their gradients by a layer's features.

A layer's style loss is
    w Σ (s G − m mᵀ − A)² + v Σ (m − M)²,    G = Σ_p f_p f_pᵀ,    m = t Σ_p f_p,
with the features f_p (C,) of all positions p. With s = t = 1 / positions it compares covariances and means. With t = 0
and v = 0 it compares Gram matrices as Gatys et al. do, to the last bit: what is subtracted is zero.

Regions are guided statistics (Gatys et al. 2016, arXiv:1611.07865, section 4): each of R regions, R dynamic, has its
own sums of g_p f_p f_pᵀ and g_p f_p, where its guide g (the paper's T²) says how much each position of a layer belongs
to it. All Gram matrices of a layer stand on top of each other in one matrix product.

In: names of values in a graph. Out: names of losses and gradients in it.
"""

from __future__ import annotations

from typing import NamedTuple

from . import gradients, vgg16
from .onnx_graph import Graph


class Statistics(NamedTuple):
    """A layer's statistics in a graph: G (R, C, C) and Σ g f (R, C, 1), or a loss's derivatives by them."""

    gram: str
    total: str


class Part(NamedTuple):
    """A style layer in a graph: F (1, C, h, w), all F g (R, C, h, w), and the guides g (R, 1, h, w) or None for 1."""

    layer: str
    features: str
    guided: str
    guides: str | None = None


def channels(layer: str) -> int:
    return vgg16.layer(layer).outputs


def gram_shape(layer: str) -> list[int | str]:
    return ["regions", channels(layer), channels(layer)]


def vector_shape(layer: str) -> list[int | str]:
    return ["regions", channels(layer), 1]


def features_shape(layer: str) -> tuple[int, int, str, str]:
    return 1, channels(layer), f"{layer}.height", f"{layer}.width"


def guided(graph: Graph, features: str, layer: str, mask: str | None = None) -> Part:
    """A style layer with each region's guide, an input (R, 1, h, w); guides of (R, 1, 1, 1) serve, too."""
    guides = graph.input(f"{layer}.guides", ("regions", 1, f"{layer}.height", f"{layer}.width"))
    if mask is not None:
        guides = graph.node("Mul", guides, mask)
    return Part(layer, features, graph.node("Mul", features, guides), guides)


def rows(graph: Graph, features: str) -> str:
    """Features (R, C, h, w) as the matrix (R C, h w)."""
    return graph.node("Flatten", features, axis=2)


def statistics(graph: Graph, part: Part) -> Statistics:
    """The regions' sums, from F and all F g."""
    columns = graph.node("Transpose", rows(graph, part.features), perm=[1, 0])
    gram = graph.node("MatMul", rows(graph, part.guided), columns)
    gram = graph.node("Reshape", gram, graph.integers(-1, channels(part.layer), channels(part.layer)))
    sums = graph.node("ReduceSum", part.guided, graph.integers(3), keepdims=1)
    return Statistics(gram, graph.node("ReduceSum", sums, graph.integers(2), keepdims=0))


def style_loss(graph: Graph, part: Part) -> tuple[str, str]:
    """w Σ (s G − m mᵀ − A)² + v Σ (m − M)² over the regions, and its gradient by F.

    With D = s G − m mᵀ − A, which is symmetric, the derivative by G is 2 w s D, and by m 2 v (m − M) − 4 w D m.
    """
    target = graph.input(f"{part.layer}.gram_target", gram_shape(part.layer))
    mean_target = graph.input(f"{part.layer}.mean_target", vector_shape(part.layer))
    scale, weight, mean_scale, mean_weight = (
        graph.input(f"{part.layer}.{name}", ["regions", 1, 1])
        for name in ("gram_scale", "weight", "mean_scale", "mean_weight")
    )
    found = statistics(graph, part)
    mean = graph.node("Mul", found.total, mean_scale)
    products = graph.node("Mul", mean, graph.node("Transpose", mean, perm=[0, 2, 1]))
    covariance = graph.node("Sub", graph.node("Mul", found.gram, scale), products)
    difference, apart = graph.node("Sub", covariance, target), graph.node("Sub", mean, mean_target)
    weighted, weighted_apart = graph.node("Mul", difference, weight), graph.node("Mul", apart, mean_weight)
    losses = (
        gradients.total(graph, graph.node("Mul", one, other), (2, 1, 0))
        for one, other in ((weighted, difference), (weighted_apart, apart))
    )
    two = graph.floats(2.0)
    by_gram = graph.node("Mul", weighted, graph.node("Mul", scale, two))
    by_mean = graph.node("Sub", weighted_apart, graph.node("Mul", graph.node("MatMul", weighted, mean), two))
    by_sum = graph.node("Mul", by_mean, graph.node("Mul", mean_scale, two))
    return graph.node("Add", *losses), features_gradient(graph, Statistics(by_gram, by_sum), part)


def features_gradient(graph: Graph, derivatives: Statistics, part: Part) -> str:
    """From a loss's derivatives D by the symmetric G and d by Σ g f to the one by F: Σ (2 D F + d) g, in F's shape.

    The sum over the regions is one product: (D₁ D₂ ...) with the F g on top of each other; and so is (d₁ d₂ ...) g.
    """
    height = channels(part.layer)
    doubled = graph.node("Mul", derivatives.gram, graph.floats(2.0))
    product = graph.node("MatMul", _beside(graph, doubled, height), rows(graph, part.guided))
    by_sum = _beside(graph, derivatives.total, height)
    if part.guides is not None:
        by_sum = graph.node("MatMul", by_sum, rows(graph, part.guides))
    gradient = graph.node("Add", product, by_sum)
    return graph.node("Reshape", gradient, graph.node("Shape", part.features))


def _beside(graph: Graph, matrices: str, height: int) -> str:
    """The regions' matrices (R, C, N), C being `height`, beside each other: (C, R N)."""
    return graph.node("Reshape", graph.node("Transpose", matrices, perm=[1, 0, 2]), graph.integers(height, -1))


def content_loss(graph: Graph, features: str, layer: str, mask: str | None) -> tuple[str, str]:
    """weight · Σ mask · (F − target)² and its gradient by F."""
    target = graph.input(f"{layer}.content_target", features_shape(layer))
    weight = graph.input(f"{layer}.content_weight", [1])
    difference = graph.node("Sub", features, target)
    if mask is not None:
        difference = graph.node("Mul", difference, mask)
    loss = graph.node("Mul", gradients.sum_of_squares(graph, difference, (3, 2, 1)), weight)
    gradient = graph.node("Mul", difference, graph.node("Mul", weight, graph.floats(2.0)))
    return loss, gradient
