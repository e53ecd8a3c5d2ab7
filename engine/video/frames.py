"""Where the contents of a clip come from and where painted frames go; both also in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from ..arrays import Array
from ..losses.temporal import Temporal

CHUNK = 32
"""Frames that are held at once where a clip is read backwards."""


class Frames(Protocol):
    """The contents of a clip, (H, W, 3|4) float32, sRGB 0..1, straight alpha, all of one size."""

    @property
    def count(self) -> int:
        """How many there are."""

    def read(self, first: int, end: int) -> Iterator[Array]:
        """Those from `first` to before `end`, in order."""


class Store(Protocol):
    """Painted frames, (H, W, 3|4) float32, sRGB 0..1.

    What `read` gives never changes once `write` has returned, and a later run gets the same: then a clip that was
    interrupted goes on as if nothing had happened.
    """

    def __contains__(self, index: int) -> bool:
        """Whether a frame is finished."""

    def read(self, index: int) -> Array:
        """A finished frame, as it was stored: perhaps rounded."""

    def write(self, index: int, picture: Array) -> None:
        """Keep a frame that is finished."""


class Painter(Protocol):
    """Paints single frames."""

    def paint(self, index: int, content: Array, temporal: Temporal | None, earlier: Array | None) -> Array:
        """A frame, (H, W, 3|4), as large as its content.

        Parameters
        ----------
        temporal : where painted frames before it hold it, as large as the content; None for the first frame of a shot
        earlier : this frame as an earlier pass painted it, to go on from; None in the first pass

        Raises
        ------
        Interrupted
            The frame is not finished, and no more are wanted.
        """


class ListedFrames:
    """Contents that are all in memory."""

    def __init__(self, contents: Sequence[Array]) -> None:
        self._contents = contents

    @property
    def count(self) -> int:
        """See `Frames`."""
        return len(self._contents)

    def read(self, first: int, end: int) -> Iterator[Array]:
        """See `Frames`."""
        yield from self._contents[first:end]


class MemoryStore:
    """Painted frames in memory."""

    def __init__(self) -> None:
        self._pictures: dict[int, Array] = {}

    def __contains__(self, index: int) -> bool:
        """See `Store`."""
        return index in self._pictures

    def read(self, index: int) -> Array:
        """See `Store`."""
        return self._pictures[index]

    def write(self, index: int, picture: Array) -> None:
        """See `Store`."""
        self._pictures[index] = picture


def forwards(frames: Frames) -> Iterator[tuple[int, Array]]:
    """All contents with their indices, from the first to the last."""
    yield from enumerate(frames.read(0, frames.count))


def backwards(frames: Frames) -> Iterator[tuple[int, Array]]:
    """All contents with their indices, from the last to the first; CHUNK of them are read, and held, at a time."""
    for first in reversed(range(0, frames.count, CHUNK)):
        chunk = list(enumerate(frames.read(first, min(first + CHUNK, frames.count)), start=first))
        while chunk:
            yield chunk.pop()
