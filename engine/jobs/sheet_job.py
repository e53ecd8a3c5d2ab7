"""A contact sheet as a job: one content painted small in several ways, one after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..arrays import Array
from ..errors import Interrupted, Notice
from ..options import Options
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..transfer.plan import Plan, learn
from .course import Course
from .job import OnLevel, OnProgress
from .style_job import StyleJob


@dataclass(frozen=True)
class SheetPlan:
    """How all cells will go: the plan of each.

    Attributes
    ----------
    held : bytes of all styles' pictures, which lie in memory beside what one cell needs
    """

    cells: Sequence[Plan]
    held: int = 0

    @property
    def memory(self) -> int:
        """See `JobPlan`."""
        return max(plan.memory for plan in self.cells) + self.held

    @property
    def notices(self) -> tuple[Notice, ...]:
        """See `JobPlan`: each once, whichever cells it is of."""
        first = {(notice.code, notice.message): notice for plan in self.cells for notice in plan.notices}
        return tuple(first.values())

    @property
    def crops(self) -> bool:
        """None: they are parts of one picture."""
        return False

    def forecast(self, network: Network) -> Forecast:
        """See `JobPlan`."""
        return Forecast(sum(plan.forecast(network).seconds for plan in self.cells), self.memory, self.notices)


@dataclass(frozen=True)
class SheetJob:
    """One or more paintings of the same content; see `engine.jobs.job` for the methods."""

    cells: Sequence[StyleJob]

    @property
    def options(self) -> Options:
        """Those of the first cell: all compute with the same device and as much memory."""
        return self.cells[0].options

    def plan(self, network: Network) -> SheetPlan:
        """See `Work`."""
        pictures = {id(style.picture): style.picture for cell in self.cells for style in cell.styles}
        held = sum(picture.nbytes for picture in pictures.values())
        return SheetPlan([cell.plan(network) for cell in self.cells], held)

    def crops(self, network: Network, planned: SheetPlan) -> None:
        """See `Work`; there are none."""

    def run(
        self,
        network: Network,
        planned: SheetPlan,
        on_cell: Callable[[int, Array], None],
        on_progress: OnProgress | None = None,
        on_level: OnLevel | None = None,
    ) -> dict[str, Any]:
        """Paint cell after cell, and report what each took.

        Parameters
        ----------
        on_cell : called with the index of each painted cell and its pixels, (H, W, 3|4) float32 sRGB 0..1
        on_progress : called after each evaluation with the progress of all cells, whose `frame` is the cell at work;
            where it or `on_level` raises Interrupted, that cell is finished early and is the last one, as is one whose
            `on_cell` does
        on_level : called after each level of each cell
        """
        course = Course([1.0] * len(self.cells), on_progress)
        with contextlib.suppress(Interrupted):
            for index, (cell, plan) in enumerate(zip(self.cells, planned.cells, strict=True)):
                result = cell.run(network, plan, course.update, on_level)
                course.finish(result.report, result.report["seconds"], cell=index)
                on_cell(index, result.pixels)
                if result.stopped or result.failure is not None:
                    break
        return course.report()

    def learn(self, network: Network, planned: SheetPlan, report: dict[str, Any]) -> None:
        """See `Work`: from the first cell alone."""
        if report["levels"]:
            learn(planned.cells[0], network, report["levels"])
