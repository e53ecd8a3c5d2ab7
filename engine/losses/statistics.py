"""First- and second-order statistics of features, from sums over positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array


@dataclass(frozen=True)
class Moments:
    """One layer's guided sums of R regions; a picture without regions has R = 1.

    Attributes
    ----------
    gram : (R, C, C) float32, Σ g f fᵀ for each region's guide g
    total : (R, C, 1) float32, Σ g f
    positions : (R,) float64, the sums of the guides: how many positions count
    """

    gram: Array
    total: Array
    positions: NDArray[np.float64]


class Target(NamedTuple):
    """What a layer's statistics are compared with: (C, C) Gram matrix or covariance, (C, 1) mean."""

    matrix: Array
    mean: Array


def gram(moments: Sequence[Moments], weights: NDArray[np.float64]) -> Target:
    """E[f fᵀ] and E[f] of the first regions of several styles, averaged by weight."""
    products = np.average([one.gram[0] / one.positions[0] for one in moments], axis=0, weights=weights)
    mean = np.average([one.total[0] / one.positions[0] for one in moments], axis=0, weights=weights)
    return Target(np.asarray(products), np.asarray(mean))


def covariance(moments: Sequence[Moments], weights: NDArray[np.float64]) -> Target:
    """The same with E[f fᵀ] − E[f] E[f]ᵀ: the covariance of the blend, to which the styles' distance belongs."""
    products, mean = gram(moments, weights)
    return Target(products - mean * mean.T, mean)


def partial_whitening(covariance: Array) -> Array:
    """(K + κ I)^(−1/4) of a covariance K (C, C), κ its mean eigenvalue, times a factor: P with tr(P K P K) = tr(K K).

    Compared as it is, Σ D², a difference D from K is all of the few strongest directions of the features. Fully
    whitened by K^(−1/2) on both sides, the weakest would count as much. tr(P D P D) lies between. Near K the
    squared Bures-Wasserstein distance is much like that with K^(−1/2) for P. Float64 inside, float32 out.
    """
    values, vectors = np.linalg.eigh(covariance.astype(np.float64))
    values = np.maximum(values, 0)
    powers = np.maximum(values + values.mean(), np.finfo(np.float32).tiny) ** -0.25
    energy = np.sum(np.square(values))
    factor = np.sqrt(energy / np.sum(np.square(powers * values))) if energy > 0 else 1.0 / powers[0]
    return np.asarray((vectors * (factor * powers)) @ vectors.T, np.float32)


def style_loss(
    moments: Mapping[str, Moments], inputs: Mapping[str, Array]
) -> tuple[dict[str, float], dict[str, Array]]:
    """The loss of each layer, and its derivatives by the sums, as the graphs compute them: see export/losses.py."""
    losses, derivatives = {}, {}
    for layer, found in moments.items():
        scale, weight, mean_scale, mean_weight = (
            inputs[f"{layer}.{name}"] for name in ("gram_scale", "weight", "mean_scale", "mean_weight")
        )
        mean = mean_scale * found.total
        difference = scale * found.gram - mean * mean.transpose(0, 2, 1) - inputs[f"{layer}.gram_target"]
        apart = mean - inputs[f"{layer}.mean_target"]
        weighted, whitening = weight * difference, inputs.get(f"{layer}.whitening")
        if whitening is not None:
            weighted = whitening @ weighted @ whitening
        losses[layer] = float(
            np.sum(np.multiply(weighted, difference, dtype=np.float64))
            + np.sum(mean_weight * np.square(apart, dtype=np.float64))
        )
        derivatives[f"{layer}.gram_gradient"] = 2 * scale * weighted
        derivatives[f"{layer}.sum_gradient"] = 2 * mean_scale * (mean_weight * apart - 2 * (weighted @ mean))
    return losses, derivatives
