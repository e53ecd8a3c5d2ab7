"""The graphs that the engine runs, made of VGG16, the losses of Gatys et al. 2015, and gradients.py.

In: weights by layer. Out: ONNX models by name, and the blob of constants that they share.

All graphs take `picture` (1, 3, H, W) float32, RGB 0..255, H and W dynamic. STYLE_LAYERS name the layers of the
style loss; the content layer is chosen when the graph is built, and nothing deeper than needed is computed.

whole_<content layer>
    Loss and gradient of a whole picture in one pass.
guided_<content layer>
    The same with a style for each region of the picture.
grams_<content layer>
    Features of the content layer and sums for the Gram matrices: targets, and the first pass over a tile.
tiled_<content layer>
    Content loss and gradient of one tile for a given derivative by the Gram matrices: the second pass over a tile.
resumed_<content layer>
    The same, where the first pass has kept what the way back needs of the deeper layers.
the same with _max
    With maximum pools instead of average ones.
dream_<layer>
    What a dream raises, and its gradient, for a picture or a tile of one; any convolution can be the layer.
all of these with _fast
    With fewer products, see winograd.py: for ONNX Runtime on a processor.

Regions are guided Gram matrices (Gatys et al. 2016, arXiv:1611.07865, section 4): each of R regions, R dynamic, has its
own F g Fᵀ (C, C), where its guide g (the paper's T²) says how much each position of a layer belongs to it. All Grams of
a layer stand on top of each other in one matrix product. `whole` knows no guides: it saves multiplying by them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import gradients, vgg16
from .gradients import POOLING
from .onnx_graph import Blob, Graph
from .trunk import Trunk, Weights

STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")
CONTENT_LAYERS = ("conv4_2", "conv5_2")
PICTURE_SHAPE = (1, 3, "height", "width")
BLOB = "vgg16.bin"


def build(weights: Weights) -> tuple[dict[str, Any], Blob]:
    """All models by file name, and the file of constants they refer to.

    Parameters
    ----------
    weights : layer name -> (kernel (O, I, 3, 3), bias (O,)), float32, for BGR input
    """
    blob = Blob(BLOB)
    trunk = Trunk(weights, blob)
    models = _models(trunk) | {f"{name}_fast": model for name, model in _models(trunk.with_fewer_products()).items()}
    return {f"{name}.onnx": model for name, model in models.items()}, blob


def _models(trunk: Trunk) -> dict[str, Any]:
    """The models of all kinds, by name."""
    kinds = {"whole": whole, "guided": guided, "grams": grams, "tiled": tiled, "resumed": resumed}
    models = {
        f"{kind}_{layer}{pools}": make(own, layer).model()
        for kind, make in kinds.items()
        for layer in CONTENT_LAYERS
        for pools, own in (("", trunk), ("_max", trunk.with_maximum_pools()))
    }
    return models | {f"dream_{conv.name}": dream(trunk, conv.name).model() for conv in vgg16.CONVOLUTIONS}


def whole(trunk: Trunk, content_layer: str) -> Graph:
    """Loss and gradient of a whole picture, one region; targets, scales and weights are inputs."""
    return _objective(Graph("whole"), trunk, content_layer, guides=False)


def guided(trunk: Trunk, content_layer: str) -> Graph:
    """The objective with a guide (R, 1, h, w) for each style layer."""
    return _objective(Graph("guided"), trunk, content_layer, guides=True)


def _objective(graph: Graph, trunk: Trunk, content_layer: str, *, guides: bool) -> Graph:
    features = trunk.forward(graph, graph.input("picture", PICTURE_SHAPE), _deepest(content_layer))
    losses, added = [], {}
    for layer in STYLE_LAYERS:
        parts = _guided(graph, features[layer], layer) if guides else features[layer]
        loss, added[layer] = _style_loss(graph, features[layer], parts, layer)
        losses.append(loss)
    content_loss, gradient = _content_loss(graph, features[content_layer], content_layer)
    _accumulate(graph, added, content_layer, gradient)
    graph.output("gradient", trunk.backward(graph, features, added), PICTURE_SHAPE)
    graph.output("style_loss", graph.node("Concat", *losses, axis=0), [len(STYLE_LAYERS)])
    graph.output("content_loss", content_loss, [1])
    return graph


def grams(trunk: Trunk, content_layer: str) -> Graph:
    """Each style layer's F g Fᵀ over the positions where `mask` (1, 1, H, W) is 1, and what `resumed` wants kept.

    The content layer's features are among that.
    """
    graph = Graph("grams")
    features = trunk.forward(graph, graph.input("picture", PICTURE_SHAPE), _deepest(content_layer))
    masks = _masks(graph, graph.input("mask", (1, 1, "height", "width")))
    for layer in STYLE_LAYERS:
        gram = _gram(graph, features[layer], _guided(graph, features[layer], layer, masks(layer)), layer)
        graph.output(f"{layer}.gram_sum", gram, _gram_shape(layer))
    trunk.keep(graph, features, {*STYLE_LAYERS, content_layer})
    return graph


def tiled(trunk: Trunk, content_layer: str) -> Graph:
    """Content loss and gradient of one tile; each style layer's derivative by its Gram sum is an input.

    The losses count where `mask` is 1; the gradient covers the whole tile, margin included.
    """
    graph = Graph("tiled")
    features = trunk.forward(graph, graph.input("picture", PICTURE_SHAPE), _deepest(content_layer))
    return _tile_objective(graph, trunk, content_layer, features)


def resumed(trunk: Trunk, content_layer: str) -> Graph:
    """The same as `tiled`, with what `grams` gave for the tile as further inputs."""
    graph = Graph("resumed")
    picture, whole = graph.input("picture", PICTURE_SHAPE), {*STYLE_LAYERS, content_layer}
    features = trunk.resumed(graph, picture, _deepest(content_layer), whole)
    return _tile_objective(graph, trunk, content_layer, features)


def _tile_objective(graph: Graph, trunk: Trunk, content_layer: str, features: dict[str, str]) -> Graph:
    masks = _masks(graph, graph.input("mask", (1, 1, "height", "width")))
    added = {}
    for layer in STYLE_LAYERS:
        derivative = graph.input(f"{layer}.gram_gradient", _gram_shape(layer))
        parts = _guided(graph, features[layer], layer, masks(layer))
        added[layer] = _gram_gradient(graph, derivative, features[layer], parts, layer)
    content_loss, gradient = _content_loss(graph, features[content_layer], content_layer, masks(content_layer))
    _accumulate(graph, added, content_layer, gradient)
    graph.output("gradient", trunk.backward(graph, features, added), PICTURE_SHAPE)
    graph.output("content_loss", content_loss, [1])
    return graph


def dream(trunk: Trunk, layer: str) -> Graph:
    """Σ mask · w · F · (s F + g) over a layer's features F, and its gradient by the picture: what a dream raises.

    A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks" and the notebook beside it,
    Google 2015. `channel_weights` are w. A plain dream has s (`square_weight`) above 0 and a guide of one column of
    zeros: the (weighted) squares of the features. A guided dream has s = 0 and feature vectors of another picture as
    the columns of `guide`; g is at each position the column with the largest dot product with w F there.
    """
    graph, channels = Graph("dream"), _channels(layer)
    features = trunk.forward(graph, graph.input("picture", PICTURE_SHAPE), layer)
    mask = _masks(graph, graph.input("mask", (1, 1, "height", "width")))(layer)
    weights = graph.node("Mul", mask, graph.input("channel_weights", (1, channels, 1, 1)))
    guide, square = graph.input("guide", (channels, "guide_positions")), graph.input("square_weight", [1])
    weighted = graph.node("Mul", features[layer], weights)
    match, squares = _best_match(graph, weighted, guide), graph.node("Mul", features[layer], square)
    products = graph.node("Mul", weighted, graph.node("Add", squares, match))
    derivative = graph.node("Add", graph.node("Add", squares, squares), match)
    added = {layer: graph.node("Mul", derivative, weights)}
    graph.output("gradient", trunk.backward(graph, features, added), PICTURE_SHAPE)
    graph.output("objective", gradients.total(graph, products, (3, 2, 1)), [1])
    graph.output("features", features[layer], (1, channels, "feature_height", "feature_width"))
    return graph


def _best_match(graph: Graph, features: str, guide: str) -> str:
    """At each position the column of `guide` (C, M) with the largest dot product, in the features' shape."""
    scores = graph.node("MatMul", graph.node("Transpose", guide, perm=[1, 0]), _rows(graph, features))
    best = graph.node("ArgMax", scores, axis=0, keepdims=0)
    return graph.node("Reshape", graph.node("Gather", guide, best, axis=1), graph.node("Shape", features))


