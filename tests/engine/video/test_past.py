"""What painted frames say of the next one, those that are long past too."""

from __future__ import annotations

import numpy as np

from engine.video.frames import MemoryStore
from engine.video.past import Past
from engine.video.shots import Moment, moments

from ..conftest import Array
from .conftest import middle


def seen(contents: list[Array]) -> list[Moment]:
    return list(moments(enumerate(contents)))


def past_of(clip: list[Moment], share: float = 1.0) -> Past:
    """With the negative of each frame as its painting."""
    store = MemoryStore()
    past = Past(store, share)
    for moment in clip:
        store.write(moment.index, 1 - moment.content)
        past.add(moment)
    return past


def test_nothing_is_known_at_the_first_frame(crops: list[Array]) -> None:
    (first,) = seen(crops[:1])
    assert Past(MemoryStore()).temporal(first) is None


def test_a_new_shot_knows_nothing(crops: list[Array]) -> None:
    *before, last = seen(crops[:3])
    past = past_of(before)
    past.forget()
    assert past.temporal(last) is None


def test_the_frame_before_is_carried_on(crops: list[Array]) -> None:
    *before, last = seen(crops[:4])
    known = past_of(before, 0.5).temporal(last)
    assert known is not None
    assert known.share == 0.5
    assert known.weights.mean() > 0.9
    apart = np.abs(known.target - (1 - last.content)).mean(2)
    assert middle(apart)[middle(known.weights) == 1].mean() < 0.02


def test_what_was_hidden_for_a_while_looks_as_it_did_before(crops: list[Array]) -> None:
    """A patch covers a part of a still picture in all frames but the first and the last."""
    scene, patch = crops[0], crops[9][:30, :30][:, ::-1]
    covered = scene.copy()
    covered[20:50, 30:60] = patch
    clip = seen([scene, *[covered] * 9, scene])
    known = past_of(clip[:-1]).temporal(clip[-1])
    assert known is not None
    inside = (slice(26, 44), slice(36, 54))
    assert known.weights[inside].min() == 1
    assert np.abs(known.target - (1 - scene))[inside].mean() < 0.01
    short = past_of(clip[1:-1]).temporal(clip[-1])
    assert short is not None
    assert short.weights[inside].mean() < 0.3


def test_the_target_has_the_contents_size_and_no_alpha(crops: list[Array]) -> None:
    with_alpha = [np.concatenate([frame, np.ones_like(frame[..., :1])], axis=2) for frame in crops[:2]]
    first, second = seen(with_alpha)
    known = past_of([first]).temporal(second)
    assert known is not None
    assert known.target.shape == (72, 96, 3)
