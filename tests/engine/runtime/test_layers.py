"""What the engine knows of VGG16 is what export/ builds."""

from __future__ import annotations

import pytest

from engine.runtime.layers import LAYERS, SMALLEST, STRIDE, STYLE_LAYERS, positions
from engine.runtime.network import Network


@pytest.mark.parametrize("layer", STYLE_LAYERS)
def test_positions_drop_what_a_pool_drops(layer: str) -> None:
    width = STRIDE[layer] * 3
    assert positions(layer, width, width) == 9
    assert positions(layer, width + STRIDE[layer] - 1, width) == 9
    assert positions(layer, SMALLEST, SMALLEST) >= 1


def test_a_deeper_layer_sees_more() -> None:
    halos = [layer.halo for layer in LAYERS.values()]
    assert halos == sorted(halos)
    assert all(layer.halo % SMALLEST == 0 for layer in LAYERS.values())


def test_there_is_a_dream_graph_for_each_layer(network: Network) -> None:
    assert {path.stem for path in network.folder.glob("dream_conv*.onnx") if "_winograd" not in path.stem} == {
        f"dream_{layer}" for layer in LAYERS
    }
