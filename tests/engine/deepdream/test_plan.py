"""The plan of a dream: octaves, tiles, memory."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import DreamOptions, InputError
from engine.deepdream.plan import plan, plan_octaves
from engine.runtime.network import Network


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.none() | st.integers(16, 4096),
    st.integers(1, 12),
    st.floats(1.1, 2.0),
    st.integers(1, 50),
)
def test_octaves(width: int, height: int, size: int | None, octaves: int, scale: float, steps: int) -> None:
    options = DreamOptions(size=size, octaves=octaves, octave_scale=scale, steps=steps)
    planned = plan_octaves(width, height, options)
    assert 1 <= len(planned) <= octaves
    assert max(planned[-1].width, planned[-1].height) == (size or max(width, height))
    assert {level.evaluations for level in planned} == {steps}
    for small, large in pairwise(planned):
        assert max(small.width, small.height) == pytest.approx(max(large.width, large.height) / scale, abs=1.5)
    if len(planned) < octaves:
        assert max(planned[0].width, planned[0].height) <= 16


def test_large_pictures_are_cut_and_too_large_ones_refused(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.deepdream.plan.seconds_per_pixel", lambda _: 1e-6)
    whole = plan(1000, 800, DreamOptions(memory_limit=8000))
    cut = plan(1000, 800, DreamOptions(memory_limit=1500))
    assert whole.core is None
    assert cut.core is not None
    assert cut.memory <= 1500 << 20 < whole.memory
    with pytest.raises(InputError, match=r"A picture of 1000 x 800 pixels needs \d+ MiB .* 500 MiB may be used"):
        plan(1000, 800, DreamOptions(memory_limit=500))
    expected = plan(1000, 800, DreamOptions(memory_limit=1500)).forecast(network)
    assert expected.memory == cut.memory
    assert expected.seconds > plan(1000, 800, DreamOptions(layer="conv2_1")).forecast(network).seconds > 0
