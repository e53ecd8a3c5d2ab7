"""The losses of style and content in a graph, and their gradients by a layer's features.

A layer's style loss is
    w Σ (s G − m mᵀ − A)² + v Σ (m − M)²,    G = Σ_p f_p f_pᵀ,    m = t Σ_p f_p,
with the features f_p (C,) of all positions p. With s = t = 1 / positions it compares covariances and means. With t = 0
and v = 0 it compares Gram matrices as Gatys et al. do, to the last bit: what is subtracted is zero.

With a partial whitening P, symmetric, the first term is w tr(P D P D) with D = s G − m mᵀ − A; w Σ D² for P = I.

Regions are guided statistics (Gatys et al. 2016, arXiv:1611.07865, section 4): each of R regions, R dynamic, has its
own sums of g_p f_p f_pᵀ and g_p f_p, where its guide g (the paper's T²) says how much each position of a layer belongs
to it. All Gram matrices of a layer stand on top of each other in one matrix product.

In: names of values in a graph. Out: names of losses and gradients in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from . import gradients, vgg16
from .onnx_graph import Graph
from .precision import FLOAT32, Precision

FEATURE_LENGTHS = {
    "conv1_1": 500,
    "conv2_1": 4300,
    "conv3_1": 11000,
    "conv4_1": 11000,
    "conv4_2": 7000,
    "conv5_1": 2000,
    "conv5_2": 1500,
}
"""About the root mean square length of a layer's feature vectors, of a photograph."""
HALVED = ("conv1_1",)
"""Layers whose products F Fᵀ are the sums of two halves: from 2^20 positions on OpenVINO has none that is fast."""
LARGEST = 100.0
"""Of gradients in float16. On the way to the picture they grow about fifty times."""


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
    precision: Precision = FLOAT32


def channels(layer: str) -> int:
    return vgg16.layer(layer).outputs


def gram_shape(layer: str) -> list[int | str]:
    return ["regions", channels(layer), channels(layer)]


def vector_shape(layer: str) -> list[int | str]:
    return ["regions", channels(layer), 1]


def features_shape(layer: str) -> tuple[int, int, str, str]:
    return 1, channels(layer), f"{layer}.height", f"{layer}.width"


def guided(graph: Graph, features: str, layer: str, mask: str | None = None, precision: Precision = FLOAT32) -> Part:
    """A style layer with each region's guide, an input (R, 1, h, w); guides of (R, 1, 1, 1) serve, too."""
    guides = graph.input(f"{layer}.guides", ("regions", 1, f"{layer}.height", f"{layer}.width"))
    if mask is not None:
        guides = graph.node("Mul", guides, mask)
    guides = precision.narrowed(graph, guides)
    return Part(layer, features, graph.node("Mul", features, guides), guides, precision)


def rows(graph: Graph, features: str) -> str:
    """Features (R, C, h, w) as the matrix (R C, h w)."""
    return graph.node("Flatten", features, axis=2)


def statistics(graph: Graph, part: Part) -> Statistics:
    """The regions' sums, from F and all F g."""
    precision = part.precision
    features = precision.widened(graph, part.features)
    guided = features if part.guided == part.features else precision.widened(graph, part.guided)
    gram = _products(graph, guided, features, halved=part.layer in HALVED)
    gram = graph.node("Reshape", gram, graph.integers(-1, channels(part.layer), channels(part.layer)))
    sums = graph.node("ReduceSum", guided, graph.integers(3), keepdims=1)
    sums = graph.node("ReduceSum", sums, graph.integers(2), keepdims=0)
    return Statistics(precision.times(graph, gram, 2), precision.times(graph, sums))


def _products(graph: Graph, guided: str, features: str, *, halved: bool) -> str:
    """Σ_p g_p f_p f_pᵀ, the regions' on top of each other, from all F g and F."""
    if halved:
        of_features = gradients.halves(graph, features)
        of_guided = of_features if guided == features else gradients.halves(graph, guided)
        pairs = zip(of_guided, of_features, strict=True)
        return graph.node("Add", *(_products(graph, *pair, halved=False) for pair in pairs))
    columns = graph.node("Transpose", rows(graph, features), perm=[1, 0])
    return graph.node("MatMul", rows(graph, guided), columns)


