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
from ..imaging.colour import LUMA
from ..imaging.pixels import fill_transparent, fit_size, resize

LONGEST = 768
"""Larger frames are shrunk to this longest side for their flow: what moves is larger than a pixel of theirs."""
SHORTEST, MOST_ENLARGED = 512, 4
"""Smaller frames are enlarged to this longest side, up to so many times: DIS goes down to patches of 8 pixels at half
their size, and of the thin strip that comes into view behind the disc of benchmarks/clips.py at 256 px it missed a
third."""
PATCH = 8
"""Side of what DIS looks for, in pixels; frames with less than two on a side are taken as still."""

Grey = NDArray[np.uint8]


def grey(frame: Array) -> Grey:
    """(h, w) of a frame (H, W, 3|4) float32, sRGB 0..1: what flows are computed from, at a size of their own.

    What is transparent is filled with the colours around it.
    """
    colours = fill_transparent(frame) if frame.shape[2] == 4 else frame
    shades = np.ascontiguousarray(np.clip(colours, 0, 1) @ LUMA)
    height, width = shades.shape
    own = max(height, width)
    longest = min(max(own, min(SHORTEST, MOST_ENLARGED * own)), LONGEST)
    if longest != own:
        shades = resize(shades[..., None], *fit_size(width, height, longest))[..., 0]
    return np.asarray(np.clip(shades, 0, 1) * 255 + 0.5, np.uint8)


def flow(here: Grey, there: Grey) -> Array:
    """(h, w, 2): where the pixels of `here` are in `there`, two frames of one size."""
    if min(here.shape) < 2 * PATCH:
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
