"""By how much more the content weighs where the photograph shows little: features in, a weight of each position out.

The content's loss is relative to all of the content. A dark corner, a bare table or what is out of focus has little
part in that, so that a door or a lamp of the painting comes there nearly for nothing, and takes the place of what can
just be seen. Deep layers, which say what things are, are balanced (docs/STRENGTH.md).
"""

from __future__ import annotations

import numpy as np

from ..arrays import Array

FAINTEST, STRONGEST = 0.1, 2.0
"""Energies of features, relative to the mean over the picture, beyond which the weights hardly change any more."""


def balanced(features: Array) -> Array:
    """The weights of a layer's positions.

    Parameters
    ----------
    features : (1, C, h, w) float32, of the content

    Returns
    -------
    (1, 1, h, w) float32, proportional to 1 / (min(e, STRONGEST) + FAINTEST), e being the energy of a position relative
    to the mean, and such that Σ weight · e = Σ e: a picture without the content's features costs what it did.
    """
    energy = np.square(features, dtype=np.float64).sum(1, keepdims=True)
    energy /= max(float(energy.mean()), 1e-12)
    weights = 1 / (np.minimum(energy, STRONGEST) + FAINTEST)
    shown = max(float(np.mean(weights * energy)), 1e-12)
    return np.asarray(weights / shown, np.float32)
