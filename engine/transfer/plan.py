"""How a job of style transfer will go: computed once, before it starts, and passed to all that need it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from ..arrays import Array
from ..errors import InputError, Notice
from ..imaging.pixels import fit_size, resize
from ..losses import budget
from ..losses.budget import FINISHING, Budget
from ..losses.objective import guide_count
from ..losses.presets import FINISH, PRESETS, Preset
from ..losses.regions import Regions, cut_style, divide
from ..losses.shown import Shown, show, style_shape
from ..losses.strength_map import StrengthMap, read_map
from ..losses.style import Style
from ..optim.minimise import FIRST_STEP, ONLY_STEP
from ..options import Options
from ..runtime import speed
from ..runtime.layers import SMALLEST
from ..runtime.network import Network
from ..tracking.forecast import START_SECONDS, Forecast
from ..tracking.progress import Level
from .levels import REFERENCE, plan_finish, plan_levels

LOSS_ALONE = 1 / 3
"""What the forward pass takes of an evaluation: targets need no more, nor does the last evaluation of a level."""

ONE_STEP = 2
"""So many evaluations are one step: the last one says what it led to."""


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
    finishes : how many of the levels are the finish, the last one at the content's own size
    first_step, only_step : grey levels, see `minimise`: of each level, and of a finish that takes one step only
    notices : what the user should know: what is left out for lack of memory
    strength_map : how much of the strength each place gets, at the content's size; None: all of it everywhere
    texture : whether a short last step of the finish gets fine detail first; in clips its noise would stand still
    memory : expected peak in bytes, without the styles' targets
    """

    options: Options
    styles: list[Style[Array]]
    regions: Regions | None
    levels: list[Level]
    budgets: list[Budget]
    finishes: int = 0
    first_step: float = FIRST_STEP
    only_step: float = ONLY_STEP
    notices: tuple[Notice, ...] = ()
    strength_map: StrengthMap | None = None
    texture: bool = True

    def preset(self, index: int) -> Preset:
        """The losses of a level."""
        return FINISH if index > self.last_painted else PRESETS[self.options.preset]

    def reduction(self, index: int) -> float:
        """How much smaller a level is than the last one that is painted with the same losses; 1 for the finish."""
        return min(1.0, self.levels[index].width / self.levels[self.last_painted].width)

    def is_last(self, index: int) -> bool:
        """Whether a level is the last that is painted, and larger than a preview: that is the beginning of any job."""
        return index == self.last_painted and self.levels[index].longest > REFERENCE

    def step(self, index: int) -> float:
        """Root mean square of a level's first step, in grey levels."""
        is_finish = index > self.last_painted
        return self.finish_step(self.levels[index].evaluations) if is_finish else self.first_step

    def finish_step(self, evaluations: int) -> float:
        """The same for a finish of so many evaluations."""
        return self.only_step if evaluations == ONE_STEP else self.first_step

    def gets_texture(self, index: int) -> bool:
        """Whether a level is the last of several of a finish, and too short to find fine detail by itself."""
        is_short = self.finishes > 1 and self.levels[index].evaluations == ONE_STEP
        return self.texture and is_short and index == len(self.levels) - 1

    @property
    def last_painted(self) -> int:
        """The finest level before the finish: that of the working size."""
        return len(self.levels) - 1 - self.finishes

    @property
    def memory(self) -> int:
        """Expected peak in bytes; targets of styles may raise it a little."""
        return max(each.memory for each in self.budgets)

    @property
    def crops(self) -> bool:
        """Whether crops of the result can be predicted: of what a finish paints, if no side had to be padded."""
        return self.finishes > 0 and min(self.levels[-1].width, self.levels[-1].height) > SMALLEST

    def forecast(self, network: Network) -> Forecast:
        """What the job will take at the speed that is known of the network."""
        work = self.work([level.evaluations for level in self.levels])
        return Forecast(START_SECONDS + speed.seconds_per_pixel(network) * work, self.memory, self.notices)

    def work(self, evaluations: Sequence[int]) -> float:
        """Pixels through loss and gradient for so many evaluations at the first levels, targets included."""
        each = zip(self.levels, evaluations, strict=False)
        return sum(level.before + level.work * max(0.0, count - 1 + LOSS_ALONE) for level, count in each)

    def target_work(self, index: int) -> float:
        """The same for a level's targets."""
        level, preset, reduction = self.levels[index], self.preset(index), self.reduction(index)
        shape = level.height, level.width
        shown = [style_shape(style, shape, self.options, reduction, preset) for style in self.styles]
        looked_at = len(preset.variant.content_layers) and (2 if preset.matched_layers else 1)
        targets = [*[shape] * looked_at, *shown]
        share = FINISHING.time if preset is FINISH else 1.0
        return share * LOSS_ALONE * sum(height * width for height, width in targets)


def plan(
    content: tuple[int, int],
    styles: Sequence[Style[Array]],
    options: Options,
    network: Network,
    strength_map: Array | None = None,
) -> Plan:
    """Plan to paint a content of so many pixels (height, width); for the strength map see `stylize`.

    Raises
    ------
    InputError
        A mask cannot be used, or nothing fits the memory limit.
    """
    bounded = dataclasses.replace(options, memory_limit=max(1, budget.memory_limit(options) // budget.MIB))
    shape = max(content[0], SMALLEST), max(content[1], SMALLEST)
    regions = divide([style.region for style in styles], shape, [style.weight for style in styles])
    held = read_map(strength_map, shape)
    count = max(guide_count(regions, held), int(options.keep_faces))
    levels = plan_levels(content[1], content[0], options)
    budgets = [budget.plan((level.height, level.width), bounded, network.device, count) for level in levels]
    parts = [_working_part(style, number, options) for number, style in enumerate(styles, start=1)]
    finish, notices = plan_finish(shape, levels[-1], options), []
    try:
        if finish:
            budgets += [
                budget.plan((level.height, level.width), bounded, network.device, count, FINISH) for level in finish
            ]
            shown = [show(style, shape, bounded, 1.0, FINISH, network.device) for style in parts]
            most = max(budgets[-1].memory, *(each.memory for each in shown))
            budgets[-1] = dataclasses.replace(budgets[-1], memory=most)
            notices = [_smaller_style(number, each) for number, each in enumerate(shown, 1) if each.reduction < 1]
            levels += finish
    except InputError as error:
        notices, finish = [_no_finish(shape, error)], []
    levels = [dataclasses.replace(level, cost=each.cost) for level, each in zip(levels, budgets, strict=True)]
    done = Plan(bounded, parts, regions, levels, budgets, len(finish), notices=tuple(notices), strength_map=held)
    levels = [dataclasses.replace(level, before=done.target_work(index)) for index, level in enumerate(levels)]
    return dataclasses.replace(done, levels=levels)


def _no_finish(shape: tuple[int, int], error: InputError) -> Notice:
    """What to say where the finish does not fit into memory."""
    return Notice(
        "The painting is enlarged to {width} x {height} pixels without a finish, which needs {memory} MiB of memory "
        "where {limit} MiB may be used.",
        "Raise the memory limit, or close other programs.",
        code="no-finish",
        width=shape[1],
        height=shape[0],
        memory=error.values["memory"],
        limit=error.values["limit"],
    )


def _smaller_style(number: int, shown: Shown) -> Notice:
    """What to say of a style that is too large for the memory."""
    return Notice(
        "For lack of memory the finish sees style {number} at {percent} % of its size, and its finest strokes come out "
        "smaller.",
        "Raise the memory limit, or close other programs.",
        code="smaller-style",
        number=number,
        percent=round(100 * shown.reduction),
    )


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
