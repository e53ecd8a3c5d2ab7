"""Linear maps of colours, with the same bits on each processor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array


def mixed(pixels: Array, matrix: NDArray[np.floating[Any]]) -> Array:
    """Each pixel of (H, W, 3) times a matrix (3, 3).

    BLAS rounds as its kernel for the processor does: a frame would be coded one step apart on another machine.
    """
    first, second, third = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    rows = np.asarray(matrix, np.float32)
    return np.stack([first * a + second * b + third * c for a, b, c in rows], axis=2)
