"""Animations are written with exact delays, loops and transparency."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.media.animation_reading import Animation
from engine.media.animation_writing import AnimationPlan, starts_of, write_animation

from .clips import DELAYS, HEIGHT, WIDTH, crop, holed

TIMING = [
    (Fraction(3) + Fraction(sum(DELAYS[:index]), 1000), Fraction(delay, 1000)) for index, delay in enumerate(DELAYS)
]


def frames(alpha: bool) -> Iterator[np.ndarray]:
    for index in range(len(DELAYS)):
        yield (holed(index) if alpha else crop(index)).astype(np.float32) / 255


def written(path: Path, container: str, alpha: bool = True, quality: int = 100, loops: int | None = 2) -> Path:
    shape = (HEIGHT, WIDTH, 4 if alpha else 3)
    write_animation(AnimationPlan(path, container, shape, quality, loops), frames(alpha), TIMING)
    return path


@pytest.mark.parametrize("container", ["gif", "webp", "apng"])
@pytest.mark.parametrize("alpha", [True, False])
def test_delays_loops_and_transparency_come_back(tmp_path: Path, container: str, alpha: bool) -> None:
    source = Animation(written(tmp_path / "out", container, alpha))
    assert (source.format, source.loops, source.count, source.has_alpha) == (container, 2, 6, alpha)
    assert [duration * 1000 for _, duration in source.index()] == DELAYS
    for frame in source.frames(0, None):
        expected = holed(frame.index) if alpha else crop(frame.index)
        shown = frame.pixels * 255
        seen = expected[..., 3] > 0 if alpha else np.full((HEIGHT, WIDTH), True)
        assert np.abs(shown[..., :3] - expected[..., :3])[seen].mean() < (2.5 if container == "gif" else 0.01)
        assert not alpha or np.array_equal(frame.pixels[..., 3] > 0.5, seen)


def test_a_gif_without_a_number_of_loops_stays_without(tmp_path: Path) -> None:
    with Image.open(written(tmp_path / "out.gif", "gif", loops=None)) as image:
        assert "loop" not in image.info


@pytest.mark.parametrize("container", ["gif", "webp", "apng"])
def test_the_same_frames_give_the_same_bytes(tmp_path: Path, container: str) -> None:
    first, second = (written(tmp_path / name, container, quality=80).read_bytes() for name in ("one", "two"))
    assert first == second


def test_delays_do_not_drift_by_rounding() -> None:
    timing = [(Fraction(index, 30), Fraction(1, 30)) for index in range(30)]
    starts = starts_of(timing, Fraction(1, 100))
    assert starts[-1] == 100
    assert {end - start for start, end in pairwise(starts)} == {3, 4}


@pytest.mark.parametrize(("from_gif", "shown"), [(True, [10, 10, 50]), (False, [20, 20, 30])])
def test_shortest_delays_are_kept_from_gif_to_gif_alone(tmp_path: Path, from_gif: bool, shown: list[int]) -> None:
    timing = [(Fraction(at, 100), Fraction(length, 100)) for at, length in ((0, 1), (1, 1), (2, 5))]
    plan = AnimationPlan(tmp_path / "out.gif", "gif", (HEIGHT, WIDTH, 3), 80, from_gif=from_gif)
    write_animation(plan, frames(False), timing)
    assert [duration * 1000 for _, duration in Animation(plan.file).index()] == shown


def test_no_frame_is_shorter_than_browsers_show() -> None:
    timing = [(Fraction(index, 100), Fraction(1, 100)) for index in range(4)]
    assert starts_of(timing, Fraction(1, 100), 2) == [0, 2, 4, 6, 8]
