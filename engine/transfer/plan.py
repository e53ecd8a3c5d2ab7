"""How a job of style transfer will go: computed once, before it starts, and passed to all that need it."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from ..arrays import Array
from ..errors import InputError
from ..imaging.pixels import fit_size, resize
from ..losses import budget
from ..losses.budget import FINISHING, Budget
from ..losses.objective import style_shape
from ..losses.presets import FINISH, PRESETS, Preset
from ..losses.regions import Regions, cut_style, divide
from ..losses.style import Style
from ..optim.minimise import FIRST_STEP
from ..options import Options
from ..runtime import speed
from ..runtime.layers import SMALLEST
from ..runtime.network import Network
from ..tracking.forecast import START_SECONDS, Forecast
from ..tracking.progress import Level
from .levels import plan_finish, plan_levels

log = logging.getLogger(__name__)
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
    budgets : of each level's content
    finishes : whether the last level is the finish, at the content's own size
    first_step : of each level, see `minimise`
    memory : expected peak in bytes, without the styles' targets
    """

    options: Options
    styles: list[Style[Array]]
    regions: Regions | None
    levels: list[Level]
    budgets: list[Budget]
    finishes: bool = False
    first_step: float = FIRST_STEP

    def preset(self, index: int) -> Preset:
        """The losses of a level."""
        return FINISH if self.finishes and index == len(self.levels) - 1 else PRESETS[self.options.preset]

    def reduction(self, index: int) -> float:
        """How much smaller a level is than the last one that is painted with the same losses; 1 for the finish."""
        last = self.levels[-2 if self.finishes else -1]
        return min(1.0, self.levels[index].width / last.width)

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
        for index, (level, count) in enumerate(zip(self.levels, evaluations, strict=False)):
            shape, preset, reduction = (level.height, level.width), self.preset(index), self.reduction(index)
            shown = [style_shape(style, shape, self.options, reduction, preset) for style in self.styles]
            targets = [*[shape] * (2 if preset.matched_layers else 1), *shown]
            share = FINISHING.time if preset is FINISH else 1.0
            total += level.work * count + share * TARGET_COST * sum(height * width for height, width in targets)
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
    count = len(regions.styles) if regions else 0
    levels = plan_levels(content[1], content[0], options)
    budgets = [budget.plan((level.height, level.width), bounded, network.device, count) for level in levels]
    parts = [_working_part(style, number, options) for number, style in enumerate(styles, start=1)]
    finish = plan_finish(shape, levels[-1], options)
    try:
        budgets += [_finish_budget(shape, parts, bounded, network, count)] if finish else []
    except InputError as error:
        log.warning("The painting is enlarged without a finish: %s", error)
        finish = None
    levels += [finish] if finish else []
    levels = [dataclasses.replace(level, cost=each.cost) for level, each in zip(levels, budgets, strict=True)]
    return Plan(bounded, parts, regions, levels, budgets, finish is not None)


def _finish_budget(
    shape: tuple[int, int], styles: Sequence[Style[Array]], options: Options, network: Network, regions: int
) -> Budget:
    """How the finish works on the content; its memory is that of the largest picture, which may be a style."""
    own = budget.plan(shape, options, network.device, regions, FINISH)
    shown = [(style_shape(style, shape, options, 1.0, FINISH), style.picture.shape[2] - 3) for style in styles]
    needed = [budget.plan(size, options, network.device, alpha, FINISH).memory for size, alpha in shown]
    return dataclasses.replace(own, memory=max(own.memory, *needed))


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
