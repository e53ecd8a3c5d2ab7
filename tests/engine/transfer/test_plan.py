"""The plan of a job: its levels, its memory, its work, and the speed that is learnt from it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine import InputError, Options
from engine.losses.budget import MIB
from engine.losses.style import Style
from engine.runtime import speed
from engine.runtime.network import Network
from engine.tracking.forecast import START_SECONDS
from engine.transfer.plan import learn, plan

STYLE = Style(np.full((40, 60, 3), 0.5, np.float32))


def test_the_memory_limit_is_fixed_and_kept_to(network: Network) -> None:
    planned = plan((600, 800), [STYLE], Options(memory_limit=1000), network)
    assert planned.options.memory_limit == 1000
    assert plan((600, 800), [STYLE], Options(), network).options.memory_limit
    assert planned.memory == max(each.memory for each in planned.budgets) <= 1000 * MIB
    assert len(planned.levels) == len(planned.budgets)
    with pytest.raises(InputError, match="300 MiB may be used"):
        plan((600, 800), [STYLE], Options(memory_limit=300), network)


def test_work_grows_with_evaluations_sizes_and_styles(network: Network) -> None:
    options = Options(memory_limit=4000)
    planned = plan((200, 300), [STYLE], options, network)
    counts = [level.evaluations for level in planned.levels]
    assert planned.work(counts[:1]) < planned.work(counts) < planned.work([count + 1 for count in counts])
    assert planned.work(counts) < plan((250, 375), [STYLE], options, network).work(counts)
    assert planned.work(counts) < plan((200, 300), [STYLE, STYLE], options, network).work(counts)


def test_a_forecast_follows_the_speed_that_was_learnt(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "seconds_per_pixel", lambda _: 2e-6)
    planned = plan((100, 150), [STYLE], Options(memory_limit=4000), network)
    work = planned.work([level.evaluations for level in planned.levels])
    forecast = planned.forecast(network)
    assert forecast.seconds == pytest.approx(START_SECONDS + 2e-6 * work)
    assert forecast.memory == planned.memory
    learnt: list[float] = []
    monkeypatch.setattr(speed, "learn", lambda _, seconds: learnt.append(seconds))
    learn(planned, network, [])
    learn(planned, network, [{"evaluations": 2, "seconds": 3.0}])
    assert learnt == [pytest.approx(3.0 / planned.work([2]))]


def test_regions_and_masks_are_part_of_the_plan(network: Network) -> None:
    left = np.zeros((10, 10), np.float32)
    left[:, :5] = 1
    mask = np.zeros((40, 60), np.float32)
    mask[10:30, 20:50] = 1
    styles = [dataclasses.replace(STYLE, region=left), dataclasses.replace(STYLE, mask=mask)]
    planned = plan((64, 64), styles, Options(memory_limit=4000), network)
    assert planned.regions is not None
    assert planned.styles[0].picture.shape[:2] == (40, 60)
    height, width = planned.styles[1].picture.shape[:2]
    assert height < 40
    assert width < 60
    assert plan((64, 64), [STYLE], Options(memory_limit=4000), network).regions is None
