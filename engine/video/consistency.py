"""Where a flow can be believed, so that a painted frame can be carried along it.

Sundaram, Brox and Keutzer 2010, Dense Point Trajectories by GPU-accelerated Large Displacement Optical Flow, as
section 4.2 of Ruder et al. 2016 (arXiv:1604.08610) has it: the flow there and back returns to where it began, and does
not change abruptly. Added to that: what it leads to looks alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from .flow import Grey, flow
from .warp import warp

ALIKE = 40.0
"""Grey levels of 255 by which what a flow leads to may differ, over 5 x 5 pixels: flat frames have no flow to doubt."""
NEIGHBOURHOOD = 5


@dataclass(frozen=True)
class Match:
    """Where one frame's pixels are in another.

    Attributes
    ----------
    back : (h, w, 2) float32, the flow from this frame to the other one
    believed : (h, w) float32, 1 where it can be believed, else 0
    """

    back: Array
    believed: Array

    @property
    def share(self) -> float:
        """0..1: how much of the frame was found again."""
        return float(self.believed.mean())


def match(here: Grey, there: Grey) -> Match:
    """The match of `here` with `there`, two frames as `flow.grey` makes them."""
    back, forth = flow(here, there), flow(there, here)
    return Match(back, consistency(back, forth) * _alike(here, there, back))


def consistency(back: Array, forth: Array) -> Array:
    """(h, w) float32: 1 where a frame's flow can be believed, else 0.

    Parameters
    ----------
    back : (h, w, 2), from this frame to the other one
    forth : (h, w, 2), from the other one to this frame
    """
    returned = warp(forth, back)
    disoccluded = _squared(returned + back) > 0.01 * (_squared(returned) + _squared(back)) + 0.5
    slopes = [slope for axis in (0, 1) for slope in np.gradient(back[..., axis])]
    boundary = sum(np.square(slope) for slope in slopes) > 0.01 * _squared(back) + 0.002
    return np.asarray(~(disoccluded | boundary | _outside(back)), np.float32)


def _alike(here: Grey, there: Grey, back: Array) -> Array:
    """(h, w): 1 where a frame looks as what its flow leads to, else 0."""
    apart = here.astype(np.float32) - warp(there.astype(np.float32), back)[..., 0]
    return np.asarray(np.abs(cv2.blur(apart, (NEIGHBOURHOOD, NEIGHBOURHOOD))) < ALIKE, np.float32)


def _squared(field: Array) -> Array:
    return np.asarray(np.square(field).sum(2))


def _outside(back: Array) -> NDArray[np.bool_]:
    """Where a flow leaves the frame."""
    height, width = back.shape[:2]
    columns, rows = np.arange(width) + back[..., 0], np.arange(height)[:, None] + back[..., 1]
    outside: NDArray[np.bool_] = (columns < 0) | (columns > width - 1) | (rows < 0) | (rows > height - 1)
    return outside
