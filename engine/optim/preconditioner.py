"""A change of variables in which an optimiser takes low frequencies further.

In plain pixels L-BFGS spends its first steps on fine detail, where the losses of a style are steepest, and forms lag
behind. In variables z of picture = start + K z, K = I + gain · G, G being a Gaussian filter, a step of steepest descent
is −K² times the gradient: (1 + gain)² times as long at low frequencies. Minima stay where they are. (Preconditioning:
Nocedal and Wright, Numerical Optimization, section 5.1, K there being C⁻¹.)

Arrays are (3, H, W) float32.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..arrays import Array

Function = Callable[[Array], tuple[float, Array]]

SIGMA = 3.0
"""Pixels; beyond three times as many the filter is 0."""


def preconditioned(function: Function, start: Array, gain: float) -> tuple[Function, Array]:
    """A function of a picture as one of z, and the z of `start`, which is 0.

    Parameters
    ----------
    function : picture -> (loss, gradient)
    start : the picture where z is 0
    gain : by how much more low frequencies move: 0 leaves all as they are
    """

    def evaluate(z: Array) -> tuple[float, Array]:
        picture = with_low_frequencies(z, gain)
        picture += start
        loss, gradient = function(picture)
        return loss, with_low_frequencies(gradient, gain)

    return evaluate, np.zeros_like(start)


def with_low_frequencies(planes: Array, gain: float) -> Array:
    """K of them: planes + gain · their low frequencies, in a new array.

    Planes are mirrored at their borders, edge pixels included, which makes K a symmetric matrix: so it is its own
    transpose, by which the gradient is multiplied. With repeated edge pixels it would not be.
    """
    from scipy.ndimage import gaussian_filter  # takes 0.1 s, and not all presets need it

    moved = np.empty_like(planes)
    for plane, low in zip(planes, moved, strict=True):
        gaussian_filter(plane, SIGMA, output=low, mode="reflect", truncate=3)
    moved *= np.float32(gain)
    moved += planes
    return moved
