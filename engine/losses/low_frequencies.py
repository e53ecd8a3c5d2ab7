"""How far a picture's low frequencies are from a target's, and the gradient.

Pictures are (3, H, W) float32 in 0..255.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Array

BLOCK = 8


class LowFrequencies:
    """‖d(x) − d(t)‖² / ‖d(t) − its mean colour‖², d being means over blocks of 8 x 8 pixels.

    What is left of the last rows and columns does not count.

    Parameters
    ----------
    target : (3, H, W)
    importance : (H, W), how much each pixel counts; default 1
    """

    def __init__(self, target: Array, importance: Array | None = None) -> None:
        self._target = _means(target)
        self._weights = np.ones((1, 1, 1), np.float32) if importance is None else _means(importance[None])
        shares = np.broadcast_to(self._weights, (1, *self._target.shape[1:]))
        mean = (shares * self._target).sum((1, 2), keepdims=True) / shares.sum()
        apart = shares * np.square(self._target - mean, dtype=np.float64)
        self._scale = 1.0 / max(float(np.sum(apart)), 1e-12)

    def __call__(self, picture: Array) -> tuple[float, Array]:
        """The distance (float) and its gradient (like the picture)."""
        difference = _means(picture) - self._target
        loss = self._scale * float(np.sum(self._weights * np.square(difference, dtype=np.float64)))
        by_means = np.float32(2 * self._scale / BLOCK**2) * self._weights * difference
        spread = np.kron(by_means, np.ones((1, BLOCK, BLOCK), np.float32))
        missing = [(0, whole - part) for whole, part in zip(picture.shape, spread.shape, strict=True)]
        return loss, np.pad(spread, missing)


def _means(picture: Array) -> Array:
    rows, columns = (side // BLOCK for side in picture.shape[1:])
    blocks = picture[:, : BLOCK * rows, : BLOCK * columns].reshape(len(picture), rows, BLOCK, columns, BLOCK)
    means: Array = blocks.mean((2, 4), dtype=np.float32)
    return means
