"""Style transfer as a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..arrays import Array
from ..losses.style import Style
from ..options import Options
from ..runtime.network import Network
from ..tracking.checkpoint import Checkpoint
from ..tracking.report import Result
from ..transfer.crop import Crops
from ..transfer.faces import with_faces
from ..transfer.plan import Plan, learn, plan
from ..transfer.stylize import stylize
from .job import OnLevel, OnProgress


@dataclass(frozen=True)
class StyleJob:
    """A content to be painted like some styles; see `stylize`, and `engine.jobs.job` for the methods."""

    content: Array
    styles: Sequence[Style[Array]]
    options: Options
    start: Array | None = None
    checkpoint: Checkpoint | None = field(default=None, compare=False)
    strength_map: Array | None = None

    def plan(self, network: Network) -> Plan:
        """See `Job`."""
        planned = plan(self.content.shape[:2], self.styles, self.options, network, self.strength_map)
        return with_faces(planned, self.content)

    def run(
        self, network: Network, planned: Plan, on_progress: OnProgress | None, on_level: OnLevel | None = None
    ) -> Result:
        """See `Job`."""
        return stylize(
            self.content,
            self.styles,
            self.options,
            on_progress,
            on_level=on_level,
            start=self.start,
            strength_map=self.strength_map,
            network=network,
            planned=planned,
            checkpoint=self.checkpoint,
        )

    def crops(self, network: Network, planned: Plan) -> Crops | None:
        """See `Job`."""
        return Crops(self.content, planned, network) if planned.crops else None

    def learn(self, network: Network, planned: Plan, report: dict[str, Any]) -> None:
        """See `Job`."""
        learn(planned, network, report["levels"])