def _deepest(content_layer: str) -> str:
    return max(content_layer, STYLE_LAYERS[-1])


def _channels(layer: str) -> int:
    return vgg16.layer(layer).outputs


def _accumulate(graph: Graph, added: dict[str, str], layer: str, gradient: str) -> None:
    added[layer] = graph.node("Add", added[layer], gradient) if layer in added else gradient


def _gram_shape(layer: str) -> list[int | str]:
    return ["regions", _channels(layer), _channels(layer)]


def _guided(graph: Graph, features: str, layer: str, mask: str | None = None) -> str:
    """Features (1, C, h, w) times each region's guide, an input (R, 1, h, w): (R, C, h, w).

    Guides of (R, 1, 1, 1) serve, too.
    """
    guide = graph.input(f"{layer}.guides", ("regions", 1, f"{layer}.height", f"{layer}.width"))
    return graph.node("Mul", features, guide if mask is None else graph.node("Mul", guide, mask))


def _rows(graph: Graph, features: str) -> str:
    """Features (R, C, h, w) as the matrix (R C, h w)."""
    return graph.node("Flatten", features, axis=2)


def _gram(graph: Graph, features: str, guided: str, layer: str) -> str:
    """The regions' F g Fᵀ, (R, C, C), from F and all F g."""
    columns = graph.node("Transpose", _rows(graph, features), perm=[1, 0])
    grams = graph.node("MatMul", _rows(graph, guided), columns)
    return graph.node("Reshape", grams, graph.integers(-1, _channels(layer), _channels(layer)))


