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
    """

    def __init__(self, target: Array) -> None:
        self._target = _means(target)
        apart = self._target - self._target.mean((1, 2), keepdims=True)
        self._scale = 1.0 / max(float(np.sum(np.square(apart, dtype=np.float64))), 1e-12)

    def __call__(self, picture: Array) -> tuple[float, Array]:
        """The distance (float) and its gradient (like the picture)."""
        difference = _means(picture) - self._target
        loss = self._scale * float(np.sum(np.square(difference, dtype=np.float64)))
        spread = np.kron(np.float32(2 * self._scale / BLOCK**2) * difference, np.ones((1, BLOCK, BLOCK), np.float32))
        missing = [(0, whole - part) for whole, part in zip(picture.shape, spread.shape, strict=True)]
        return loss, np.pad(spread, missing)


def _means(picture: Array) -> Array:
    rows, columns = (side // BLOCK for side in picture.shape[1:])
    blocks = picture[:, : BLOCK * rows, : BLOCK * columns].reshape(3, rows, BLOCK, columns, BLOCK)
    means: Array = blocks.mean((2, 4), dtype=np.float32)
    return means
