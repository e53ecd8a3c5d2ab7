"""The levels of a pyramid: their sizes and evaluations."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine import Options
from engine.runtime.layers import SMALLEST
from engine.transfer.levels import REFERENCE, plan_levels


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
    if len(levels) > 1 and longest >= REFERENCE:
        shortest = REFERENCE * min(levels[-1].width, levels[-1].height) / longest
        assert shortest < SMALLEST or REFERENCE in [level.longest for level in levels]
    if single_scale or (single_scale is None and preset != "impasto"):
        assert len(levels) == 1
    if evaluations:
        assert sum(level.evaluations for level in levels) == evaluations


def test_quality_is_more_evaluations() -> None:
    counts = [
        sum(level.evaluations for level in plan_levels(400, 300, Options(quality=quality)))
        for quality in ("draft", "normal", "best")
    ]
    assert counts == sorted(set(counts))
