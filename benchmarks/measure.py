"""Interleaved timing and Markdown tables."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import psutil
import scipy

from engine.imaging import read_image
from engine.imaging.pixels import fit_size, resize

CONTENT, STYLE = "samples/content/astronaut.jpg", "samples/style/van_gogh_night_cafe.jpg"


def interleaved(versions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each version in each round, after one round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in versions}
    for number in range(rounds + 1):
        for name, run in versions.items():
            began = time.perf_counter()
            run()
            if number:
                times[name].append(time.perf_counter() - began)
    return times


def ratio(times: Sequence[float], base: Sequence[float]) -> float:
    """Median of base / times, pair by pair: how many times faster than the base."""
    return statistics.median(other / own for own, other in zip(times, base, strict=True))


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def plot(path: Path, title: str, across: str, up: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """A PNG of lines over (x, y), both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.6), layout="constrained")
    for name, points in series.items():
        axes.plot(*zip(*points, strict=True), label=name, marker="o" if len(points) < 20 else None)
    axes.set(title=title, xlabel=across, ylabel=up, xscale="log", yscale="log")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120)


def machine() -> str:
    """One line about the machine and the versions."""
    cores, memory = psutil.cpu_count(logical=False), psutil.virtual_memory().total >> 30
    versions = f"onnxruntime {onnxruntime.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}"
    return f"{platform.machine()}, {cores} cores, {memory} GiB; Python {platform.python_version()}, {versions}"


def samples(size: int) -> tuple[np.ndarray, np.ndarray]:
    """The benchmark's content and style, (H, W, 3) float32 sRGB 0..1, longest side `size`."""
    pictures = [read_image(path).pixels for path in (CONTENT, STYLE)]
    content, style = (resize(one, *fit_size(one.shape[1], one.shape[0], size)) for one in pictures)
    return np.clip(content, 0, 1), np.clip(style, 0, 1)


def sgemm_peak(size: int = 2048, rounds: int = 5) -> float:
    """Best float32 matrix product of NumPy's BLAS, FLOP/s."""
    one = np.random.default_rng(0).random((size, size), np.float32)
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        one @ one
        best = min(best, time.perf_counter() - began)
    return 2 * size**3 / best
