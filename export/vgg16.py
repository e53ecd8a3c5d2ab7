"""VGG16 as data: the 31 layers up to pool5, their shapes, strides and margins.

Configuration D of K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
2014, arXiv:1409.1556, table 1, without the classifier, and with average pooling as L. Gatys et al. (arXiv:1508.06576)
use it. Each 3x3 convolution is preceded by a zero padding of 1 and followed by a ReLU; pools are 2x2 with stride 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MEAN_BGR = (103.939, 116.779, 123.68)
"""What is subtracted from a picture in 0..255, channels in the order blue, green, red, before the first layer."""

_BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


@dataclass(frozen=True)
class Layer:
    """One layer and where its output lies in the picture.

    An output position (i, j) stands for the picture's rows `stride * i` to `stride * (i + 1) - 1` (columns likewise)
    and sees `margin` pixels more on every side of them.
    """

    name: str
    kind: Literal["padding", "convolution", "pool"]
    inputs: int
    outputs: int
    stride: int
    margin: int

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """Shape of a convolution's kernel, OIHW: outputs, inputs, height, width."""
        return (self.outputs, self.inputs, 3, 3)

    @property
    def bias_shape(self) -> tuple[int]:
        """Shape of a convolution's bias."""
        return (self.outputs,)


def _layers() -> Iterator[Layer]:
    channels, stride, margin = 3, 1, 0
    for block, widths in enumerate(_BLOCKS, start=1):
        for index, width in enumerate(widths, start=1):
            yield Layer(f"pad{block}_{index}", "padding", channels, channels, stride, margin)
            margin += stride
            yield Layer(f"conv{block}_{index}", "convolution", channels, width, stride, margin)
            channels = width
        stride *= 2
        yield Layer(f"pool{block}", "pool", channels, channels, stride, margin)


LAYERS: tuple[Layer, ...] = tuple(_layers())
"""All 31 layers, first to last: 13 zero paddings, 13 convolutions, 5 pools."""

CONVOLUTIONS: tuple[Layer, ...] = tuple(layer for layer in LAYERS if layer.kind == "convolution")
"""conv1_1 to conv5_3."""

_BY_NAME = {layer.name: layer for layer in LAYERS}


def layer(name: str) -> Layer:
    """The layer of that name; raises KeyError where there is none."""
    return _BY_NAME[name]


def layers_up_to(name: str) -> tuple[Layer, ...]:
    """The layers from the first to the named one, which is included; raises KeyError where there is none."""
    return LAYERS[: LAYERS.index(layer(name)) + 1]


def halo(name: str, alignment: int = 16) -> int:
    """Pixels a tile needs around what it owns for the named layer: its margin, rounded up to the tiles' alignment."""
    return -(-layer(name).margin // alignment) * alignment
