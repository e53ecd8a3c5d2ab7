"""Tiles against the whole picture: difference of loss and gradient, and the time they cost.

python -m benchmarks.tiles [--size 1024] [--cores 256 512] [--rounds 3]
"""

from __future__ import annotations

import argparse
import itertools
import statistics

import numpy as np

from engine import Objective, Options
from engine.imaging.pixels import to_planar
from engine.losses.tiles import Tiled
from engine.runtime.selection import network_for

from . import measure


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--cores", type=int, nargs="+", default=[256, 512])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    content, style = measure.samples(options.size)
    gatys = Options(preset="gatys")
    objectives = {"whole": Objective(content, [style], gatys, network=network_for(gatys))}
    for core, keep in itertools.product(options.cores, (False, True)):
        name = f"{core}, kept" if keep else str(core)
        objectives[name] = Objective(content, [style], gatys, network=objectives["whole"].network)
        objectives[name].plan = Tiled(content.shape[:2], core, keep)
    picture = to_planar(content) + np.random.default_rng(0).normal(0, 20, (3, *content.shape[:2])).astype(np.float32)
    times = measure.interleaved(
        {name: lambda one=one: one.evaluate(picture) for name, one in objectives.items()}, options.rounds
    )
    exact = objectives["whole"].evaluate(picture)
    rows = []
    for name, one in objectives.items():
        found = one.evaluate(picture)
        gradient = np.linalg.norm(found.gradient - exact.gradient) / np.linalg.norm(exact.gradient)
        seconds, cost = statistics.median(times[name]), 1 / measure.ratio(times[name], times["whole"])
        loss = abs(found.loss / exact.loss - 1)
        rows.append([name, f"{loss:.1e}", f"{gradient:.1e}", f"{seconds:.2f}", f"{cost:.2f}"])
    print(f"{measure.machine()}; {options.size} px\n")
    print(measure.table(["tiles' core", "loss, relative difference", "gradient", "seconds", "times the whole"], rows))


if __name__ == "__main__":
    main()