def style_loss(graph: Graph, part: Part, *, whitened: bool = False) -> tuple[str, Statistics]:
    """The loss above over the regions, and its derivatives by G and by Σ g f.

    With W = w D, or w P D P, which is symmetric, the first term is Σ W D, the derivative by G is 2 s W, and that by m
    is 2 v (m − M) − 4 W m.
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
    if whitened:
        whitening = graph.input(f"{part.layer}.whitening", gram_shape(part.layer))
        weighted = graph.node("MatMul", graph.node("MatMul", whitening, weighted), whitening)
    losses = (
        gradients.total(graph, graph.node("Mul", one, other), (2, 1, 0))
        for one, other in ((weighted, difference), (weighted_apart, apart))
    )
    two = graph.floats(2.0)
    by_gram = graph.node("Mul", weighted, graph.node("Mul", scale, two))
    by_mean = graph.node("Sub", weighted_apart, graph.node("Mul", graph.node("MatMul", weighted, mean), two))
    by_sum = graph.node("Mul", by_mean, graph.node("Mul", mean_scale, two))
    return graph.node("Add", *losses), Statistics(by_gram, by_sum)


def features_gradient(graph: Graph, derivatives: Statistics, part: Part, scale: str | None = None) -> str:
    """From a loss's derivatives D by the symmetric G and d by Σ g f to the one by F: Σ (2 D F + d) g, in F's shape.

    All of it is multiplied by `scale`.

    The sum over the regions is one product: (D₁ D₂ ...) with the F g on top of each other; and so is (d₁ d₂ ...) g.
    """
    height = channels(part.layer)
    by_gram, by_sum = derivatives
    if scale:
        by_gram, by_sum = (graph.node("Mul", each, scale) for each in derivatives)
    doubled = part.precision.narrowed(graph, graph.node("Mul", by_gram, graph.floats(2.0 * part.precision.unit)))
    product = graph.node("MatMul", _beside(graph, doubled, height), rows(graph, part.guided))
    by_sum = _beside(graph, part.precision.narrowed(graph, by_sum), height)
    if part.guides is not None:
        by_sum = graph.node("MatMul", by_sum, rows(graph, part.guides))
    gradient = graph.node("Add", product, by_sum)
    return graph.node("Reshape", gradient, graph.node("Shape", part.features))


def _beside(graph: Graph, matrices: str, height: int) -> str:
    """The regions' matrices (R, C, N), C being `height`, beside each other: (C, R N)."""
    return graph.node("Reshape", graph.node("Transpose", matrices, perm=[1, 0, 2]), graph.integers(height, -1))


class Content(NamedTuple):
    """A content layer in a graph: Σ weight · mask · (F − target)², and what it is made of.

    Its weight is (1, 1, h, w), each position's own, or (1, 1, 1, 1).
    """

    loss: str
    weight: str
    difference: str


def content_loss(graph: Graph, features: str, layer: str, mask: str | None, precision: Precision = FLOAT32) -> Content:
    """weight · Σ_p map_p · mask_p · (F_p − target_p)²: each position p counts as the map (1, 1, h, w) says.

    A map of (1, 1, 1, 1) serves, too.
    """
    difference = _content_difference(graph, features, layer, mask, precision)
    weight = graph.input(f"{layer}.content_weight", [1])
    places = graph.input(f"{layer}.content_map", (1, 1, f"{layer}.height", f"{layer}.width"))
    weights = graph.node("Mul", places, weight)
    squares = graph.node("ReduceSum", graph.node("Mul", difference, difference), graph.integers(1), keepdims=1)
    loss = gradients.total(graph, graph.node("Mul", squares, weights), (3, 2))
    return Content(loss, weights, difference)


def _content_difference(graph: Graph, features: str, layer: str, mask: str | None, precision: Precision) -> str:
    """mask · (F − target)."""
    target = graph.input(f"{layer}.content_target", features_shape(layer))
    features = precision.times(graph, precision.widened(graph, features))
    difference = graph.node("Sub", features, target)
    return difference if mask is None else graph.node("Mul", difference, mask)


def content_gradient(graph: Graph, content: Content, scale: str | None = None, precision: Precision = FLOAT32) -> str:
    """A content loss's gradient by F, multiplied by `scale`."""
    factor = graph.node("Mul", content.weight, graph.floats(2.0))
    factor = graph.node("Mul", factor, scale) if scale else factor
    return precision.narrowed(graph, graph.node("Mul", content.difference, factor))


def gradient_scale(graph: Graph, derivatives: Mapping[str, Statistics], content: Mapping[str, Content]) -> str:
    """What gradients are multiplied by in float16: LARGEST / the largest that a feature vector's can be.

    For ‖2 D f + d‖ ≤ 2 ‖D‖ ‖f‖ + ‖d‖, and of the content's 2 w ‖f‖; ‖f‖ is a layer's usual length of feature vectors.
    """
    largest = []
    for layer, (by_gram, by_sum) in derivatives.items():
        long, short = (_length(graph, value) for value in (by_gram, by_sum))
        largest.append(graph.node("Add", graph.node("Mul", long, graph.floats(2 * FEATURE_LENGTHS[layer])), short))
    for layer, part in content.items():
        weight = graph.node("Reshape", graph.node("ReduceMax", part.weight), graph.integers(1))
        largest.append(graph.node("Mul", weight, graph.floats(2 * FEATURE_LENGTHS[layer])))
    return graph.node("Div", graph.floats(LARGEST), graph.node("Max", *largest, graph.floats(1e-30)))


def _length(graph: Graph, value: str) -> str:
    """The Euclidean norm of all values (1,)."""
    return graph.node("Sqrt", gradients.sum_of_squares(graph, value, (2, 1, 0)))
