"""The network as data, against the paper's table and receptive fields counted on a small picture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.runtime import layers as known
from engine.runtime.layers import LayerShape
from export.variants import STYLE_LAYERS
from export.vgg16 import CONVOLUTIONS, LAYERS, halo, layer, layers_up_to


def test_31_layers_in_the_order_of_the_paper() -> None:
    kinds = [layer.kind for layer in LAYERS]
    assert len(kinds) == 31
    assert [kinds.count(kind) for kind in ("padding", "convolution", "pool")] == [13, 13, 5]
    assert [entry.name for entry in LAYERS[:6]] == ["pad1_1", "conv1_1", "pad1_2", "conv1_2", "pool1", "pad2_1"]
    assert LAYERS[-1].name == "pool5"


def test_parameter_count_is_the_published_one() -> None:
    count = sum(int(np.prod(layer.kernel_shape)) + layer.bias_shape[0] for layer in CONVOLUTIONS)
    assert count == 14_714_688


def test_channels_go_from_layer_to_layer() -> None:
    assert LAYERS[0].inputs == 3
    assert all(one.outputs == other.inputs for one, other in pairwise(LAYERS))
    assert [layer.outputs for layer in CONVOLUTIONS] == [64] * 2 + [128] * 2 + [256] * 3 + [512] * 6


@pytest.mark.parametrize("name", [layer.name for layer in LAYERS])
def test_stride_and_margin_are_those_of_the_pixels_an_output_sees(name: str) -> None:
    """Run each layer's reach backwards, one output position at a time."""
    wanted = layer(name)
    position = 7
    first = last = position
    for step in reversed(layers_up_to(name)):
        if step.kind == "pool":
            first, last = 2 * first, 2 * last + 1
        elif step.kind == "convolution":
            first, last = first - 1, last + 1
    assert first == wanted.stride * position - wanted.margin
    assert last == wanted.stride * (position + 1) - 1 + wanted.margin


@pytest.mark.parametrize(("name", "pixels"), [("conv5_1", 64), ("conv5_2", 80), ("conv1_1", 16), ("pad1_1", 0)])
def test_halo_is_a_multiple_of_16_that_covers_the_margin(name: str, pixels: int) -> None:
    assert halo(name) == pixels


def test_halo_without_alignment_is_the_margin() -> None:
    assert halo("conv5_1", alignment=1) == layer("conv5_1").margin == 58


def test_the_engine_knows_the_same_layers() -> None:
    """It has its own table of what it needs: it imports this package only to build the graphs."""
    assert {conv.name: LayerShape(conv.outputs, conv.stride, halo(conv.name)) for conv in CONVOLUTIONS} == known.LAYERS
    assert known.STYLE_LAYERS == STYLE_LAYERS


def test_layers_up_to_includes_the_last() -> None:
    assert [entry.name for entry in layers_up_to("conv1_2")] == ["pad1_1", "conv1_1", "pad1_2", "conv1_2"]


def test_unknown_layer() -> None:
    with pytest.raises(KeyError):
        layer("conv6_1")
