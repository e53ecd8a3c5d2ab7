"""VGG16's convolutions, as far as the engine must know them; export/vgg16.py has the whole network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerShape:
    """A convolution of VGG16: channels, pixels between two positions, and pixels that a tile needs around its own."""

    channels: int
    stride: int
    halo: int


LAYERS = {
    "conv1_1": LayerShape(64, 1, 16),
    "conv1_2": LayerShape(64, 1, 16),
    "conv2_1": LayerShape(128, 2, 16),
    "conv2_2": LayerShape(128, 2, 16),
    "conv3_1": LayerShape(256, 4, 16),
    "conv3_2": LayerShape(256, 4, 16),
    "conv3_3": LayerShape(256, 4, 32),
    "conv4_1": LayerShape(512, 8, 32),
    "conv4_2": LayerShape(512, 8, 48),
    "conv4_3": LayerShape(512, 8, 48),
    "conv5_1": LayerShape(512, 16, 64),
    "conv5_2": LayerShape(512, 16, 80),
    "conv5_3": LayerShape(512, 16, 96),
}


STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")
STRIDE = {name: layer.stride for name, layer in LAYERS.items()}
"""Pixels between two feature positions of a layer."""
SMALLEST = 16
"""Shortest side of a picture, in pixels, that leaves one position at conv5_1."""


def positions(layer: str, height: int, width: int) -> int:
    """Feature positions of a layer over a picture; pools drop an odd last row or column."""
    return (height // STRIDE[layer]) * (width // STRIDE[layer])
