"""A gradient that leaves a picture's low frequencies as they are.

Arrays are (3, H, W) float32.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Array

BLOCK = 8


def without_low_frequencies(gradient: Array) -> Array:
    """The gradient less its means over blocks of 8 x 8 pixels, in place: a step along it keeps a picture's block means.

    What is left of the last rows and columns is as if it were blocks of their size.
    """
    height, width = gradient.shape[1:]
    for top in range(0, height, BLOCK):
        band = gradient[:, top : top + BLOCK]
        starts = np.arange(0, width, BLOCK)
        lengths = np.diff(np.append(starts, width))
        means = np.add.reduceat(band.sum(axis=1), starts, axis=1) / (band.shape[1] * lengths).astype(np.float32)
        band -= np.repeat(means, lengths, axis=1)[:, None]
    return gradient
