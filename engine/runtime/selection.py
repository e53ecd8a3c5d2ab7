"""Choose a device: its gradient is compared with the processor's before it is ever used, and its speed is measured.

An operator that a provider computes wrongly can leave the loss right and the gradient wrong, so the gradient is
compared. The result is cached for this machine, provider and version of ONNX Runtime.
"""

from __future__ import annotations

import logging
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from ..arrays import Array
from ..errors import EngineError, InputError
from ..options import ComputeOptions
from . import devices, state
from .devices import CPU, Device
from .layers import LAYERS, STYLE_LAYERS, positions
from .models import ensure_models, weights_checksum
from .network import Network

log = logging.getLogger(__name__)
STATE = "devices.json"
SIZE = 256
GRAPH = "whole_conv4_2"


@dataclass(frozen=True)
class Check:
    """How a device computed a random picture.

    Attributes
    ----------
    error : relative difference of its gradient from the processor's; None where it failed
    times_faster : than the processor
    """

    error: float | None
    times_faster: float = 0.0

    def passes(self, device: Device) -> bool:
        """Whether its gradient can be trusted."""
        return self.error is not None and self.error <= device.tolerance


def network_for(options: ComputeOptions, *, winograd: bool = True) -> Network:
    """The network on the device that the options name, or on the fastest that computes rightly.

    Parameters
    ----------
    winograd : as in `Network`

    Raises
    ------
    InputError
        There is no such device, or it computes wrongly.
    """
    folder, there = ensure_models(), {device.name: device for device in devices.available()}
    if options.device == "auto":
        return Network(folder, fastest(folder, list(there.values())), options.threads, winograd=winograd)
    if options.device not in there:
        raise InputError(
            "There is no device {device!r} here; there is {available}.",
            "`impasto devices` says more.",
            code="unknown-device",
            device=options.device,
            available=", ".join(there),
        )
    device = there[options.device]
    if device is not CPU and not checked(folder, device).passes(device):
        raise InputError(
            "The device {device!r} computes a wrong gradient or fails.",
            "Use --device cpu.",
            code="wrong-device",
            device=device.name,
        )
    return Network(folder, device, options.threads, winograd=winograd)


def fastest(folder: Path, there: list[Device]) -> Device:
    """The fastest device that passes its check; the processor where nothing beats it by a tenth."""
    best, speed = CPU, 1.1
    for device in there:
        if device is not CPU:
            check = checked(folder, device)
            if check.passes(device) and check.times_faster > speed:
                best, speed = device, check.times_faster
    return best


def checked(folder: Path, device: Device) -> Check:
    """The device's check, from the cache or made now."""
    key = " ".join(
        [
            device.name,
            device.description,
            onnxruntime.__version__,
            platform.machine(),
            platform.node(),
            weights_checksum(folder)[:12],
        ]
    )
    known = state.load(STATE)
    if key not in known:
        known[key] = asdict(check(folder, device))
        state.save(STATE, known)
    return Check(known[key]["error"], known[key]["times_faster"] or 0.0)


def check(folder: Path, device: Device) -> Check:
    """Compare a device with the processor on a random picture, and time both."""
    log.warning("Checking the device %s once.", device.name)
    inputs = _random_inputs()
    expected, seconds = _timed(Network(folder, CPU, winograd=True), inputs)
    try:
        found, own = _timed(Network(folder, device), inputs)
    except EngineError as failure:
        log.warning("The device %s fails: %s", device.name, failure)
        return Check(None)
    error = float(np.linalg.norm(found - expected) / np.linalg.norm(expected))
    return Check(error if np.isfinite(error) else None, seconds / own)


def seconds_per_evaluation(network: Network) -> float:
    """Seconds of one loss and gradient at SIZE x SIZE pixels."""
    return _timed(network, _random_inputs())[1]


def _timed(network: Network, inputs: dict[str, Array]) -> tuple[Array, float]:
    """The gradient, and seconds of the faster of two runs after a first one."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        gradient = network.run(GRAPH, inputs)["gradient"]
        seconds.append(time.perf_counter() - began)
    return gradient, min(seconds[1:])


def _random_inputs() -> dict[str, Array]:
    """A random picture, no style at all as the target, and weights that let every layer's gradient count."""
    random = np.random.default_rng(0)
    inputs = {
        "picture": random.uniform(0, 255, (1, 3, SIZE, SIZE)).astype(np.float32),
        "conv4_2.content_target": np.zeros((1, 512, SIZE // 8, SIZE // 8), np.float32),
        "conv4_2.content_weight": np.array([1e-9], np.float32),
    }
    for layer in STYLE_LAYERS:
        channels = LAYERS[layer].channels
        inputs[f"{layer}.gram_target"] = np.zeros((1, channels, channels), np.float32)
        inputs[f"{layer}.mean_target"] = np.zeros((1, channels, 1), np.float32)
        for scale, weight, size in (("gram_scale", "weight", channels**2), ("mean_scale", "mean_weight", channels)):
            inputs[f"{layer}.{scale}"] = np.full((1, 1, 1), 1 / positions(layer, SIZE, SIZE), np.float32)
            inputs[f"{layer}.{weight}"] = np.full((1, 1, 1), 1 / size, np.float32)
    return inputs
