"""Frames of a draft that are not painted."""

from __future__ import annotations

import numpy as np

from engine.video.between import between
from engine.video.frames import MemoryStore
from engine.video.past import Known
from engine.video.shots import moments

from ..conftest import Array
from .conftest import middle


def test_a_frame_is_carried_from_both_sides(crops: list[Array]) -> None:
    first, here, last = moments([(0, crops[0]), (1, crops[1]), (3, crops[3])])
    store = MemoryStore()
    store.write(0, 1 - first.content)
    store.write(3, 1 - last.content)
    found = between(here, Known(0, first.shades), Known(3, last.shades), store)
    assert np.abs(middle(found - (1 - here.content))).mean() < 0.01
    assert np.abs(middle(store.read(0) - (1 - here.content))).mean() > 0.03


def test_the_nearer_one_counts_more_and_alpha_is_the_contents(crops: list[Array]) -> None:
    alpha = np.linspace(0, 1, 72 * 96, dtype=np.float32).reshape(72, 96, 1)
    frame = np.concatenate([crops[0], alpha], axis=2)
    first, here, last = moments([(0, frame), (1, frame), (4, frame)])
    store = MemoryStore()
    store.write(0, np.zeros_like(frame))
    store.write(4, np.ones_like(frame))
    found = between(here, Known(0, first.shades), Known(4, last.shades), store)
    assert np.abs(found[..., :3] - 0.25).max() < 1e-3
    assert (found[..., 3:] == alpha).all()
