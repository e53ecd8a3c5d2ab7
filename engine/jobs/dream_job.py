"""TEMPORARY: one dream, over the present dream and plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..arrays import Array
from ..deepdream import plan as dream_plan
from ..deepdream.dream import dream
from ..options import DreamOptions
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..tracking.report import Result


@dataclass(frozen=True)
class DreamPlan:
    job: DreamJob
    memory: int

    def forecast(self, network: Network) -> Forecast:
        return dream_plan.forecast(self.job.content.shape[1], self.job.content.shape[0], self.job.options, network)


@dataclass(frozen=True)
class DreamJob:
    content: Array
    guide: Array | None
    options: DreamOptions

    def plan(self, network: Network) -> DreamPlan:  # noqa: ARG002
        return DreamPlan(self, dream_plan.plan(self.content.shape[1], self.content.shape[0], self.options).memory)

    def run(
        self,
        network: Network,
        plan: DreamPlan,  # noqa: ARG002
        on_progress: Callable[[Progress], None] | None = None,
        on_level: Callable[[int], None] | None = None,
    ) -> Result:
        return dream(self.content, self.options, self.guide, on_progress, on_level=on_level, network=network)

    def learn(self, network: Network, plan: DreamPlan, report: dict[str, Any]) -> None:
        """The speed that is kept is style transfer's."""
