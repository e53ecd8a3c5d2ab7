"""How long a job will take and how much memory it needs, said before it starts.

The speed is measured once, on a small picture, and corrected by every job that is done; it is kept for each device and
number of threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import budget, state
from .levels import Level, plan_levels
from .losses import PRESETS
from .network import Network
from .objective import scaled, style_shape
from .options import Options
from .selfcheck import SIZE, seconds_per_evaluation

Array = NDArray[np.float32]

STATE = "speed.json"
TARGET_COST = 1 / 3
"""Targets need the forward pass alone."""
START_SECONDS = 1.0
LEARNING = 0.5
"""Share of the newest job in the speed that is kept."""


@dataclass(frozen=True)
class Forecast:
    """Expected seconds of a job, and its peak memory in bytes."""

    seconds: float
    memory: int


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
    return Forecast(START_SECONDS + seconds_per_pixel(network) * _work(levels, styles, options, scales), memory)


def seconds_per_pixel(network: Network) -> float:
    """Of one evaluation of style transfer's loss and gradient, as far as this machine is known."""
    return _speeds().get(_key(network)) or seconds_per_evaluation(network) / SIZE**2


def is_speed_known(network: Network) -> bool:
    """Whether a forecast takes no time, because the speed was measured before."""
    return _key(network) in _speeds()


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
    speed = sum(done["seconds"] for done in report["levels"]) / _work(levels, styles, options, scales)
    known, key = _speeds(), _key(network)
    known[key] = (1 - LEARNING) * known.get(key, speed) + LEARNING * speed
    state.keep(STATE, known)


def _work(levels: Sequence[Level], styles: Sequence[Array], options: Options, scales: Sequence[float] | None) -> float:
    """Pixels through loss and gradient, over all levels; targets and tiles by what they cost."""
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


def _key(network: Network) -> str:
    return f"{network.device.name} {network.threads}"


def _speeds() -> dict[str, float]:
    """The kept speeds that are numbers above zero."""
    known = state.load(STATE).items()
    return {key: float(speed) for key, speed in known if isinstance(speed, int | float) and 0 < speed < float("inf")}
