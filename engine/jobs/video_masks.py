"""Regions of a clip's styles: pictures that serve all frames, or clips with a mask for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..errors import InputError
from ..imaging import read_mask
from ..media import Clip, open_clip

CHUNK = 16
"""Masks of a clip that are held at once, a byte a pixel; passes go through a clip in both directions."""


class MovingMasks:
    """The region of each style at each frame.

    Parameters
    ----------
    files : for each style a picture, a clip, or None where it has no region
    clip : what is painted; a clip of masks has a frame for each of its

    Raises
    ------
    InputError
        A file cannot be read, or a clip of masks is too short.
    """

    def __init__(self, files: Sequence[Path | None], clip: Clip) -> None:
        needed = clip.first + len(clip.timing())
        self._first = clip.first
        self._regions = [None if file is None else _region(file, needed, clip.path) for file in files]

    @property
    def moving(self) -> bool:
        """Whether they differ from frame to frame."""
        return any(isinstance(region, _MaskClip) for region in self._regions)

    def at(self, index: int) -> list[Array | None]:
        """For each style its region (H, W), 0..1, of any size, at a frame counted from the first that is painted."""
        return [region.at(self._first + index) if isinstance(region, _MaskClip) else region for region in self._regions]


class _MaskClip:
    """The masks of one clip, by their indices in its file."""

    def __init__(self, clip: Clip, count: int) -> None:
        self._clip, self._count = clip, count
        self._begin, self._chunk = 0, list[NDArray[np.uint8]]()

    def at(self, index: int) -> Array:
        if not self._begin <= index < self._begin + len(self._chunk):
            self._begin = index // CHUNK * CHUNK
            frames = self._clip.part(self._begin, min(self._begin + CHUNK, self._count))
            self._chunk = [_white(frame.pixels) for frame in frames]
        return np.asarray(self._chunk[index - self._begin], np.float32) / np.float32(255)


def _region(file: Path, needed: int, painted: Path) -> Array | _MaskClip:
    try:
        clip = open_clip(file)
    except InputError:  # no clip: a picture, or what `read_mask` says of it
        return read_mask(file)
    count = len(clip.timing())
    if count == 1:
        return read_mask(file)
    if count < needed:
        raise InputError(
            f"The mask {file} has {count} frames; painting {painted} needs {needed}.",
            "Give a clip with a mask for each frame, or one picture for all.",
        )
    return _MaskClip(clip, count)


def _white(pixels: Array) -> NDArray[np.uint8]:
    """White is 255, black and transparent are 0."""
    white = pixels[..., :3].mean(2)
    mask = white * pixels[..., 3] if pixels.shape[2] == 4 else white
    return np.asarray(np.clip(mask, 0, 1) * 255 + 0.5, np.uint8)
