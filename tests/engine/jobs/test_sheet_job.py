"""A sheet's cells: what they show, progress over all of them, and an end before the end."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Interrupted, Options, Progress, stylize
from engine.errors import Notice
from engine.jobs.sheet_job import SheetJob, SheetPlan
from engine.jobs.style_job import StyleJob
from engine.losses.style import Style
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import Pictures


@pytest.fixture
def sheet(pictures: Pictures) -> SheetJob:
    """Two styles, the first at two strengths."""
    content = pictures("cat", 48, 32)
    cafe, vestibule = (Style(pictures(f"van_gogh_{name}", 40, 32)) for name in ("night_cafe", "vestibule"))
    weak, strong = Options(strength=30, evaluations=2), Options(strength=100, evaluations=2)
    return SheetJob(
        [StyleJob(content, [cafe], weak), StyleJob(content, [cafe], strong), StyleJob(content, [vestibule], weak)]
    )


def test_each_cell_is_what_its_options_paint(sheet: SheetJob, network: Network) -> None:
    painted: dict[int, Array] = {}
    progress: list[Progress] = []
    planned = sheet.plan(network)
    report = sheet.run(network, planned, painted.__setitem__, progress.append)
    assert list(painted) == [0, 1, 2]
    for cell, picture in zip(sheet.cells, painted.values(), strict=True):
        expected = stylize(cell.content, cell.styles, cell.options, network=network).pixels
        assert np.array_equal(picture, expected)
    assert [each.frame for each in progress] == [(0, 3), (0, 3), (1, 3), (1, 3), (2, 3), (2, 3)]
    fractions = [each.fraction for each in progress]
    assert fractions == sorted(fractions) and fractions[-1] == pytest.approx(1)
    assert [each.seconds for each in progress] == sorted(each.seconds for each in progress)
    assert (report["frames"], report["evaluations"], len(report["painted"])) == (3, 6, 3)
    sheet.learn(network, planned, report)


def test_the_plan_counts_every_style_once(sheet: SheetJob, network: Network) -> None:
    planned = sheet.plan(network)
    assert planned.held == 2 * 40 * 32 * 3 * 4
    assert planned.memory == max(plan.memory for plan in planned.cells) + planned.held
    assert not planned.crops and sheet.crops(network, planned) is None
    forecast = planned.forecast(network)
    assert forecast.seconds == pytest.approx(sum(plan.forecast(network).seconds for plan in planned.cells))


def test_what_several_cells_have_to_say_is_said_once() -> None:
    odd, even, again = (Notice(f"It is {code}.", code=code) for code in ("odd", "even", "odd"))
    made = SheetPlan([_Plan((odd, even)), _Plan((again,))])  # type: ignore[list-item]
    assert [notice.code for notice in made.notices] == ["odd", "even"]


class _Plan:
    """A plan that has something to say."""

    def __init__(self, notices: tuple[Notice, ...]) -> None:
        self.notices = notices


def test_an_interruption_keeps_the_cell_at_work_as_the_last(sheet: SheetJob, network: Network) -> None:
    painted: dict[int, Array] = {}

    def interrupt(progress: Progress) -> None:
        if progress.frame == (1, 3):
            raise Interrupted

    report = sheet.run(network, sheet.plan(network), painted.__setitem__, interrupt)
    assert list(painted) == [0, 1] and report["frames"] == 2


def test_who_takes_the_cells_may_end_it(sheet: SheetJob, network: Network) -> None:
    def take(index: int, _picture: Array) -> None:
        assert index == 0
        raise Interrupted

    assert sheet.run(network, sheet.plan(network), take)["frames"] == 1
