"""How a job will go: the finish in forecast and memory, and what is left where memory is short."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Options
from engine.losses.budget import MIB
from engine.losses.presets import FINISH, IMPASTO, PRESETS
from engine.losses.style import Style
from engine.optim.minimise import FIRST_STEP, ONLY_STEP
from engine.runtime.network import Network
from engine.transfer.plan import Plan, plan

from ..conftest import Array


def style(height: int = 90, width: int = 120) -> Style[Array]:
    """Of one colour, however large, in a few bytes."""
    return Style(np.broadcast_to(np.float32(0.5), (height, width, 3)))


def planned(
    network: Network, shape: tuple[int, int] = (900, 1200), of: Style[Array] | None = None, **options: Any
) -> Plan:
    return plan(shape, [of or style()], Options(**options), network)


def test_the_last_levels_are_the_finish(network: Network) -> None:
    done = planned(network, size=400)
    assert done.finishes == 2
    sizes = [(level.width, level.height) for level in done.levels]
    assert sizes[-3:] == [(400, 300), (693, 520), (1200, 900)]
    assert sizes[done.last_painted] == (400, 300)
    assert [done.preset(index) for index in range(len(done.levels))] == [IMPASTO] * (len(sizes) - 2) + [FINISH] * 2
    assert [done.reduction(index) for index in range(len(sizes) - 3, len(sizes))] == [1, 1, 1]
    assert done.reduction(0) < 1
    assert len(done.budgets) == len(done.levels)


def test_a_preview_has_no_last_level(network: Network) -> None:
    """It is the beginning of any job."""

    def last(size: int) -> list[int]:
        done = planned(network, (1500, 2000), size=size)
        return [level.longest for index, level in enumerate(done.levels) if done.is_last(index)]

    assert [last(size) for size in (128, 256, 257, 512, 768)] == [[], [], [257], [512], [768]]


def test_a_finish_of_one_step_takes_a_long_one(network: Network) -> None:
    done = planned(network, (3000, 4000), size=768)
    steps = [done.step(index) for index in range(len(done.levels))]
    assert done.finishes == 2
    assert set(steps[:-1]) == {FIRST_STEP}
    assert steps[-1] == ONLY_STEP > FIRST_STEP
    short = planned(network, (3000, 4000), size=768, quality="draft", evaluations=10)
    assert {short.step(index) for index in range(len(short.levels))} == {FIRST_STEP}


def test_the_short_last_of_several_steps_gets_texture(network: Network) -> None:
    def given(shape: tuple[int, int], **options: Any) -> list[bool]:
        done = planned(network, shape, **options)
        return [done.gets_texture(index) for index in range(len(done.levels))]

    *others, last = given((3000, 4000), size=768)
    assert last and not any(others)
    assert not any(given((3000, 4000), size=768, finish="best"))
    assert not any(given((900, 1200), size=768))


@pytest.mark.parametrize(
    "options", [{"finish": "none"}, {"preset": "gatys"}, {"evaluations": 9}, {"rescale_image": False}]
)
def test_without_a_finish_all_levels_have_the_presets_losses(options: dict[str, Any], network: Network) -> None:
    done = planned(network, size=400, **options)
    assert not done.finishes
    assert {id(done.preset(index)) for index in range(len(done.levels))} == {id(PRESETS[done.options.preset])}
    assert done.levels[-1].longest == 400


def test_forecast_and_memory_count_the_finish(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.speed.seconds_per_pixel", lambda _: 1e-6)
    without, draft, best = (planned(network, size=600, finish=finish) for finish in ("none", "draft", "best"))
    seconds = [each.forecast(network).seconds for each in (without, draft, best)]
    assert seconds == sorted(set(seconds))
    pixels = 1200 * 900 * (FINISH.evaluations["best"][0] - FINISH.evaluations["draft"][0])
    assert seconds[2] - seconds[1] == pytest.approx(1e-6 * pixels * best.budgets[-1].cost, rel=1e-6)
    assert 0.3 < best.budgets[-1].cost < 0.8
    assert draft.memory == draft.budgets[-1].memory > without.memory


def test_where_memory_is_short_the_painting_is_enlarged_and_that_is_said(network: Network) -> None:
    """Known before the job starts."""
    done = planned(network, (3000, 4000), size=256, memory_limit=1500)
    assert not done.finishes and not done.crops
    assert done.levels[-1].longest == 256
    assert done.memory <= 1500 * MIB
    (notice,) = done.notices
    assert notice.code == "no-finish"
    assert "enlarged to 4000 x 3000 pixels without a finish" in notice.message
    assert f"needs {notice.values['memory']} MiB of memory where 1500 MiB may be used" in notice.message
    enough = planned(network, (3000, 4000), size=256, memory_limit=notice.values["memory"] + 1)
    assert enough.finishes and enough.crops and enough.notices == ()


@pytest.mark.parametrize(("scale", "percent"), [(100.0, None), (400.0, 42)])
def test_a_large_style_does_not_prevent_the_finish(scale: float, percent: int | None, network: Network) -> None:
    """At four times its size it is made smaller, and that is said."""
    done = planned(network, of=style(4000, 3000), size=256, memory_limit=1500, style_scale=scale)
    assert done.finishes
    assert done.memory <= 1500 * MIB
    assert [notice.code for notice in done.notices] == (["smaller-style"] if percent else [])
    if percent:
        assert f"sees style 1 at {percent} % of its size" in done.notices[0].message


def test_a_job_without_a_finish_has_no_crops(network: Network) -> None:
    assert planned(network, size=400).crops
    assert not planned(network, size=400, finish="none").crops
    assert not planned(network, (12, 900), size=400).crops  # its content is padded


def test_progress_counts_what_comes_before_a_levels_evaluations(network: Network) -> None:
    small, large = (planned(network, of=style(side, side), size=400) for side in (100, 2000))
    coarse, *_, finish = zip(small.levels, large.levels, strict=True)
    assert 0 < coarse[0].before == pytest.approx(coarse[1].before, rel=0.01)
    assert finish[1].before - finish[0].before == pytest.approx(0.6 / 3 * (2000**2 - 100**2), rel=0.01)
    assert large.work([1000] * 9) > large.work([0] * 9) == pytest.approx(sum(level.before for level in large.levels))
