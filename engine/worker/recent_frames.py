"""What is seen of the frames painted last, in files of the worker's folder."""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..video.past import DISTANCES
from .scratch import Scratch


class RecentFrames:
    """See `engine.video.frames.Store`; a frame that no later one will ask for is removed.

    Parameters
    ----------
    number : the job's id
    """

    def __init__(self, number: int, scratch: Scratch) -> None:
        self._id, self._scratch = number, scratch
        self._shapes: dict[int, tuple[int, ...]] = {}

    def __contains__(self, index: int) -> bool:
        """See `Store`."""
        return index in self._shapes

    def read(self, index: int) -> Array:
        """See `Store`."""
        return np.fromfile(self._scratch.file(self._name(index)), np.float32).reshape(self._shapes[index])

    def write(self, index: int, picture: Array) -> None:
        """See `Store`."""
        picture.astype(np.float32, copy=False).tofile(self._scratch.file(self._name(index)))
        self._shapes[index] = picture.shape
        self._scratch.file(self._name(index - max(DISTANCES))).unlink(missing_ok=True)

    def _name(self, index: int) -> str:
        return f"seen-{self._id}-{index}.f32"
