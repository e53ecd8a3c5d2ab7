"""A gradient that leaves a picture's low frequencies as they are.

Arrays are (3, H, W) float32.
"""

from __future__ import annotations

from ..arrays import Array

SIDE = 9
"""Pixels; two means over squares of this side, one after the other, are a smooth low-pass filter."""


def without_low_frequencies(gradient: Array) -> Array:
    """The gradient less its low frequencies, in place: a step along it hardly moves a picture's.

    The filter is symmetric, with a response between 0 and 1, so what is left still leads down. Means over a fixed grid
    of blocks would leave their borders in the picture, and the next size would enlarge them.
    """
    from scipy.ndimage import uniform_filter  # takes 0.1 s, and only the finish needs it

    for plane in gradient:
        plane -= uniform_filter(uniform_filter(plane, SIDE, mode="nearest"), SIDE, mode="nearest")
    return gradient
