"""Dense optical flow between two frames: where each pixel of one is found in the other.

A flow is (H, W, 2) float32: pixel (x, y) of its own frame is found at (x + flow[y, x, 0], y + flow[y, x, 1]) of the
other. Kroeger et al. 2016, Fast Optical Flow using Dense Inverse Search (arXiv:1603.03590), as OpenCV has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..arrays import Array

LONGEST = 1024
"""Larger frames are shrunk to this longest side for their flow: what moves is larger than a pixel of theirs."""
SMALLEST = 16
"""DIS needs a few pixels; smaller frames are taken as still."""

Grey = NDArray[np.uint8]


def grey(frame: Array) -> Grey:
    """(h, w) of a frame (H, W, 3) float32, sRGB 0..1: what flows are computed from, at most LONGEST on a side."""
    shades = cv2.cvtColor(np.clip(frame, 0, 1), cv2.COLOR_RGB2GRAY)
    scale = LONGEST / max(shades.shape)
    if scale < 1:
        size = max(1, round(shades.shape[1] * scale)), max(1, round(shades.shape[0] * scale))
        shades = cv2.resize(shades, size, interpolation=cv2.INTER_AREA)
    return np.asarray(shades * 255 + 0.5, np.uint8)


def flow(here: Grey, there: Grey) -> Array:
    """(h, w, 2): where the pixels of `here` are in `there`, two frames of one size."""
    if min(here.shape) < SMALLEST:
        return np.zeros((*here.shape, 2), np.float32)
    with _one_thread():
        return np.asarray(_dis().calc(here, there, None), np.float32)


def enlarged(field: Array, width: int, height: int) -> Array:
    """A flow for frames of another size."""
    rows, columns = field.shape[:2]
    if (rows, columns) == (height, width):
        return field
    resized = cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized * np.array([width / columns, height / rows], np.float32), np.float32)


def _dis() -> Any:
    return cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)


@contextmanager
def _one_thread() -> Iterator[None]:
    """DIS passes its search on within stripes, one for each thread: their number changes its result."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)
