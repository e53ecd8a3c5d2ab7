"""Where a flow can be believed, so that a painted frame can be carried along it.

Sundaram, Brox and Keutzer 2010, Dense Point Trajectories by GPU-accelerated Large Displacement Optical Flow, as
equations 5 and 6 of Ruder et al. 2016 (arXiv:1604.08610), section 4.2, have it.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array
from .warp import warp


def consistency(back: Array, forth: Array) -> Array:
    """(h, w) float32, 1 where a frame's flow can be believed, else 0.

    Parameters
    ----------
    back : (h, w, 2), from this frame to the other one
    forth : (h, w, 2), from the other one to this frame
    """
    there_and_back = warp(forth, back)
    apart = _squared(there_and_back + back)
    disoccluded = apart > 0.01 * (_squared(there_and_back) + _squared(back)) + 0.5
    slopes = [np.gradient(back[..., axis]) for axis in (0, 1)]
    steepness = sum(np.square(slope) for pair in slopes for slope in pair)
    boundary = steepness > 0.01 * _squared(back) + 0.002
    believed = ~(disoccluded | boundary | _outside(back))
    return believed.astype(np.float32)


def _squared(field: Array) -> Array:
    return np.square(field).sum(2)


def _outside(back: Array) -> np.ndarray:
    """Where a flow leaves the frame."""
    height, width = back.shape[:2]
    x, y = np.arange(width) + back[..., 0], np.arange(height)[:, None] + back[..., 1]
    return (x < 0) | (x > width - 1) | (y < 0) | (y > height - 1)
