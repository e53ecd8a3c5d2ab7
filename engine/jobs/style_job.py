"""TEMPORARY: one style transfer, over the present stylize and forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..arrays import Array
from ..losses.regions import count
from ..losses.style import Style, styles_of
from ..options import Options
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..tracking.report import Result
from ..transfer.forecast import forecast, learn, peak_memory
from ..transfer.stylize import stylize


@dataclass(frozen=True)
class StylePlan:
    job: StyleJob
    memory: int

    def forecast(self, network: Network) -> Forecast:
        job = self.job
        pictures = [style.picture for style in job.styles]
        return forecast(job.content, pictures, job.options, network, job.scales, count(job.regions))


@dataclass(frozen=True)
class StyleJob:
    content: Array
    styles: Sequence[Style[Array]]
    options: Options
    start: Array | None = None

    @property
    def scales(self) -> list[float] | None:
        given = [style.scale for style in self.styles if style.scale is not None]
        return given or None

    @property
    def regions(self) -> list[Array | None] | None:
        return [style.region for style in self.styles] if any(s.region is not None for s in self.styles) else None

    def plan(self, network: Network) -> StylePlan:
        styles_of(self.styles)
        return StylePlan(self, peak_memory(self.content, self.options, network, count(self.regions)))

    def run(
        self,
        network: Network,
        plan: StylePlan,  # noqa: ARG002
        on_progress: Callable[[Progress], None] | None = None,
        on_level: Callable[[int], None] | None = None,
    ) -> Result:
        masked = any(style.mask is not None for style in self.styles)
        return stylize(
            self.content,
            [style.picture for style in self.styles],
            self.options,
            on_progress,
            on_level=on_level,
            weights=[style.weight for style in self.styles],
            scales=self.scales,
            start=self.start,
            regions=self.regions,
            style_masks=[style.mask for style in self.styles] if masked else None,
            network=network,
        )

    def learn(self, network: Network, plan: StylePlan, report: dict[str, Any]) -> None:  # noqa: ARG002
        learn([style.picture for style in self.styles], self.options, network, report, self.scales)
