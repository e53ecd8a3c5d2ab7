"""VGG16 as part of a graph: features, the picture's gradient, and what a second pass can take over from a first one.

In: weights by layer, names of values in a graph. Out: names of features and gradients in it.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from . import gradients, vgg16, winograd
from .gradients import POOLING
from .onnx_graph import Blob, Graph
from .precision import FLOAT16, FLOAT32
from .variants import Variant

RECOMPUTED = "conv3_1"
"""A second pass computes the layers up to this one again. The deeper ones have two thirds of the arithmetic, and what
the backward pass needs of them takes 77 bytes a pixel; for all layers it would be 280."""

WINOGRAD_LAYERS = ("conv3_2", "conv3_3", "conv4_1", "conv4_2", "conv4_3")
"""The convolutions that are faster by `winograd`: those with many channels at each position. Beyond conv4 there is
little to gain, and the transformed kernels take four times as much memory as the plain ones."""

TRANSFORMED = "transformed"
"""Suffix of the names of transformed kernels. All sessions can share these, because ONNX Runtime does not reorder
them."""

Weights = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


class Features:
    """A picture's features in a graph: `features[name]` of a layer has a value for each of its positions.

    Attributes
    ----------
    outer : what the network itself computes, by layer, in its order
    rings : by convolution, how many rows and columns more `outer` has on each side; none: nowhere any
    """

    def __init__(self, graph: Graph, rings: Mapping[str, int]) -> None:
        self._graph = graph
        self.outer: dict[str, str] = {}
        self.rings = rings
        self._inner: dict[str, str] = {}

    def __getitem__(self, layer: str) -> str:
        ring = self.rings.get(layer, 0)
        if ring and layer not in self._inner:
            self._inner[layer] = gradients.inner(self._graph, self.outer[layer], ring)
        return self._inner[layer] if ring else self.outer[layer]

    @property
    def last(self) -> str:
        """The deepest layer."""
        return next(reversed(self.outer))

    def begins(self, layer: vgg16.Layer) -> bool:
        """Whether a convolution is the one that the edges are replicated for: the first of its block."""
        return layer.name in self.rings and layer.name.endswith("_1")


class VGGEncoder:
    """VGG16's convolutions and pools, forward and backward, with all constants in one blob.

    By default with average pools, as Gatys et al. prefer, and zero padding.
    """

    def __init__(self, weights: Weights, blob: Blob) -> None:
        self._pool = "AveragePool"
        self._replicates = False
        self._by_winograd: tuple[str, ...] = ()
        self.precision = FLOAT32
        self._blob = blob
        for conv in vgg16.CONVOLUTIONS:
            kernel, bias = weights[conv.name]
            # The picture is RGB; the published kernels expect BGR (their only use of channel order).
            kernel = kernel[:, ::-1] if conv is vgg16.CONVOLUTIONS[0] else kernel
            pooled = _after(conv).kind == "pool"
            blob.add(f"{conv.name}.kernel", kernel)
            blob.add(f"{conv.name}.bias", bias)
            blob.add(f"{conv.name}.backward", gradients.backward_kernel(kernel, pooled))
            for part, values in (
                ("kernel", kernel),
                ("bias", bias / np.float32(FLOAT16.unit)),
                ("backward", gradients.backward_kernel(kernel, pooled)),
            ):
                blob.add(f"{conv.name}.{part}{FLOAT16.suffix}", values.astype(np.float16))
            if conv.name in WINOGRAD_LAYERS:
                blob.add(f"{conv.name}.{TRANSFORMED}", winograd.transformed_kernel(kernel))

    def of(self, variant: Variant) -> VGGEncoder:
        """The same constants with a variant's pools and edges."""
        other = copy.copy(self)
        other._pool = "MaxPool" if variant.maximum_pools else "AveragePool"
        other._replicates = variant.replicated_edges
        return other

    def with_winograd(self) -> VGGEncoder:
        """The same with WINOGRAD_LAYERS by `winograd`: for processors, with an operator of ONNX Runtime's own.

        The rounding error is ten times as large, see there.
        """
        other = copy.copy(self)
        other._by_winograd = WINOGRAD_LAYERS
        return other

    def with_half(self) -> VGGEncoder:
        """The same in float16, for graphics processors; what losses see, and the picture's gradient, are float32."""
        other = copy.copy(self)
        other.precision = FLOAT16
        return other

    def forward(self, graph: Graph, picture: str, last: str, deepest: str | None = None) -> Features:
        """Features of every convolution after its ReLU, and every pool's output, up to `last`, by layer name.

        `deepest` is the last layer of all, if others follow that are known already.
        """
        value = graph.node("Sub", picture, graph.vector_by_channel(vgg16.MEAN_BGR[::-1]))
        value = self.precision.narrowed(graph, self.precision.times(graph, value, -1))
        features = Features(graph, _rings(deepest or last) if self._replicates else {})
        for layer in vgg16.layers_up_to(last):
            if layer.kind == "convolution":
                if features.begins(layer):
                    value = gradients.replicated(graph, value, features.rings[layer.name] + 1)
                value = features.outer[layer.name] = graph.node("Relu", self._convolution(graph, value, layer))
            elif layer.kind == "pool":
                value = features.outer[layer.name] = graph.node(self._pool, value, **POOLING)
        return features

    def keep(self, graph: Graph, features: Features, whole: Collection[str]) -> None:
        """Output what `resumed` needs: the features of the layers `whole`, of others where they are above 0."""
        for layer in self._kept(features.last):
            value, kind = features.outer[layer.name], self._kept_type(layer, whole)
            if kind == TensorProto.BOOL:
                value = graph.node("Greater", value, graph.floats(0.0, kind=self.precision.kind))
            graph.output(f"{layer.name}.kept", value, _shape(layer), kind)

    def resumed(self, graph: Graph, picture: str, last: str, whole: Collection[str]) -> Features:
        """What `backward` needs of the features up to `last`: computed again up to RECOMPUTED, beyond it inputs.

        Where only the features' signs were kept there is 1 for those above 0: `backward` needs no more.
        """
        features = self.forward(graph, picture, RECOMPUTED, last)
        for layer in self._kept(last):
            kind = self._kept_type(layer, whole)
            value = graph.input(f"{layer.name}.kept", _shape(layer), kind)
            features.outer[layer.name] = (
                value if kind == self.precision.kind else graph.cast(value, self.precision.kind)
            )
            if self._needs_value(layer):
                pool = _after(layer).name
                features.outer[pool] = graph.node(self._pool, value, **POOLING)
        return features

    def backward(self, graph: Graph, features: Features, added: Mapping[str, str], scale: str | None = None) -> str:
        """The picture's gradient, from the gradients `added` at some layers' features, the deepest among them.

        `scale` is what these were multiplied by.
        """
        gradient = None
        for layer in reversed(vgg16.layers_up_to(features.last)):
            if layer.kind == "convolution":
                here = [value for value in (gradient, self._added(graph, layer, features, added)) if value is not None]
                gradient = graph.node("Add", *here) if len(here) == 2 else here[0]
                gradient = gradients.relu(graph, gradient, features.outer[layer.name], self.precision.kind)
                gradient = self._convolution_gradient(graph, gradient, layer)
                if features.begins(layer):
                    gradient = gradients.replication(graph, gradient, features.rings[layer.name] + 1)
            elif layer.kind == "pool" and gradient is not None:
                gradient = self._pool_gradient(graph, gradient, features, layer)
        assert gradient is not None
        return graph.node("Div", self.precision.widened(graph, gradient), scale) if scale else gradient

    def _convolution(self, graph: Graph, value: str, layer: vgg16.Layer) -> str:
        bias = self._constant(graph, layer.name, "bias")
        if layer.name not in self._by_winograd:
            kernel = self._constant(graph, layer.name, "kernel")
            return graph.node("Conv", value, kernel, bias, **gradients.padded(self._padding))
        kernel = self._constant(graph, layer.name, TRANSFORMED)
        bias = graph.node("Reshape", bias, graph.integers(1, layer.outputs, 1, 1))
        return graph.node("Add", winograd.convolution(graph, value, kernel, _channels(layer), self._padding), bias)

    def _convolution_gradient(self, graph: Graph, gradient: str, layer: vgg16.Layer) -> str:
        if layer.name not in self._by_winograd:
            kernel = self._constant(graph, layer.name, "backward")
            return gradients.convolution(graph, gradient, kernel, self._padding)
        kernel, pooled = self._constant(graph, layer.name, TRANSFORMED), _after(layer).kind == "pool"
        return winograd.backward(graph, gradient, kernel, _channels(layer), self._padding, pooled=pooled)

    def _added(self, graph: Graph, layer: vgg16.Layer, features: Features, added: Mapping[str, str]) -> str | None:
        """What is added at a layer's features; before a pool times 4, because the kernel there has the pool's 1/4."""
        value = added.get(layer.name)
        if value is None:
            return None
        if _after(layer).kind == "pool":
            value = graph.node("Mul", value, graph.floats(4.0, kind=self.precision.kind))
        ring = features.rings.get(layer.name, 0)
        return gradients.around_inner(graph, value, ring) if ring else value

    def _pool_gradient(self, graph: Graph, gradient: str, features: Features, pool: vgg16.Layer) -> str:
        pooled = features.outer[_before(pool).name]
        if self._pool == "MaxPool":
            return gradients.max_pool(graph, gradient, pooled, features.outer[pool.name], self.precision.kind)
        return gradients.average_pool(graph, gradient, pooled)

    @property
    def _padding(self) -> int:
        """Zeros around what each convolution sees."""
        return 0 if self._replicates else 1

    def _constant(self, graph: Graph, layer: str, part: str) -> str:
        name = f"{layer}.{part}{self.precision.suffix}"
        return graph.external(name, self._blob.places[name])

    def _needs_value(self, layer: vgg16.Layer) -> bool:
        """Whether `backward` needs a layer's own values: a maximum pool after it finds its maxima in them."""
        return self._pool == "MaxPool" and _after(layer).kind == "pool"

    def _kept_type(self, layer: vgg16.Layer, whole: Collection[str]) -> int:
        return self.precision.kind if layer.name in whole or self._needs_value(layer) else int(TensorProto.BOOL)

    @staticmethod
    def _kept(last: str) -> list[vgg16.Layer]:
        """The convolutions beyond RECOMPUTED up to `last`."""
        upto = vgg16.layers_up_to(last)
        beyond = upto[upto.index(vgg16.layer(RECOMPUTED)) + 1 :]
        return [layer for layer in beyond if layer.kind == "convolution"]


def _shape(layer: vgg16.Layer) -> tuple[int, int, str, str]:
    return 1, layer.outputs, f"{layer.name}.kept_height", f"{layer.name}.kept_width"


def _channels(layer: vgg16.Layer) -> tuple[int, int]:
    return layer.inputs, layer.outputs


def _rings(last: str) -> dict[str, int]:
    """How many rings of padding each convolution leaves for those after it in its block, up to `last`."""
    rings, after = {}, 0
    for layer in reversed(vgg16.layers_up_to(last)):
        if layer.kind == "convolution":
            rings[layer.name] = after
        after = 0 if layer.kind == "pool" else after + (layer.kind == "convolution")
    return rings


def _before(layer: vgg16.Layer) -> vgg16.Layer:
    return vgg16.LAYERS[vgg16.LAYERS.index(layer) - 1]


def _after(layer: vgg16.Layer) -> vgg16.Layer:
    return vgg16.LAYERS[vgg16.LAYERS.index(layer) + 1]
