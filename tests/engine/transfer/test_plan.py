"""How a job will go: the finish in forecast and memory, and what is left where memory is short."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pytest

from engine import Options
from engine.losses.budget import MIB
from engine.losses.presets import FINISH, IMPASTO, PRESETS
from engine.losses.style import Style
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


def test_the_last_level_is_the_finish(network: Network) -> None:
    done = planned(network, size=400)
    assert done.finishes
    assert [(level.width, level.height) for level in done.levels][-2:] == [(400, 300), (1200, 900)]
    assert [done.preset(index) for index in range(len(done.levels))] == [IMPASTO] * (len(done.levels) - 1) + [FINISH]
    assert [done.reduction(index) for index in (-2, -1)] == [1, 1]
    assert done.reduction(0) < 1
    assert len(done.budgets) == len(done.levels)


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
    without, draft, best = (planned(network, size=400, finish=finish) for finish in ("none", "draft", "best"))
    seconds = [each.forecast(network).seconds for each in (without, draft, best)]
    assert seconds == sorted(set(seconds))
    pixels = 1200 * 900 * (FINISH.evaluations["best"][0] - FINISH.evaluations["draft"][0])
    assert seconds[2] - seconds[1] == pytest.approx(1e-6 * pixels * best.budgets[-1].cost, rel=1e-6)
    assert 0.3 < best.budgets[-1].cost < 0.8
    assert draft.memory == draft.budgets[-1].memory > without.memory


@pytest.mark.parametrize(
    ("shape", "of", "options"),
    [((3000, 4000), style(), {}), ((900, 1200), style(4000, 3000), {"style_scale": 400.0})],
    ids=["content", "style"],
)
def test_where_memory_is_short_the_painting_is_enlarged_with_a_warning(
    shape: tuple[int, int],
    of: Style[Array],
    options: dict[str, Any],
    network: Network,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Known before the job starts, whether the content's or a style's own size is too much."""
    with caplog.at_level(logging.WARNING):
        done = planned(network, shape, of, size=256, memory_limit=1500, **options)
    assert not done.finishes
    assert done.levels[-1].longest == 256
    assert done.memory <= 1500 * MIB
    assert "enlarged without a finish: A picture of" in caplog.text
