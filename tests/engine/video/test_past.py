"""What painted frames say of the next one, those that are long past too."""

from __future__ import annotations

import numpy as np
import pytest

from engine.video.frames import MemoryStore
from engine.video.past import RIPE, Past
from engine.video.shots import Moment, moments

from ..conftest import Array
from .conftest import SPEED, middle


def seen(contents: list[Array]) -> list[Moment]:
    return list(moments(enumerate(contents)))


def past_of(clip: list[Moment], share: float = 1.0) -> Past:
    """With the negative of each frame as its painting."""
    store = MemoryStore()
    past = Past(store, share)
    for moment in clip:
        past.see(moment)
        store.write(moment.index, 1 - moment.content)
        past.add(moment)
    return past


def test_nothing_is_known_at_the_first_frame(crops: list[Array]) -> None:
    (first,) = seen(crops[:1])
    assert Past(MemoryStore()).temporal(first) is None


def test_a_new_shot_knows_nothing(crops: list[Array], discs: list[Array]) -> None:
    *before, last = seen([*crops[:2], discs[0][12:84, 16:112]])
    past = past_of(before)
    past.see(last)
    assert past.temporal(last) is None


def test_what_has_come_into_view_is_held_more_from_frame_to_frame(crops: list[Array]) -> None:
    """The right border moves by 2.25 pixels a frame; what was there at the beginning is held at once."""
    clip = seen(crops[:8])
    found = []
    for index in range(1, 8):
        past = past_of(clip[:index])
        past.see(clip[index])
        known = past.temporal(clip[index])
        assert known is not None
        assert known.known is not None
        assert (known.weights <= known.known + 1e-6).all()
        assert known.weights[20:, 10:50].mean() > 0.97
        found.append(known)
    last = found[-1]
    assert last.known is not None
    columns = [int(96 - SPEED[0] * (frames + 0.5)) for frames in range(1, RIPE + 2)]
    held = [float(last.weights[30:60, column].mean()) for column in columns]
    assert held == sorted(held)
    assert held[0] < 0.5
    assert held[-1] == pytest.approx(1, abs=0.02)
    assert last.known[30:60, columns[0]].mean() > 0.9


def test_the_frame_before_is_carried_on(crops: list[Array]) -> None:
    *before, last = seen(crops[:4])
    past = past_of(before, 0.5)
    past.see(last)
    known = past.temporal(last)
    assert known is not None
    assert known.share == 0.5
    assert known.known is not None
    assert known.known.mean() > 0.9
    apart = np.abs(known.target - (1 - last.content)).mean(2)
    assert middle(apart)[middle(known.weights) == 1].mean() < 0.02


def test_what_was_hidden_for_a_while_looks_as_it_did_before(crops: list[Array]) -> None:
    """A patch covers a part of a still picture in all frames but the first and the last."""
    scene, patch = crops[0], crops[9][:30, :30][:, ::-1]
    covered = scene.copy()
    covered[20:50, 30:60] = patch
    clip = seen([scene, *[covered] * 9, scene])
    past = past_of(clip[:-1])
    past.see(clip[-1])
    known = past.temporal(clip[-1])
    assert known is not None
    inside = (slice(26, 44), slice(36, 54))
    assert known.known is not None
    assert known.known[inside].min() == 1
    assert known.weights[inside].mean() > 0.98
    assert np.abs(known.target - (1 - scene))[inside].mean() < 0.01
    past = past_of(clip[1:-1])
    past.see(clip[-1])
    short = past.temporal(clip[-1])
    assert short is not None
    assert short.known is not None
    assert short.known[inside].mean() < 0.3


def test_the_target_has_the_contents_size_and_no_alpha(crops: list[Array]) -> None:
    with_alpha = [np.concatenate([frame, np.ones_like(frame[..., :1])], axis=2) for frame in crops[:2]]
    first, second = seen(with_alpha)
    past = past_of([first])
    past.see(second)
    known = past.temporal(second)
    assert known is not None
    assert known.target.shape == (72, 96, 3)
