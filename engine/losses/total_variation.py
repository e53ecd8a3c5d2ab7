"""Total variation of a picture, and its gradient.

Pictures are (3, H, W) float32 in 0..255; every function returns the loss (float) and its gradient (like the picture).
"""

from __future__ import annotations

import numpy as np

from ..arrays import Array


def squared(picture: Array) -> tuple[float, Array]:
    """Σ of squared differences of horizontal and vertical neighbours, halved."""
    across, down = np.diff(picture, axis=2), np.diff(picture, axis=1)
    gradient = np.zeros_like(picture)
    gradient[:, :, 1:] += across
    gradient[:, :, :-1] -= across
    gradient[:, 1:] += down
    gradient[:, :-1] -= down
    return 0.5 * (_sum_of_squares(across) + _sum_of_squares(down)), gradient


def powered(picture: Array) -> tuple[float, Array]:
    """Σ (dx² + dy²)^1.25 over the (H−1) x (W−1) inner grid, dx and dy to the right and lower neighbour.

    The loss of the script that this project was born from; an exponent of 1.25 is Mahendran and Vedaldi's β = 2.5
    (arXiv:1412.0035, section 3.2).
    """
    corner = picture[:, :-1, :-1]
    across, down = picture[:, :-1, 1:] - corner, picture[:, 1:, :-1] - corner
    squares = across * across + down * down
    root = np.sqrt(np.sqrt(squares))  # squares^0.25, much faster than a general power
    loss = float(np.sum(squares * root, dtype=np.float64))
    root *= np.float32(2.5)
    across *= root
    down *= root
    gradient = np.zeros_like(picture)
    gradient[:, :-1, 1:] += across
    gradient[:, 1:, :-1] += down
    gradient[:, :-1, :-1] -= across + down
    return loss, gradient


def _sum_of_squares(values: Array) -> float:
    return float(sum(np.sum(plane * plane, dtype=np.float64) for plane in values))
