"""What every kind of job has in common."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from ..arrays import Array
from ..errors import Notice
from ..options import ComputeOptions
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..tracking.report import Result

log = logging.getLogger(__name__)

OnProgress = Callable[[Progress], None]
OnLevel = Callable[[int], None]


Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""


class CropPainter(Protocol):
    """Shows parts of a job's result before it is there."""

    def paint(self, painted: Array, box: Box) -> tuple[Array, Box]:
        """A part of the final picture (h, w, 3), and its place, from the whole painting as a coarse level has it."""


class JobPlan(Protocol):
    """How a job will go."""

    @property
    def memory(self) -> int:
        """Expected peak in bytes."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the user should know of the job."""

    @property
    def crops(self) -> bool:
        """Whether crops can be shown."""

    def forecast(self, network: Network) -> Forecast:
        """Expected seconds and memory, at the speed that is known of the network; measured where it is not."""


PlanT = TypeVar("PlanT", bound=JobPlan)


class Work(Protocol, Generic[PlanT]):
    """Something to be made."""

    @property
    def options(self) -> ComputeOptions: ...

    def plan(self, network: Network) -> PlanT:
        """How the job will go; raises InputError where it cannot be done or does not fit the memory limit."""

    def crops(self, network: Network, planned: PlanT) -> CropPainter | None:
        """What shows crops; None where the plan has none."""

    def learn(self, network: Network, planned: PlanT, report: dict[str, Any]) -> None:
        """Keep what the report of the finished job says of the machine's speed."""


def learn_from(job: Work[PlanT], network: Network, planned: PlanT, report: dict[str, Any]) -> None:
    """Let a job that is finished, and whose result is safe, keep what its report says; a failure is only logged."""
    try:
        job.learn(network, planned, report)
    except Exception:
        log.info("the speed of the job could not be kept", exc_info=True)


class Job(Work[PlanT], Protocol):
    """One picture to be made."""

    def run(
        self, network: Network, planned: PlanT, on_progress: OnProgress | None, on_level: OnLevel | None = None
    ) -> Result:
        """Do it as planned; the callbacks are those of `stylize`."""
