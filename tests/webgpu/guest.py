"""What the tests let the engine do inside the root; each function returns what JSON can hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import engine
from engine import Options
from engine.arrays import Array
from engine.imaging import read_image, resize
from engine.losses.budget import Budget
from engine.losses.objective import Objective
from engine.losses.tiles import Tiled
from engine.runtime import devices
from engine.runtime.checking import random_inputs
from engine.runtime.devices import CPU, Device
from engine.runtime.fallback import LastingNetwork
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

NIGHT_CAFE = "style/van_gogh_night_cafe"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def webgpu() -> Device:
    """The device."""
    return {device.name: device for device in devices.available()}["webgpu"]


def offered() -> list[dict[str, Any]]:
    """The devices that there are when one asks for the third time."""
    for _ in range(2):
        devices.available()
    return [{"name": each.name, "label": each.label, "is_software": each.is_software} for each in devices.available()]


def errors(size: int, *graphs: str) -> dict[str, float]:
    """How far the gradients of some graphs are off the processor's, relatively."""
    folder = ensure_models()
    expected, tried, found = Network(folder, CPU), Network(folder, webgpu()), {}
    for graph in graphs:
        inputs = random_inputs(expected, graph, size)
        right, own = (network.run(graph, inputs, ["gradient"])["gradient"] for network in (expected, tried))
        found[graph] = float(np.linalg.norm(own - right) / np.linalg.norm(right))
    return found


def tiled_error(width: int, height: int, core: int) -> float:
    """How far the gradient in tiles, which keep features, is off the processor's of the whole picture."""
    shape, options = (height, width), Options(preset="gatys")
    content, style, picture = (sample(name, width, height) for name in ("content/cat", NIGHT_CAFE, "content/coffee"))
    in_tiles = Budget(Tiled(shape, core, keep=True), 1.0, "scipy", 10, memory=0)
    tried = Objective(content, [style], options, Network(ensure_models(), webgpu()), planned=in_tiles)
    whole = Objective(content, [style], options, Network(ensure_models(), CPU))
    right, own = (each.loss_and_gradient(picture * 255)[1] for each in (whole, tried))
    return float(np.linalg.norm(own - right) / np.linalg.norm(right))


def sample(name: str, width: int, height: int) -> Array:
    """A sample picture at a size, (H, W, 3) float32 in 0..1."""
    return np.clip(resize(read_image(SAMPLES / f"{name}.jpg").pixels, width, height), 0, 1)


class _Dying:
    """A session of a device that is lost after so many runs."""

    def __init__(self, real: Any, left: list[int]) -> None:
        self.real, self.left = real, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def run_with_iobinding(self, *arguments: Any) -> Any:
        if self.left[0] == 0:
            raise RuntimeError("A valid external Instance reference no longer exists: the device was lost.")
        self.left[0] -= 1
        return self.real.run_with_iobinding(*arguments)


def die_after(runs: int, size: int, evaluations: int) -> dict[str, Any]:
    """Paint on a device that is lost after so many runs, and on the processor alone."""
    content, style = sample("content/cat", size, size), sample(NIGHT_CAFE, size, size)
    left, session = [runs], Device.session
    options = Options(evaluations=evaluations, single_scale=True, optimiser="scipy")
    whole = engine.stylize(content, [style], options, network=Network(ensure_models()))
    Device.session = lambda self, *given: session(self, *given) if self is CPU else _Dying(session(self, *given), left)
    network = LastingNetwork(ensure_models(), webgpu())
    broken = engine.stylize(content, [style], options, network=network)
    return {
        "left": left[0],
        "device": broken.report["device"],
        "notices": broken.report["notices"],
        "losses": broken.report["losses"],
        "expected": whole.report["losses"],
        "difference": float(np.abs(broken.pixels - whole.pixels).max()),
    }
