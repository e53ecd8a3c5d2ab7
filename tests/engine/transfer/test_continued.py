"""The plans of later frames: a quarter of the evaluations, at every size."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from engine.imaging import read_image
from engine.losses.style import Style
from engine.options import Options
from engine.runtime.network import Network
from engine.transfer.continued import continued
from engine.transfer.plan import Plan, plan


@pytest.fixture
def planned(network: Network, samples: Path) -> Plan:
    """At 512 px, finished at 1024."""
    style = read_image(samples / "style" / "van_gogh_night_cafe.jpg").pixels
    return plan((768, 1024), [Style(style)], Options(size=512, memory_limit=8000), network)


def test_each_size_gets_a_quarter(planned: Plan) -> None:
    later = continued(planned)
    assert [level.evaluations for level in planned.levels] == [20, 30, 31, 3]
    assert [level.evaluations for level in later.levels] == [5, 7, 5, 2]
    assert [level.width for level in later.levels] == [128, 256, 512, 1024]
    assert later.finishes


def test_it_has_a_quarter_of_all_evaluations(planned: Plan) -> None:
    first, later = (sum(level.evaluations for level in each.levels) for each in (planned, continued(planned)))
    assert later <= first / 4


def test_without_a_finish_it_costs_a_quarter(planned: Plan) -> None:
    bare = dataclasses.replace(planned, levels=planned.levels[:-1], budgets=planned.budgets[:-1], finishes=0)
    first, later = (sum(level.work * level.evaluations for level in each.levels) for each in (bare, continued(bare)))
    assert first / 5 < later <= first / 4


@pytest.mark.parametrize(
    ("size", "evaluations", "expected"),
    [(96, 50, [(96, 12)]), (96, 3, [(96, 2)]), (256, 30, [(128, 3), (256, 4)]), (256, 10, [(256, 2)])],
)
def test_of_few_evaluations_the_last_size_gets_what_there_is(
    size: int, evaluations: int, expected: list[tuple[int, int]], network: Network
) -> None:
    options = Options(evaluations=evaluations, memory_limit=8000)
    made = continued(plan((size, size), [Style(np.zeros((40, 40, 3), np.float32))], options, network))
    assert [(level.width, level.evaluations) for level in made.levels] == expected
    assert len(made.budgets) == len(expected)
