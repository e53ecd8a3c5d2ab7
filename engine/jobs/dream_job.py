"""A dream as a job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..arrays import Array
from ..deepdream.dream import dream
from ..deepdream.plan import Plan, plan
from ..options import DreamOptions
from ..runtime.network import Network
from ..tracking.checkpoint import Checkpoint
from ..tracking.report import Result
from .job import OnLevel, OnProgress


@dataclass(frozen=True)
class DreamJob:
    """A picture to be dreamt of, perhaps with a guide; see `dream`, and `engine.jobs.job` for the methods."""

    content: Array
    guide: Array | None
    options: DreamOptions
    checkpoint: Checkpoint | None = field(default=None, compare=False)

    def plan(self, network: Network) -> Plan:  # noqa: ARG002 - a dream's plan is the same on every device
        """See `Job`."""
        return plan(self.content.shape[1], self.content.shape[0], self.options)

    def run(
        self, network: Network, planned: Plan, on_progress: OnProgress | None, on_level: OnLevel | None = None
    ) -> Result:
        """See `Job`."""
        return dream(
            self.content,
            self.options,
            self.guide,
            on_progress,
            on_level=on_level,
            network=network,
            planned=planned,
            checkpoint=self.checkpoint,
        )

    def crops(self, network: Network, planned: Plan) -> None:
        """A dream's octaves are not predicted."""

    def learn(self, network: Network, planned: Plan, report: dict[str, Any]) -> None:
        """The speed that is kept is style transfer's."""
