"""First- and second-order statistics of features, from sums over positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def blended(moments: Sequence[Moments], weights: NDArray[np.float64]) -> tuple[Array, Array]:
    """E[f fᵀ] (C, C) and E[f] (C, 1) of the first regions of several styles, averaged by weight."""
    products = np.average([one.gram[0] / one.positions[0] for one in moments], axis=0, weights=weights)
    means = np.average([one.total[0] / one.positions[0] for one in moments], axis=0, weights=weights)
    return np.asarray(products), np.asarray(means)


def covariance(products: Array, mean: Array) -> Array:
    """E[f fᵀ] − E[f] E[f]ᵀ."""
    return np.asarray(products - mean * mean.T)
