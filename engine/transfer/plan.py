"""How a job of style transfer will go: computed once, before it starts, and passed to all that need it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from ..arrays import Array
from ..imaging.pixels import fit_size, resize
from ..losses import budget
from ..losses.budget import Budget
from ..losses.objective import style_shape
from ..losses.presets import PRESETS
from ..losses.regions import Regions, cut_style, divide
from ..losses.style import Style
from ..options import Options
from ..runtime import speed
from ..runtime.layers import SMALLEST
from ..runtime.network import Network
from ..tracking.forecast import START_SECONDS, Forecast
from ..tracking.progress import Level
from .levels import plan_levels

TARGET_COST = 1 / 3
"""Targets need the forward pass alone."""


@dataclass(frozen=True)
class Plan:
    """What a job works on, and with what.

    Attributes
    ----------
    options : the memory limit is fixed: what is free shrinks while the job runs
    styles : what counts of them, at their working size
    regions : which styles paint where, at the content's size; None: all of them everywhere
    levels : sizes, coarsest first
    budgets : of each level's content, with its margin
    memory : expected peak in bytes, without the styles' targets
    """

    options: Options
    styles: list[Style[Array]]
    regions: Regions | None
    levels: list[Level]
    budgets: list[Budget]

    @property
    def memory(self) -> int:
        """Expected peak in bytes; targets of styles may raise it a little."""
        return max(each.memory for each in self.budgets)

    def forecast(self, network: Network) -> Forecast:
        """What the job will take at the speed that is known of the network."""
        work = self.work([level.evaluations for level in self.levels])
        return Forecast(START_SECONDS + speed.seconds_per_pixel(network) * work, self.memory)

    def work(self, evaluations: Sequence[int]) -> float:
        """Pixels through loss and gradient for so many evaluations at the first levels, targets included."""
        total = 0.0
        for level, planned, count in zip(self.levels, self.budgets, evaluations, strict=False):
            shape, reduction = (level.height, level.width), level.width / self.levels[-1].width
            shown = [style_shape(style, shape, self.options, reduction) for style in self.styles]
            targets = TARGET_COST * sum(height * width for height, width in [shape, *shown])
            total += planned.cost * level.height * level.width * count + targets
        return total


def plan(content: tuple[int, int], styles: Sequence[Style[Array]], options: Options, network: Network) -> Plan:
    """Plan to paint a content of so many pixels (height, width).

    Raises
    ------
    InputError
        A mask cannot be used, or nothing fits the memory limit.
    """
    bounded = dataclasses.replace(options, memory_limit=max(1, budget.memory_limit(options) // budget.MIB))
    shape = max(content[0], SMALLEST), max(content[1], SMALLEST)
    regions = divide([style.region for style in styles], shape, [style.weight for style in styles])
    levels, margin = plan_levels(content[1], content[0], options), PRESETS[options.preset].margin
    budgets = [
        budget.plan(
            (level.height + 2 * margin, level.width + 2 * margin),
            bounded,
            network.device,
            len(regions.styles) if regions else 0,
        )
        for level in levels
    ]
    parts = [_working_part(style, number, options) for number, style in enumerate(styles, start=1)]
    return Plan(bounded, parts, regions, levels, budgets)


def learn(done: Plan, network: Network, levels: Sequence[dict[str, float]]) -> None:
    """Correct the kept speed by the evaluations and seconds that a report gives for a job's levels."""
    if levels:
        work = done.work([int(level["evaluations"]) for level in levels])
        speed.learn(network, sum(level["seconds"] for level in levels) / work)


def _working_part(style: Style[Array], number: int, options: Options) -> Style[Array]:
    """What counts of a style; a preset that shows styles at their own size works on them at the working size, too."""
    picture = cut_style(style.picture, style.mask, number)
    if options.size is not None and PRESETS[options.preset].style_size == "own":
        picture = resize(picture, *fit_size(picture.shape[1], picture.shape[0], options.size))
    return dataclasses.replace(style, picture=picture)
