"""The graphs that the engine runs, made of VGG16, the losses of Gatys et al. 2015, and gradients.py.

In: weights by layer. Out: ONNX models by name, and the blob of constants that they share.

All graphs take `picture` (1, 3, H, W) float32, RGB 0..255, H and W dynamic. A `Variant` says which layers the losses
are taken from; nothing deeper than needed is computed. Where there is a content loss, each position has a weight in it.

whole_<variant>
    Loss and gradient of a whole picture in one pass, without guides, which saves multiplying by them.
guided_<variant>
    The same with a style for each region of the picture.
grams_<variant>
    Features of the content layers and sums for the style statistics: targets, and the first pass over a tile.
tiled_<variant>
    Content loss and gradient of one tile for given derivatives by the sums: the second pass over a tile.
resumed_<variant>
    The same, with what the backward pass needs of the deeper layers as inputs, from the first pass.
dream_<layer>
    What a dream raises, and its gradient, for a picture or a tile of one; any convolution can be the layer.
all of these with _winograd
    With Winograd's convolutions, see winograd.py: for ONNX Runtime on a processor.
descent_<part>
    The optimiser's vectors on a device, see descent.py.
all but dreams with _half
    In float16, see precision.py: for graphics processors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import descent, gradients, losses, vgg16
from .encoder import Features, VGGEncoder, Weights
from .gradients import POOLING
from .onnx_graph import Blob, Graph
from .variants import VARIANTS, Variant

PICTURE_SHAPE = (1, 3, "height", "width")
BLOB = "vgg16.bin"


def build(weights: Weights) -> tuple[dict[str, Any], Blob]:
    """All models by file name, and the file of constants they refer to.

    Parameters
    ----------
    weights : layer name -> (kernel (O, I, 3, 3), bias (O,)), float32, for BGR input
    """
    blob = Blob(BLOB)
    encoder = VGGEncoder(weights, blob)
    winograd, half = encoder.with_winograd(), encoder.with_half()
    models = _paintings(encoder) | _dreams(encoder)
    models |= {f"{name}_winograd": model for name, model in (_paintings(winograd) | _dreams(winograd)).items()}
    models |= {f"{name}{half.precision.suffix}": model for name, model in _paintings(half).items()}
    models |= descent.models()
    return {f"{name}.onnx": model for name, model in models.items()}, blob


def _paintings(encoder: VGGEncoder) -> dict[str, Any]:
    """The models of all kinds but dreams, by name."""
    kinds = {"whole": whole, "guided": guided, "grams": grams, "tiled": tiled, "resumed": resumed}
    return {
        f"{kind}_{name}": make(encoder.of(variant), variant).model()
        for kind, make in kinds.items()
        for name, variant in VARIANTS.items()
    }


def _dreams(encoder: VGGEncoder) -> dict[str, Any]:
    """The models of dreams, by name."""
    return {f"dream_{conv.name}": dream(encoder, conv.name).model() for conv in vgg16.CONVOLUTIONS}


def whole(encoder: VGGEncoder, variant: Variant) -> Graph:
    """Loss and gradient of a whole picture, one region; targets, scales and weights are inputs."""
    return _objective(Graph("whole"), encoder, variant, guides=False)


def guided(encoder: VGGEncoder, variant: Variant) -> Graph:
    """The objective with a guide (R, 1, h, w) for each style layer."""
    return _objective(Graph("guided"), encoder, variant, guides=True)


def _objective(graph: Graph, encoder: VGGEncoder, variant: Variant, *, guides: bool) -> Graph:
    features = encoder.forward(graph, graph.input("picture", PICTURE_SHAPE), variant.layers[-1])
    style, parts, derivatives = [], {}, {}
    for layer in variant.style_layers:
        found, precision = features[layer], encoder.precision
        parts[layer] = (
            losses.guided(graph, found, layer, precision=precision)
            if guides
            else losses.Part(layer, found, found, precision=precision)
        )
        loss, derivatives[layer] = losses.style_loss(graph, parts[layer], whitened=variant.whitened)
        style.append(loss)
    content = _content_losses(graph, encoder, variant, features)
    _gradient(graph, encoder, features, parts, derivatives, content)
    graph.output("style_loss", graph.node("Concat", *style, axis=0), [len(style)])
    if content:
        _output_content(graph, content)
    return graph


def grams(encoder: VGGEncoder, variant: Variant) -> Graph:
    """Each style layer's sums over the positions where `mask` (1, 1, H, W) is 1, and the content layers' features.

    Further outputs are what `resumed` needs.
    """
    graph = Graph("grams")
    features = encoder.forward(graph, graph.input("picture", PICTURE_SHAPE), variant.layers[-1])
    masks = _masks(graph, graph.input("mask", (1, 1, "height", "width")))
    for layer in variant.style_layers:
        found = losses.statistics(graph, losses.guided(graph, features[layer], layer, masks(layer), encoder.precision))
        graph.output(f"{layer}.gram_sum", found.gram, losses.gram_shape(layer))
        graph.output(f"{layer}.feature_sum", found.total, losses.vector_shape(layer))
    for layer in variant.content_layers:
        value = encoder.precision.times(graph, encoder.precision.widened(graph, features[layer]))
        graph.output(f"{layer}.features", value, losses.features_shape(layer))
    encoder.keep(graph, features, variant.layers)
    return graph


def tiled(encoder: VGGEncoder, variant: Variant) -> Graph:
    """Content loss and gradient of one tile; each style layer's derivatives by its sums are inputs.

    The losses count where `mask` is 1; the gradient covers the whole tile, margin included.
    """
    graph = Graph("tiled")
    features = encoder.forward(graph, graph.input("picture", PICTURE_SHAPE), variant.layers[-1])
    return _tile_objective(graph, encoder, variant, features)


def resumed(encoder: VGGEncoder, variant: Variant) -> Graph:
    """The same as `tiled`, with what `grams` gave for the tile as further inputs."""
    graph = Graph("resumed")
    picture = graph.input("picture", PICTURE_SHAPE)
    features = encoder.resumed(graph, picture, variant.layers[-1], variant.layers)
    return _tile_objective(graph, encoder, variant, features)


def _tile_objective(graph: Graph, encoder: VGGEncoder, variant: Variant, features: Features) -> Graph:
    masks = _masks(graph, graph.input("mask", (1, 1, "height", "width")))
    parts, derivatives = {}, {}
    for layer in variant.style_layers:
        by_gram = graph.input(f"{layer}.gram_gradient", losses.gram_shape(layer))
        by_sum = graph.input(f"{layer}.sum_gradient", losses.vector_shape(layer))
        derivatives[layer] = losses.Statistics(by_gram, by_sum)
        parts[layer] = losses.guided(graph, features[layer], layer, masks(layer), encoder.precision)
    content = _content_losses(graph, encoder, variant, features, masks)
    _gradient(graph, encoder, features, parts, derivatives, content)
    if content:
        _output_content(graph, content)
    return graph


def _gradient(
    graph: Graph,
    encoder: VGGEncoder,
    features: Features,
    parts: Mapping[str, losses.Part],
    derivatives: Mapping[str, losses.Statistics],
    content: Mapping[str, losses.Content],
) -> None:
    """Output the picture's gradient, from the losses' derivatives by the statistics and by the content's features."""
    half = encoder.precision.is_half
    scale = losses.gradient_scale(graph, derivatives, content) if half else None
    added = {layer: losses.features_gradient(graph, derivatives[layer], parts[layer], scale) for layer in parts}
    for layer, part in content.items():
        gradient = losses.content_gradient(graph, part, scale, encoder.precision)
        added[layer] = graph.node("Add", added[layer], gradient) if layer in added else gradient
    graph.output("gradient", encoder.backward(graph, features, added, scale), PICTURE_SHAPE)


