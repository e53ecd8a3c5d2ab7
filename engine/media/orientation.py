"""Which way up a frame is shown: the display matrix that phones write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.sidedata.sidedata import Type

from ..arrays import Array


@dataclass(frozen=True)
class Orientation:
    """Quarter turns counterclockwise, after an optional flip left to right."""

    turns: int = 0
    flipped: bool = False

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.turns % 2 == 1

    def upright(self, pixels: Array) -> Array:
        """(H, W, C) as it is to be shown."""
        return np.ascontiguousarray(np.rot90(pixels[:, ::-1] if self.flipped else pixels, self.turns))


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """The orientation in a decoded frame's side data, to the nearest quarter turn."""
    side_data: Any = frame.side_data
    data = side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return Orientation()
    matrix = np.frombuffer(bytes(data), np.int32)[[0, 1, 3, 4]].astype(float)
    # (x, y) is shown at (a x + c y, b x + d y), y downwards.
    a, b, c, d = matrix / 65536
    flipped = bool(a * d - b * c < 0)
    angle = np.degrees(np.arctan2(-b, a)) if not flipped else np.degrees(np.arctan2(b, -a))
    return Orientation(round(float(angle) / 90) % 4, flipped)
