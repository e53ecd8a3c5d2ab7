"""Second-order statistics of features, summed over positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array


@dataclass(frozen=True)
class Gram:
    """One layer's guided Gram sums of R regions; a picture without regions has R = 1.

    Attributes
    ----------
    total : (R, C, C) float32, F g Fᵀ for each region's guide g
    positions : (R,) float64, the sums of the guides: how many positions count
    """

    total: Array
    positions: NDArray[np.float64]