def _output_content(graph: Graph, content: Mapping[str, losses.Content]) -> None:
    parts = [part.loss for part in content.values()]
    graph.output("content_loss", graph.node("Concat", *parts, axis=0), [len(parts)])


def dream(encoder: VGGEncoder, layer: str) -> Graph:
    """Σ mask · w · F · (s F + g) over a layer's features F, and its gradient by the picture: what a dream raises.

    A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks" and the notebook beside it,
    Google 2015. `channel_weights` are w. A plain dream has s (`square_weight`) above 0 and a guide of one column of
    zeros: the (weighted) squares of the features. A guided dream has s = 0 and feature vectors of another picture as
    the columns of `guide`; g is at each position the column with the largest dot product with w F there.
    """
    graph, channels = Graph("dream"), losses.channels(layer)
    features = encoder.forward(graph, graph.input("picture", PICTURE_SHAPE), layer)
    mask = _masks(graph, graph.input("mask", (1, 1, "height", "width")))(layer)
    weights = graph.node("Mul", mask, graph.input("channel_weights", (1, channels, 1, 1)))
    guide, square = graph.input("guide", (channels, "guide_positions")), graph.input("square_weight", [1])
    weighted = graph.node("Mul", features[layer], weights)
    match, squares = _best_match(graph, weighted, guide), graph.node("Mul", features[layer], square)
    products = graph.node("Mul", weighted, graph.node("Add", squares, match))
    derivative = graph.node("Add", graph.node("Add", squares, squares), match)
    added = {layer: graph.node("Mul", derivative, weights)}
    graph.output("gradient", encoder.backward(graph, features, added), PICTURE_SHAPE)
    graph.output("objective", gradients.total(graph, products, (3, 2, 1)), [1])
    graph.output("features", features[layer], (1, channels, "feature_height", "feature_width"))
    return graph


def _best_match(graph: Graph, features: str, guide: str) -> str:
    """At each position the column of `guide` (C, M) with the largest dot product, in the features' shape."""
    scores = graph.node("MatMul", graph.node("Transpose", guide, perm=[1, 0]), losses.rows(graph, features))
    best = graph.node("ArgMax", scores, axis=0, keepdims=0)
    return graph.node("Reshape", graph.node("Gather", guide, best, axis=1), graph.node("Shape", features))


def _content_losses(
    graph: Graph, encoder: VGGEncoder, variant: Variant, features: Features, masks: Callable[[str], str] | None = None
) -> dict[str, losses.Content]:
    """The loss of each content layer, with a weight for each position (1, 1, h, w)."""
    return {
        layer: losses.content_loss(graph, features[layer], layer, masks(layer) if masks else None, encoder.precision)
        for layer in variant.content_layers
    }


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
