"""Every device of this machine: one loss and gradient of the `gatys` preset, and the default picture.

python -m benchmarks.devices [--sizes 512 1024] [--pictures 512 2048] [--rounds 15] [--compile] [--only NAME...]

Prints Markdown for docs/PERFORMANCE.md. The rounds of all versions of a size are interleaved. PyTorch is measured where
it is installed, on the first CUDA card or on the processor; --compile takes a minute more. On a device that can hold
them, picture and gradient stay there, as PyTorch's do. Errors are of the gradient, against the processor's in float32.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine import EngineError, Options, stylize
from engine.imaging.pixels import to_planar
from engine.losses.objective import Objective
from engine.runtime import devices
from engine.runtime.devices import CPU, Device
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

from . import measure

GATYS = Options(preset="gatys")
Evaluate = Callable[[], Any]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[512, 1024])
    parser.add_argument("--pictures", type=int, nargs="*", default=[512, 2048])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--compile", action="store_true", help="torch.compile, too")
    parser.add_argument("--only", nargs="+", help="names of devices")
    options = parser.parse_args()
    found = [device for device in devices.available() if not options.only or device.name in options.only]
    networks = [Network(ensure_models(), each) for device in found for each in precisions(device)]
    print(f"{measure.machine()}; {', '.join(device.description for device in found)}\n")
    rows = [row for size in options.sizes for row in compare(size, networks, options.rounds, options.compile)]
    print(measure.table(["longest side", "version", "ms", "gradient error"], rows), "\n", flush=True)
    pictures = [row for size in options.pictures for network in networks for row in paint(size, network)]
    print(measure.table(["longest side", "device", "default picture, s", "first time, s"], pictures))


def precisions(device: Device) -> list[Device]:
    """A device in float32, and a graphics card in float16, too."""
    return [device, device.in_half()] if device.is_card else [device]


def name_of(network: Network) -> str:
    """A network's device and precision."""
    return f"{network.device.name}, float16" if network.device.half else network.device.name


def compare(size: int, networks: list[Network], rounds: int, compiled: bool) -> Iterator[list[object]]:
    """Rows of one size."""
    content, style = measure.samples(size)
    planar = to_planar(content)
    versions: dict[str, Evaluate] = {}
    gradients = {}
    for network in networks:
        try:
            objective = Objective(content, [style], GATYS, network)
            gradients[name_of(network)] = objective.evaluate(planar).gradient
            versions[name_of(network)] = evaluation(objective, planar)
        except EngineError as error:
            print(f"{name_of(network)} at {size} px: {error}", file=sys.stderr)
    reference = Objective(content, [style], GATYS, Network(ensure_models(), CPU)).evaluate(planar).gradient
    versions |= torch_versions(content, style, compiled)
    for name, times in measure.interleaved(versions, rounds).items():
        error = ""
        if name in gradients:
            error = f"{np.linalg.norm(gradients[name] - reference) / np.linalg.norm(reference):.1e}"
        yield [size, name, f"{1000 * statistics.median(times):.2f}", error]


def evaluation(objective: Objective, planar: np.ndarray) -> Evaluate:
    """One loss and gradient, of a picture that is where the gradient is wanted."""
    descent = objective.on_device(0.0)
    if descent is None:
        return lambda: objective.evaluate(planar)
    picture = descent.begin(planar)
    return lambda: descent.function(picture)


def torch_versions(content: np.ndarray, style: np.ndarray, compiled: bool) -> dict[str, Evaluate]:
    """PyTorch's, by name; none where it is not installed."""
    try:
        import torch
    except ImportError:
        return {}
    from . import peer

    device = "cuda" if torch.cuda.is_available() else "cpu"
    card = torch.cuda.get_device_name() if device == "cuda" else "processor"
    layers, (one, other) = peer.network().to(device), (peer.tensor(each).to(device) for each in (content, style))
    losses = peer.Gatys(layers, one, other)
    versions = {f"torch eager float32, {card}": losses.loss, f"torch eager tf32, {card}": losses.loss}
    if compiled:
        versions[f"torch.compile tf32, {card}"] = torch.compile(losses.loss)

    def run(name: str) -> Any:
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = "tf32" in name
        return peer.evaluation(versions[name], one)  # its loss is a Python number: all is computed

    return {name: functools.partial(run, name) for name in versions}


def paint(size: int, network: Network) -> Iterator[list[object]]:
    """The default picture, the first time and again, where an evaluation is not too slow for it."""
    content, style = measure.samples(size)
    if network.device is CPU and size > 512:
        return
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        try:
            stylize(content, [style], Options(), network=network)
        except EngineError as error:
            print(f"{name_of(network)} at {size} px: {error}", file=sys.stderr)
            return
        seconds.append(time.perf_counter() - began)
        if sum(seconds) > 10 and len(seconds) > 1:
            break
    yield [size, name_of(network), f"{min(seconds[1:]):.2f}", f"{seconds[0]:.2f}"]


if __name__ == "__main__":
    main()
