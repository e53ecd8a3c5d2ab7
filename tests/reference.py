"""VGG16 and the presets' losses once more, in float64 NumPy: slow, plain, and from the papers, not from the engine.

Pictures are (H, W, 3), RGB, 0..255, features are (channels, rows, columns). A loss is made from the content and the
styles, once, and is then called with pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
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


class Statistics(NamedTuple):
    """A layer's matrix and mean, as a preset's factors take them."""

    matrix: Array
    mean: Array


Loss = Callable[[Array], Terms]


def prepared(weights: Mapping[str, tuple[NDArray[Any], NDArray[Any]]]) -> Weights:
    """Kernels (outputs, inputs, 3, 3) as nine matrices (3, 3, outputs, inputs), and biases; in float64."""
    return {
        layer: (np.ascontiguousarray(kernel.transpose(2, 3, 0, 1), np.float64), bias.astype(np.float64))
        for layer, (kernel, bias) in weights.items()
    }


def features(
    picture: Array, weights: Weights, last: str, *, maximum_pools: bool = False, replicated_edges: bool = False
) -> dict[str, Array]:
    """Post-ReLU features of every convolution up to `last`.

    With `replicated_edges` what a block of convolutions sees is surrounded by its edges, as often as the block has
    convolutions up to `last`, each of which takes one ring away; what is then left beyond the picture is cut off.
    """
    value = (picture.astype(np.float64)[..., ::-1] - BLUE_GREEN_RED_MEAN).transpose(2, 0, 1)
    found = {}
    for block in BLOCKS:
        rings = 1 + block.index(last if last in block else block[-1]) if replicated_edges else 0
        value = np.pad(value, ((0, 0), (rings, rings), (rings, rings)), mode="edge")
        for layer in block:
            value = np.maximum(convolution(value, *weights[layer], padding=0 if replicated_edges else 1), 0)
            rings = max(rings - 1, 0)
            found[layer] = value[:, rings : value.shape[1] - rings, rings : value.shape[2] - rings]
            if layer == last:
                return found
        value = _windows(value).max(axis=(2, 4)) if maximum_pools else average_pool(value)
    raise KeyError(last)


def convolution(value: Array, taps: Array, bias: Array, padding: int = 1) -> Array:
    """3 x 3 with so many zeros around it: each of the nine taps is a product of matrices."""
    padded = np.pad(value, ((0, 0), (padding, padding), (padding, padding)))
    rows, columns = (side - 2 for side in padded.shape[1:])
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


def moments(value: Array) -> tuple[Array, Array]:
    """E[f fᵀ] (C, C) and E[f] (C,) over the positions."""
    return gram(value) / value[0].size, value.mean((1, 2))


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
    **network: bool,
) -> Loss:
    """The form that a preset's factors describe: Gram matrices, or covariances and means, with squared variation.

    Σ c Σ (F − C)² + Σ [s Σ (n F Fᵀ − m mᵀ − A)² + v Σ (m − M)²] + t TV; if the preset whitens, with the first
    difference whitened in part. `preset` is an engine.losses.Preset: its factors are a matter of taste, what is made of
    them is not. Deep content layers do not count: as at a last level. `network` goes to `features`.
    """
    layers = [layer for layer in preset.variant.content_layers if layer not in preset.deep_layers]
    last = max(*layers, *preset.variant.style_layers)
    pixels = content.shape[0] * content.shape[1]
    whitenings: dict[str, Array] = {}

    def statistics(products: Array, mean: Array, places: int) -> tuple[Array, Array]:
        if preset.mean_weight is None:
            return products * places * preset.gram_scale(len(mean), places, pixels), np.zeros_like(mean)
        return products - np.outer(mean, mean), mean

    def seen(picture: Array) -> tuple[dict[str, Array], dict[str, tuple[Array, Array]]]:
        found = features(picture, weights, last, **network)
        return found, {layer: moments(found[layer]) for layer in preset.variant.style_layers}

    content_features, own = seen(content)
    targets = [seen(style)[1] for style in styles]
    blend = {
        layer: [np.average([each[layer][kind] for each in targets], axis=0, weights=shares) for kind in (0, 1)]
        for layer in preset.variant.style_layers
    }

    def style_term(layer: str, found: tuple[Array, Array]) -> float:
        places = content_features[layer][0].size
        matrix, mean = statistics(*found, places)
        wanted, of_content = (Statistics(*statistics(*pair, places)) for pair in (blend[layer], own[layer]))
        apart = matrix - wanted.matrix
        counted = apart
        if preset.whitens:
            if layer not in whitenings:  # the style's, the same for all pictures
                whitenings[layer] = whitening(wanted.matrix)
            counted = whitenings[layer] @ apart @ whitenings[layer]
        term = preset.style_weight(layer, wanted, of_content) * np.sum(counted * apart)
        if preset.mean_weight is not None:
            term += preset.mean_weight(layer, wanted, of_content) * np.sum((mean - wanted.mean) ** 2)
        return float(term)

    def loss(picture: Array) -> Terms:
        found, statistics_found = seen(picture)
        content_loss = sum(
            preset.content_weight(layer, content_features[layer])
            * np.sum((found[layer] - content_features[layer]) ** 2)
            for layer in layers
        )
        style = {layer: style_term(layer, here) for layer, here in statistics_found.items()}
        return Terms(float(content_loss), style, preset.variation_weight(picture.size) * squared_variation(picture))

    return loss


def whitening(covariance: Array) -> Array:
    """P ∝ (K + tr K / C)^(−1/4) with tr(P K P K) = tr(K K); of a single position, which has no K, 1."""
    if np.abs(covariance).max() < 1e-6:
        return np.eye(len(covariance))
    shifted = covariance + np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    power = np.real(scipy.linalg.fractional_matrix_power(shifted, -0.25))
    factor: float = np.sum(covariance**2) / np.sum((power @ covariance @ power) * covariance)
    return np.sqrt(factor) * power


def _blended(
    weights: Weights, styles: Sequence[Array], shares: Sequence[float], normalised: Callable[[Array], Array]
) -> dict[str, Array]:
    """Each layer's Gram matrix, averaged over the styles."""
    found = [features(style, weights, STYLE_LAYERS[-1]) for style in styles]
    return {
        layer: sum(share * normalised(each[layer]) for share, each in zip(shares, found, strict=True)) / sum(shares)
        for layer in STYLE_LAYERS
    }
