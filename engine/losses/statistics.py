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
        losses[layer] = float(
            np.sum(weight * np.square(difference, dtype=np.float64))
            + np.sum(mean_weight * np.square(apart, dtype=np.float64))
        )
        derivatives[f"{layer}.gram_gradient"] = 2 * weight * scale * difference
        derivatives[f"{layer}.sum_gradient"] = 2 * mean_scale * (mean_weight * apart - 2 * weight * (difference @ mean))
    return losses, derivatives
