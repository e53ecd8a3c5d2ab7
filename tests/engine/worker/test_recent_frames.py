"""Painted frames in the worker's folder."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine.video.past import DISTANCES
from engine.worker.recent_frames import RecentFrames
from engine.worker.scratch import Scratch


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    with Scratch() as folder:
        yield folder


def test_a_frame_comes_back_as_it_was(scratch: Scratch) -> None:
    store, picture = RecentFrames(3, scratch), np.random.default_rng(0).random((5, 7, 4), np.float32)
    assert 2 not in store
    store.write(2, picture)
    assert 2 in store
    assert np.array_equal(store.read(2), picture)


def test_what_no_later_frame_asks_for_is_removed(scratch: Scratch) -> None:
    store, most = RecentFrames(3, scratch), max(DISTANCES)
    for index in range(most + 2):
        store.write(index, np.full((2, 2, 3), index, np.float32))
    assert len(list(scratch.path.glob("seen-3-*"))) == most
    assert store.read(2)[0, 0, 0] == 2
    assert 0 in store
