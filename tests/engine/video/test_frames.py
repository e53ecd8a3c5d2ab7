"""Contents and painted frames in memory, in both directions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.video.frames import CHUNK, ListedFrames, MemoryStore, backwards, forwards

from ..conftest import Array


class Asked(ListedFrames):
    """Notes what was read."""

    def __init__(self, count: int) -> None:
        super().__init__([np.full((1, 1, 3), index, np.float32) for index in range(count)])
        self.parts: list[tuple[int, int]] = []

    def read(self, first: int, end: int) -> Iterator[Array]:
        """See `Frames`."""
        self.parts.append((first, end))
        yield from super().read(first, end)


def test_forwards_and_backwards_give_every_frame_with_its_index() -> None:
    frames = Asked(2 * CHUNK + 3)
    there = [(index, int(content[0, 0, 0])) for index, content in forwards(frames)]
    assert there == [(index, index) for index in range(2 * CHUNK + 3)]
    assert [(index, int(content[0, 0, 0])) for index, content in backwards(frames)] == there[::-1]


def test_backwards_holds_a_chunk_at_a_time() -> None:
    frames = Asked(CHUNK + 1)
    going = backwards(frames)
    next(going)
    assert frames.parts == [(CHUNK, CHUNK + 1)]
    next(going)
    assert frames.parts[1:] == [(0, CHUNK)]


def test_a_store_keeps_frames() -> None:
    store, picture = MemoryStore(), np.ones((2, 2, 3), np.float32)
    assert 3 not in store
    store.write(3, picture)
    assert 3 in store
    assert (store.read(3) == picture).all()