def _style_loss(graph: Graph, features: str, guided: str, layer: str) -> tuple[str, str]:
    """Σ weight · (scale · F g Fᵀ − target)² over the regions, and its gradient by F.

    By F g Fᵀ the gradient is 2 · weight · scale · (scale · F g Fᵀ − target).
    """
    target = graph.input(f"{layer}.gram_target", _gram_shape(layer))
    scale, weight = (graph.input(f"{layer}.{name}", ["regions", 1, 1]) for name in ("gram_scale", "weight"))
    difference = graph.node("Sub", graph.node("Mul", _gram(graph, features, guided, layer), scale), target)
    weighted = graph.node("Mul", difference, weight)
    loss = gradients.total(graph, graph.node("Mul", weighted, difference), (2, 1, 0))
    derivative = graph.node("Mul", weighted, graph.node("Mul", scale, graph.floats(2.0)))
    return loss, _gram_gradient(graph, derivative, features, guided, layer)


def _gram_gradient(graph: Graph, derivative: str, features: str, guided: str, layer: str) -> str:
    """From a loss's derivatives D by the symmetric F g Fᵀ to the one by F: 2 Σ D F g, in F's shape.

    The sum over the regions is one product: (D₁ D₂ ...) with the F g on top of each other.
    """
    doubled = graph.node("Mul", derivative, graph.floats(2.0))
    beside = graph.node("Transpose", doubled, perm=[1, 0, 2])
    beside = graph.node("Reshape", beside, graph.integers(_channels(layer), -1))
    product = graph.node("MatMul", beside, _rows(graph, guided))
    return graph.node("Reshape", product, graph.node("Shape", features))


def _content_loss(graph: Graph, features: str, layer: str, mask: str | None = None) -> tuple[str, str]:
    """weight · Σ mask · (F − target)² and its gradient by F."""
    shape = (1, _channels(layer), "content_height", "content_width")
    target, weight = graph.input("content_target", shape), graph.input("content_weight", [1])
    difference = graph.node("Sub", features, target)
    if mask is not None:
        difference = graph.node("Mul", difference, mask)
    loss = graph.node("Mul", gradients.sum_of_squares(graph, difference, (3, 2, 1)), weight)
    gradient = graph.node("Mul", difference, graph.node("Mul", weight, graph.floats(2.0)))
    return loss, gradient


def _masks(graph: Graph, mask: str) -> Callable[[str], str]:
    """The mask at each layer's resolution: pooled as the picture is."""
    pooled = {1: mask}

    def at(layer: str) -> str:
        stride = vgg16.layer(layer).stride
        for step in (2, 4, 8, 16):
            if step <= stride and step not in pooled:
                pooled[step] = graph.node("AveragePool", pooled[step // 2], **POOLING)
        return pooled[stride]

    return at
