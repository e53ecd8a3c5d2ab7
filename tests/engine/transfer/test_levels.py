"""The sizes to work at, their evaluations, and when there is a finish."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Options
from engine.losses.presets import FINISH
from engine.runtime.layers import SMALLEST
from engine.tracking.progress import Level
from engine.transfer.levels import COARSEST, REFERENCE, plan_finish, plan_levels

FULL = (600, 800)  # height, width


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.none() | st.integers(16, 4096),
    st.sampled_from(["impasto", "gatys", "classic"]),
    st.none() | st.booleans(),
    st.none() | st.integers(1, 500),
)
def test_levels(
    width: int, height: int, size: int | None, preset: str, single_scale: bool | None, evaluations: int | None
) -> None:
    options = Options(preset=preset, size=size, single_scale=single_scale, evaluations=evaluations)
    levels = plan_levels(width, height, options)
    longest = max(SMALLEST, size or max(width, height))
    assert max(levels[-1].width, levels[-1].height) == longest
    assert all(min(level.width, level.height) >= SMALLEST and level.evaluations >= 1 for level in levels)
    for coarse, fine in pairwise(levels):
        assert coarse.longest < fine.longest
        for one, other in ((coarse.width, fine.width), (coarse.height, fine.height)):
            assert other / 2 - 1 <= one <= other
    all_levels = evaluations is None or evaluations > len(levels)  # with fewer, coarse ones are left out
    if len(levels) > 1 and longest >= REFERENCE and all_levels:
        shortest = REFERENCE * min(levels[-1].width, levels[-1].height) / longest
        assert shortest < SMALLEST or REFERENCE in [level.longest for level in levels]
    if single_scale or (single_scale is None and preset != "impasto"):
        assert len(levels) == 1
    if evaluations:
        assert sum(level.evaluations for level in levels) == evaluations


def test_a_preview_is_the_beginning_of_any_larger_job() -> None:
    """Every level to 256 px has the same size and evaluations as alone."""
    preview = [(level.longest, level.evaluations) for level in plan_levels(256, 192, Options())]
    assert [longest for longest, _ in preview] == [128, 256]
    for longest in (300, 512, 1024, 4096):
        levels = plan_levels(longest, longest * 3 // 4, Options())
        assert [(level.longest, level.evaluations) for level in levels][:2] == preview
        assert levels[0].longest >= COARSEST


def test_quality_is_more_evaluations() -> None:
    counts = [
        sum(level.evaluations for level in plan_levels(400, 300, Options(quality=quality)))
        for quality in ("draft", "normal", "best")
    ]
    assert counts == sorted(set(counts))


def test_a_painting_that_is_enlarged_gets_a_finish_at_the_contents_size() -> None:
    for finish in ("draft", "normal", "best"):
        expected = Level(800, 600, FINISH.evaluations[finish][0])
        assert plan_finish(FULL, Level(400, 300, 9), Options(finish=finish, size=400)) == [expected]


def test_a_painting_that_is_enlarged_much_is_finished_in_even_steps() -> None:
    """As a photograph of 12 megapixels is, from 768 px."""
    steps = plan_finish((2656, 4000), Level(768, 510, 9), Options(size=768))
    assert steps == [Level(1753, 1164, 4), Level(4000, 2656, 2)]
    best = plan_finish((2656, 4000), Level(768, 510, 9), Options(size=768, finish="best"))
    assert [level.evaluations for level in best] == [6, 6]
    assert len(plan_finish((4000, 4000), Level(100, 100, 9), Options(size=100))) == 5


@pytest.mark.parametrize(
    ("finest", "options"),
    [
        (Level(800, 600, 9), {}),
        (Level(740, 555, 9), {"size": 740}),
        (Level(1600, 1200, 9), {"size": 1600}),
        (Level(400, 300, 9), {"size": 400, "finish": "none"}),
        (Level(400, 300, 9), {"size": 400, "rescale_image": False}),
        (Level(400, 300, 9), {"size": 400, "evaluations": 100}),
        (Level(400, 300, 9), {"size": 400, "preset": "gatys"}),
        (Level(400, 300, 9), {"size": 400, "preset": "classic"}),
        (Level(400, 300, 9), {"size": 400, "preset": "gatys", "single_scale": False}),
    ],
)
def test_others_get_none(finest: Level, options: dict[str, Any]) -> None:
    """One that is hardly enlarged or is to stay small, an exact number of evaluations, and the papers' losses."""
    assert plan_finish(FULL, finest, Options(**options)) == []
