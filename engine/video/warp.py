"""A frame carried along a flow."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array


def warp(picture: Array, back: Array) -> Array:
    """`picture` (H, W, C) float32 as it looks after its pixels have moved; what comes from outside repeats the border.

    `back` (H, W, 2) says for each pixel of the result where it was. Lanczos: a bilinear filter would blur a little
    more with each frame that is carried on.
    """
    height, width = back.shape[:2]
    columns = np.arange(width, dtype=np.float32) + back[..., 0]
    rows = np.arange(height, dtype=np.float32)[:, None] + back[..., 1]
    moved = cv2.remap(picture, columns, rows, cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32).reshape(*back.shape[:2], -1)
