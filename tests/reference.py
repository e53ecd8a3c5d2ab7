"""VGG16 and the presets' losses once more, in float64 NumPy: slow, plain, and from the papers, not from the engine.

Pictures are (H, W, 3), RGB, 0..255, features are (channels, rows, columns). A loss is made from the content and the
styles, once, and is then called with pictures.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Weights = Mapping[str, tuple[Array, Array]]

BLOCKS = (
    ("conv1_1", "conv1_2"),
    ("conv2_1", "conv2_2"),
    ("conv3_1", "conv3_2", "conv3_3"),
    ("conv4_1", "conv4_2", "conv4_3"),
    ("conv5_1", "conv5_2", "conv5_3"),
)
STYLE_LAYERS = tuple(block[0] for block in BLOCKS)
BLUE_GREEN_RED_MEAN = np.array([103.939, 116.779, 123.68])


@dataclass(frozen=True)
class Terms:
    """The weighted terms of a loss, and their sum."""

    content: float
    style: dict[str, float]
    total_variation: float

    @property
    def loss(self) -> float:
        return self.content + sum(self.style.values()) + self.total_variation


Loss = Callable[[Array], Terms]


def prepared(weights: Mapping[str, tuple[NDArray[Any], NDArray[Any]]]) -> Weights:
    """Kernels (outputs, inputs, 3, 3) as nine matrices (3, 3, outputs, inputs), and biases; in float64."""
    return {
        layer: (np.ascontiguousarray(kernel.transpose(2, 3, 0, 1), np.float64), bias.astype(np.float64))
        for layer, (kernel, bias) in weights.items()
    }


def features(picture: Array, weights: Weights, last: str, *, maximum_pools: bool = False) -> dict[str, Array]:
    """Post-ReLU features of every convolution up to `last`."""
    value = (picture.astype(np.float64)[..., ::-1] - BLUE_GREEN_RED_MEAN).transpose(2, 0, 1)
    found = {}
    for block in BLOCKS:
        for layer in block:
            value = np.maximum(convolution(value, *weights[layer]), 0)
            found[layer] = value
            if layer == last:
                return found
        value = _windows(value).max(axis=(2, 4)) if maximum_pools else average_pool(value)
    raise KeyError(last)


def convolution(value: Array, taps: Array, bias: Array) -> Array:
    """3 x 3 with a zero padding of 1: each of the nine taps is a product of matrices."""
    rows, columns = value.shape[1:]
    padded = np.pad(value, ((0, 0), (1, 1), (1, 1)))
    total = np.zeros((len(bias), rows, columns))
    for row in range(3):
        for column in range(3):
            window = padded[:, row : row + rows, column : column + columns]
            total += np.tensordot(taps[row, column], window, axes=1)
    return total + bias[:, None, None]


def average_pool(value: Array) -> Array:
    """2 x 2, stride 2; an odd last row or column is dropped."""
    return _windows(value).mean(axis=(2, 4))


def _windows(value: Array) -> Array:
    """(C, rows, 2, columns, 2)"""
    rows, columns = value.shape[1] // 2, value.shape[2] // 2
    return value[:, : 2 * rows, : 2 * columns].reshape(-1, rows, 2, columns, 2)


def gram(value: Array) -> Array:
    """F Fᵀ, undivided."""
    rows = value.reshape(len(value), -1)
    return rows @ rows.T


def squared_variation(picture: Array) -> float:
    """Σ of squared differences of neighbours, halved."""
    return float((np.diff(picture, axis=0) ** 2).sum() + (np.diff(picture, axis=1) ** 2).sum()) / 2


def powered_variation(picture: Array) -> float:
    """Σ (dx² + dy²)^1.25 over the inner grid."""
    down, across = np.diff(picture, axis=0)[:, :-1], np.diff(picture, axis=1)[:-1]
    return float(((across**2 + down**2) ** 1.25).sum())


def gatys(weights: Weights, content: Array, styles: Sequence[Array], shares: Sequence[float] = (1.0,)) -> Loss:
    """Gatys et al. 2015 with neural-style's weights: 5 for the content, 100 for each style layer, all terms means."""
    content_features = features(content, weights, "conv4_2")["conv4_2"]

    def normalised(value: Array) -> Array:
        return gram(value) / value.size

    targets = _blended(weights, styles, shares, normalised)

    def loss(picture: Array) -> Terms:
        found = features(picture, weights, "conv5_1")
        style = {layer: 100 * np.mean((normalised(found[layer]) - targets[layer]) ** 2) for layer in STYLE_LAYERS}
        content_loss = 5 * np.mean((found["conv4_2"] - content_features) ** 2)
        return Terms(float(content_loss), style, 1e-3 * squared_variation(picture))

    return loss


def classic(weights: Weights, content: Array, styles: Sequence[Array], shares: Sequence[float] = (1.0,)) -> Loss:
    """The script of the video: sums of squares; Grams as they are; the styles have the content's size."""
    assert all(style.shape == content.shape for style in styles)
    content_features = features(content, weights, "conv5_2")["conv5_2"]
    targets = _blended(weights, styles, shares, gram)
    positions = content.shape[0] * content.shape[1]

    def loss(picture: Array) -> Terms:
        found = features(picture, weights, "conv5_2")
        style = {
            layer: np.sum((gram(found[layer]) - targets[layer]) ** 2) / (4 * 3**2 * positions**2) / 5
            for layer in STYLE_LAYERS
        }
        content_loss = 0.025 * np.sum((found["conv5_2"] - content_features) ** 2)
        return Terms(float(content_loss), style, 1e-3 * powered_variation(picture))

    return loss


def relative(
    preset: Any,
    weights: Weights,
    content: Array,
    styles: Sequence[Array],
    shares: Sequence[float] = (1.0,),
    *,
    maximum_pools: bool = False,
) -> Loss:
    """The form that a preset's factors describe: c Σ (F − C)² + Σ s Σ (n F Fᵀ − A)² + t TV, with squared variation.

    `preset` is an engine.losses.Preset: its factors are a matter of taste, what is made of them is not.
    """
    layer_of_content = preset.content_layer
    seen = functools.partial(features, weights=weights, maximum_pools=maximum_pools)
    content_features = seen(content, last=layer_of_content)[layer_of_content]
    pixels = content.shape[0] * content.shape[1]

    def normalised(value: Array) -> Array:
        return gram(value) * preset.gram_scale(value.shape[0], value.shape[1] * value.shape[2], pixels)

    targets = _blended(weights, styles, shares, normalised, maximum_pools=maximum_pools)

    def loss(picture: Array) -> Terms:
        found = seen(picture, last=max(layer_of_content, STYLE_LAYERS[-1]))
        style = {
            layer: preset.style_weight(layer, target) * float(np.sum((normalised(found[layer]) - target) ** 2))
            for layer, target in targets.items()
        }
        distance = float(np.sum((found[layer_of_content] - content_features) ** 2))
        variation = preset.variation_weight(picture.size) * squared_variation(picture)
        return Terms(preset.content_weight(content_features) * distance, style, variation)

    return loss


def _blended(
    weights: Weights,
    styles: Sequence[Array],
    shares: Sequence[float],
    normalised: Callable[[Array], Array],
    *,
    maximum_pools: bool = False,
) -> dict[str, Array]:
    """Each layer's Gram matrix, averaged over the styles."""
    found = [features(style, weights, STYLE_LAYERS[-1], maximum_pools=maximum_pools) for style in styles]
    return {
        layer: sum(share * normalised(each[layer]) for share, each in zip(shares, found, strict=True)) / sum(shares)
        for layer in STYLE_LAYERS
    }
