"""How long a job will take and how much memory it needs, said before it starts.

The speed is measured once, on a small picture, and corrected by every job that is done; it is kept for each device and
number of threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arrays import Array
from ..losses import budget
from ..losses.objective import scaled, style_shape
from ..losses.presets import PRESETS
from ..options import Options
from ..runtime import speed
from ..runtime.network import Network
from ..tracking.forecast import START_SECONDS, Forecast
from ..tracking.progress import Level
from .levels import plan_levels

TARGET_COST = 1 / 3
"""Targets need the forward pass alone."""


def forecast(
    content: Array,
    styles: Sequence[Array],
    options: Options,
    network: Network,
    scales: Sequence[float] | None = None,
    regions: int = 0,
) -> Forecast:
    """What painting these pictures will take; `scales` as in `stylize`, `regions` their number.

    Raises
    ------
    InputError
        The job does not fit into memory.
    """
    memory = peak_memory(content, options, network, regions)
    levels = plan_levels(content.shape[1], content.shape[0], options)
    return Forecast(START_SECONDS + speed.seconds_per_pixel(network) * _work(levels, styles, options, scales), memory)


def peak_memory(content: Array, options: Options, network: Network, regions: int = 0) -> int:
    """Bytes that painting this picture needs at most; raises InputError where it does not fit."""
    levels = plan_levels(content.shape[1], content.shape[0], options)
    return max(budget.plan((level.height, level.width), options, network.device, regions).memory for level in levels)


def learn(
    styles: Sequence[Array],
    options: Options,
    network: Network,
    report: dict[str, Any],
    scales: Sequence[float] | None = None,
) -> None:
    """Correct the kept speed by what a job's levels really took."""
    levels = [Level(done["size"][0], done["size"][1], done["evaluations"]) for done in report["levels"]]
    if not levels:
        return
    spent = sum(done["seconds"] for done in report["levels"]) / _work(levels, styles, options, scales)
    speed.learn(network, spent)


def _work(levels: Sequence[Level], styles: Sequence[Array], options: Options, scales: Sequence[float] | None) -> float:
    """Array through loss and gradient, over all levels; targets and tiles by what they cost."""
    total, preset = 0.0, PRESETS[options.preset]
    each = scaled(options, scales, len(styles))
    for level in levels:
        shape = level.height, level.width
        reduction = level.width / levels[-1].width
        shown = [
            style_shape(preset, style.shape[:2], shape, own, reduction) for style, own in zip(styles, each, strict=True)
        ]
        targets = TARGET_COST * sum(height * width for height, width in [shape, *shown])
        total += budget.plan(shape, options).cost * level.height * level.width * level.evaluations + targets
    return total
