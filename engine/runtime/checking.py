"""Whether a device computes rightly, where it says, and how fast, compared with the processor on random inputs.

An operator that a provider computes wrongly can leave the loss right and the gradient wrong, so gradients are compared,
of one graph of each kind.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..arrays import Array
from ..errors import EngineError
from .devices import CPU, Device
from .layers import LAYERS, positions
from .network import Network

log = logging.getLogger(__name__)
SIZE, SMALL = 256, 64
"""Longest side, in pixels, of the pictures on which speeds and gradients are compared."""
GRAPH = "whole_conv4_2"
GRAPHS = {GRAPH: 1.0, "whole_painting_max": 2.0, "guided_conv4_2": 1.0, "tiled_painting_max": 4.0, "dream_conv4_3": 4.0}
"""One of each kind, with maximum pools, regions, tiles, dreams, and how many times more than the first one's gradient
rounding moves its own (to bfloat16: 1.3, 2.4, 1.4, 4.4 and 4.2 %). A wrong operator moves it by far more."""
LARGE, FAST = 1024, 0.03
"""A device that takes fewer seconds than FAST at SIZE is compared with itself in float16 at LARGE."""
SLOW = 4
"""A device that is so many times slower than the processor at SMALL is not timed at SIZE, which may take minutes."""


@dataclass(frozen=True)
class Check:
    """How a device computed random inputs.

    Attributes
    ----------
    error : relative difference of its gradient from the processor's, as that of GRAPH; None where it failed
    times_faster : than the processor
    reason : why it failed
    """

    error: float | None
    times_faster: float = 0.0
    reason: str = ""

    def passes(self, device: Device) -> bool:
        """Whether its gradient can be trusted."""
        return self.error is not None and self.error <= device.tolerance


def check(folder: Path, device: Device) -> Check:
    """Compare a device with the processor, and time both."""
    log.warning("Checking the device %s once.", device.name)
    tried = Network(folder, device)
    return _checked(folder, tried, lambda reference: _times_faster(reference, tried))


def check_half(folder: Path, device: Device) -> Check:
    """Compare a device in float16 with the processor, and its speed with its own in float32.

    Fast cards show the difference on large pictures alone: on an H100 float16 takes as long at 256 px, where starting
    the operators takes all the time, and 70 % of the time at 1024.
    """
    tried, plain = Network(folder, device), Network(folder, replace(device, half=False))

    def times_faster(_: Network) -> float:
        size = LARGE if seconds(plain) < FAST else SIZE
        return seconds(plain, size) / seconds(tried, size)

    return _checked(folder, tried, times_faster)


def _checked(folder: Path, tried: Network, times_faster: Callable[[Network], float]) -> Check:
    """Compare gradients with the processor's, which `times_faster` is given, and measure the speed of right ones."""
    reference = Network(folder, CPU, winograd=True)
    try:
        error = float(np.max([_error(reference, tried, graph) / scale for graph, scale in GRAPHS.items()]))
        if not np.isfinite(error):
            return Check(None, reason="its gradient is not a number")
        return Check(error, times_faster(reference))
    except EngineError as failure:
        reason = str(failure.values.get("reason") or failure.message).rstrip(".")
        level = logging.INFO if tried.device.half else logging.WARNING  # in float32 it may still do
        log.log(level, "The device %s fails: %s.", tried.device.name, reason)
        return Check(None, reason=reason)


def _times_faster(reference: Network, tried: Network) -> float:
    """How many times faster a network is than the processor; of a very slow one at a small size alone."""
    faster = seconds(reference, SMALL) / seconds(tried, SMALL)
    return faster if faster < 1 / SLOW else seconds(reference) / seconds(tried)


def seconds(network: Network, size: int = SIZE) -> float:
    """Seconds of one loss and gradient at size x size pixels: the faster of two after a first one."""
    inputs, spent = random_inputs(network, GRAPH, size), []
    for _ in range(3):
        began = time.perf_counter()
        network.run(GRAPH, inputs)
        spent.append(time.perf_counter() - began)
    return min(spent[1:])


def _error(reference: Network, tried: Network, graph: str) -> float:
    """Relative difference of two networks' gradients."""
    inputs = random_inputs(reference, graph, SMALL)
    expected, found = (network.run(graph, inputs, ["gradient"])["gradient"] for network in (reference, tried))
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


def random_inputs(network: Network, graph: str, size: int) -> dict[str, Array]:
    """Inputs for any graph: a random picture, no style as the target, and weights with which all layers count."""
    random = np.random.default_rng(0)
    return {name: _random_input(name, shape, size, random) for name, shape in network.inputs(graph).items()}


def _random_input(name: str, shape: list[int | str], size: int, random: np.random.Generator) -> Array:
    """One input, by its name; `layer.kind` belongs to a layer of the network."""
    layer, _, kind = name.rpartition(".")
    dimensions = [each if isinstance(each, int) else _length(each, size) for each in shape]
    if kind in ("gram_scale", "mean_scale"):
        return np.full(dimensions, 1 / positions(layer, size, size), np.float32)
    if kind in ("weight", "mean_weight"):
        channels = LAYERS[layer].channels
        return np.full(dimensions, 1 / (channels**2 if kind == "weight" else channels), np.float32)
    if kind == "whitening":
        return np.broadcast_to(np.eye(dimensions[-1], dtype=np.float32), dimensions).copy()
    if kind in ("gram_gradient", "sum_gradient"):
        return (random.uniform(0, 1, dimensions) / positions(layer, size, size)).astype(np.float32)
    if kind == "content_weight":
        return np.full(dimensions, 1e-9, np.float32)
    if kind.endswith("_target"):
        return np.zeros(dimensions, np.float32)
    largest = 255 if kind == "picture" else 1
    return random.uniform(0, largest, dimensions).astype(np.float32)


def _length(dimension: str, size: int) -> int:
    """A dynamic dimension of a square picture: `height`, `conv4_2.width`, `regions`, `guide_positions`."""
    layer, _, side = dimension.rpartition(".")
    if re.fullmatch("height|width", side):
        return size // (LAYERS[layer].stride if layer else 1)
    return 4 if dimension == "guide_positions" else 1
