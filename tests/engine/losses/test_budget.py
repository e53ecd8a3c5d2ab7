"""What is given up for less memory, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import InputError, Options
from engine.losses.budget import MIB, PAINTING_MAXIMUM, Budget, memory_limit, plan
from engine.losses.presets import FINISH
from engine.losses.tiles import ALIGNMENT, Tiled, Whole
from engine.losses.variants import FINISHING, PAINTING
from engine.runtime.devices import CPU, Device

SIDES = st.integers(16, 6000)


def planned(height: int, width: int, megabytes: int, optimiser: str = "auto") -> Budget | None:
    try:
        return plan((height, width), Options(memory_limit=megabytes, optimiser=optimiser))
    except InputError:
        return None


@given(SIDES, SIDES, st.integers(100, 40000), st.sampled_from(["auto", "scipy", "float32"]))
def test_a_plan_keeps_to_the_limit(height: int, width: int, megabytes: int, optimiser: str) -> None:
    budget = planned(height, width, megabytes, optimiser)
    if budget is None:
        return
    assert 0 < budget.memory <= megabytes * MIB
    assert isinstance(budget.plan, Whole) or budget.plan.core % ALIGNMENT == 0
    assert budget.cost >= 1
    assert optimiser in ("auto", budget.optimiser)
    assert budget.pairs >= 3


@given(SIDES, SIDES, st.integers(100, 40000), st.integers(1, 40000))
def test_more_memory_never_makes_it_worse(height: int, width: int, megabytes: int, more: int) -> None:
    """A faster plan; for the same one at least as good an optimiser."""
    little, much = planned(height, width, megabytes), planned(height, width, megabytes + more)
    if little is None:
        return
    assert much is not None
    assert quality(much) >= quality(little)


def quality(budget: Budget) -> tuple[float, bool, int]:
    return -budget.cost, budget.optimiser == "scipy", budget.pairs


def test_the_optimiser_shrinks_before_the_picture_is_cut_and_that_before_it_is_refused() -> None:
    stages = []
    for megabytes in range(4000, 300, -5):
        budget = planned(860, 860, megabytes)
        stage = "refused" if budget is None else f"{type(budget.plan).__name__} {budget.optimiser}"
        if stages[-1:] != [stage]:
            stages.append(stage)
    assert stages[:3] == ["Whole scipy", "Whole float32", "Tiled scipy"]
    assert stages[-1] == "refused"
    assert stages.count("refused") == 1


def test_scipy_gives_way_on_a_device_that_leaves_its_own_time_no_small_share() -> None:
    fast = Device("fast", "a faster device")
    assert plan((512, 512), Options(), fast).optimiser == "float32"
    assert plan((512, 512), Options(optimiser="scipy"), fast).optimiser == "scipy"


def test_scipy_gives_way_on_a_large_picture() -> None:
    assert plan((860, 860), Options(memory_limit=100000)).optimiser == "scipy"
    assert plan((1024, 1024), Options(memory_limit=100000)).optimiser == "float32"
    assert plan((1024, 1024), Options(memory_limit=100000, optimiser="scipy")).optimiser == "scipy"


def test_a_cards_own_memory_counts() -> None:
    """Whole on a large card, in tiles on a small one, whatever the machine has."""
    options, shape = Options(memory_limit=60_000), (2048, 2048)
    small, large = (Device("webgpu", "", capacity=gibibytes << 30) for gibibytes in (4, 24))
    assert isinstance(plan(shape, options, large).plan, Whole)
    cut = plan(shape, options, small)
    assert isinstance(cut.plan, Tiled) and cut.on_card < 4 << 30
    assert isinstance(plan(shape, options, Device("webgpu", "")).plan, Whole)  # nothing says how much it has


def test_tiles_keep_the_first_pass_where_memory_allows() -> None:
    much, little = planned(2048, 2048, 6500), planned(2048, 2048, 2700)
    assert much is not None
    assert little is not None
    assert (much.plan, little.plan) == (Tiled((2048, 2048), 1024, keep=True), Tiled((2048, 2048), 512, keep=False))
    assert 1 < much.cost < 1.45 < little.cost < 2.1


def test_a_refusal_says_what_is_needed() -> None:
    with pytest.raises(InputError, match=r"4000 x 3000 pixels needs \d+ MiB of memory, and 400 MiB .*smaller size"):
        plan((3000, 4000), Options(memory_limit=400))
    assert planned(3000, 4000, 64000) == planned(4000, 3000, 64000)


def test_without_a_limit_a_part_of_the_free_memory_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        available = 1000 * MIB

    monkeypatch.setattr("psutil.virtual_memory", Memory)
    assert memory_limit(Options()) == 600 * MIB
    assert memory_limit(Options(memory_limit=900)) == 900 * MIB
    with pytest.raises(InputError, match="600 MiB may be used"):
        plan((4000, 4000), Options())


def test_a_device_that_is_slow_on_large_pictures_gets_tiles() -> None:
    """And what it takes of the machine's memory is planned for."""
    device = replace(CPU, name="openvino-bf16", most_pixels=820_000, evaluation_bytes=6500)
    options = Options(memory_limit=8000)
    assert isinstance(plan((512, 512), options, device).plan, Whole)
    large = plan((1024, 1024), options, device).plan
    assert isinstance(large, Tiled) and max(tile.area for tile in large.tiles(PAINTING)) <= 820_000
    usual = plan((512, 512), replace(options, optimiser="float32"))
    assert plan((512, 512), options, device).memory == usual.memory + 512 * 512 * (6500 - PAINTING_MAXIMUM.evaluation)


def test_a_device_that_compiles_for_one_size_leaves_the_rest_to_the_processor() -> None:
    """Large pictures whole, as the processor has them; the finish in tiles of one size."""
    device = replace(CPU, name="openvino-bf16", most_pixels=820_000, evaluation_bytes=2700, compiles=True)
    options = Options(memory_limit=8000)
    small, large = (plan((side, side), options, device) for side in (512, 1024))
    assert isinstance(small.plan, Whole) and isinstance(large.plan, Whole)
    assert small.cost == 1 and large.cost > 1.5
    assert large.memory == plan((1024, 1024), Options(memory_limit=8000, optimiser="float32")).memory
    finish = plan((2656, 4000), options, device, preset=FINISH).plan
    assert finish == Tiled((2656, 4000), 512, keep=True, even=True)
    assert len({tile.area for tile in finish.tiles(FINISHING)}) == 1
    assert plan((2656, 4000), options, preset=FINISH).plan == Tiled((2656, 4000), 768, keep=True)
