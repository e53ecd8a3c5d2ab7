"""Clips painted frame from frame: shots, passes, drafts, interruption and resumption."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.errors import Interrupted
from engine.video import ListedFrames, MemoryStore, steady

from ..conftest import Array
from .conftest import Inverter, middle

Make = Callable[..., Inverter]


@pytest.fixture(scope="module")
def clip(crops: list[Array], discs: list[Array]) -> ListedFrames:
    """Five frames of one shot, four of another."""
    return ListedFrames([*crops[:5], *(frame[12:84, 16:112] for frame in discs[:4])])


def pictures(store: MemoryStore, count: int = 9) -> Array:
    return np.stack([store.read(index) for index in range(count)])


def test_each_frame_goes_on_from_the_one_before_and_each_shot_stands_alone(clip: ListedFrames, painter: Make) -> None:
    store, by = MemoryStore(), painter()
    steady(clip, by, [store])
    assert by.indices == list(range(9))
    assert by.begun == [0, 5]
    for index, content in enumerate(clip.read(0, 9)):
        assert np.abs(middle(store.read(index) - (1 - content))).mean() < 0.02


@pytest.mark.slow
def test_a_run_that_was_interrupted_goes_on_to_the_same_frames(clip: ListedFrames, painter: Make) -> None:
    whole, store = MemoryStore(), MemoryStore()
    steady(clip, painter(), [whole])
    for stop in (3, 2, None):
        by = painter(stop_at=stop)
        if stop is None:
            steady(clip, by, [store])
            assert by.indices == [5, 6, 7, 8]
        else:
            with pytest.raises(Interrupted):
                steady(clip, by, [store])
    assert (pictures(store) == pictures(whole)).all()


@pytest.mark.slow
def test_a_second_pass_goes_backwards_from_what_the_first_has_made(clip: ListedFrames, painter: Make) -> None:
    stores, by = [MemoryStore(), MemoryStore()], painter()
    steady(clip, by, stores)
    assert by.indices == [*range(9), *reversed(range(9))]
    second = by.painted[9:]
    assert [index for index, temporal, _ in second if temporal is None] == [8, 4]
    for index, temporal, earlier in second:
        assert earlier is not None
        assert (earlier == stores[0].read(index)).all()
        assert temporal is None or temporal.share == 0.5
    assert all(earlier is None for _, _, earlier in by.painted[:9])


@pytest.mark.slow
def test_a_draft_paints_some_frames_and_carries_the_others(clip: ListedFrames, painter: Make) -> None:
    store, by, new = MemoryStore(), painter(), list[tuple[int, int]]()
    steady(clip, by, [store], every=3, on_frame=lambda number, index, _: new.append((number, index)))
    assert by.indices == [0, 3, 4, 5, 8]
    assert new == [(0, index) for index in (0, 3, 1, 2, 4, 5, 8, 6, 7)]
    for index, content in enumerate(clip.read(0, 9)):
        assert np.abs(middle(store.read(index) - (1 - content))).mean() < 0.04


@pytest.mark.slow
def test_a_draft_goes_on_too(clip: ListedFrames, painter: Make) -> None:
    whole, store = MemoryStore(), MemoryStore()
    steady(clip, painter(), [whole], every=3)
    with pytest.raises(Interrupted):
        steady(clip, painter(stop_at=2), [store], every=3)
    steady(clip, painter(), [store], every=3)
    assert (pictures(store) == pictures(whole)).all()


def test_an_interruption_between_frames_passes_through(clip: ListedFrames, painter: Make) -> None:
    store = MemoryStore()

    def stop(*_: object) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        steady(clip, painter(), [store], on_frame=stop)
    assert 0 in store
