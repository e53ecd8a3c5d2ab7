"""What the command line's commands do, with files on both sides of the engine."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from tqdm import tqdm

from .devices import CPU, Device, available
from .errors import InputError, Interrupted
from .forecast import Forecast, forecast, learn
from .image_pixels import fit_size, resize
from .images import Picture, check_writable, read_image, write_image
from .models import ensure_models
from .network import Array, available_cores
from .objective import Objective, to_planar
from .options import Options
from .progress import Progress
from .selfcheck import Check, checked, fastest, network_for
from .stylize import check_styles, stylize

INTERRUPTED = 130


@dataclass(frozen=True)
class Inputs:
    """The files that a painting is made from; weights, scales and start as in `stylize`."""

    content: Path
    styles: Sequence[Path]
    weights: Sequence[float] | None = None
    scales: Sequence[float] | None = None
    start: Path | None = None


def style(inputs: Inputs, output: Path, options: Options, report: Path | None = None) -> int:
    """Paint a file in the style of others; returns the exit status."""
    check_writable(output)
    if report is not None:
        check_folder(report)
    picture = read_image(inputs.content)
    styles = [read_image(path).pixels for path in inputs.styles]
    start = read_image(inputs.start).pixels if inputs.start else None
    network = network_for(options)
    check_styles(styles, inputs.weights, inputs.scales)
    if sys.stderr.isatty():
        expected = forecast(picture.pixels, styles, options, network, inputs.scales)
        print(f"About {_duration(expected.seconds)}, up to {expected.memory >> 20} MiB of memory.", file=sys.stderr)
    with _interrupts() as interrupted, _bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress)
            if interrupted():
                raise Interrupted

        result = stylize(picture.pixels, styles, options, on_progress, weights=inputs.weights, scales=inputs.scales,
                         start=start, network=network)  # fmt: skip
    learn(styles, options, network, result.report, inputs.scales)
    write_image(output, result.pixels, like=picture)
    if report is not None:
        report.write_text(json.dumps(result.report, indent=2) + "\n")
    return INTERRUPTED if result.stopped else 0


def estimate(inputs: Inputs, options: Options) -> Forecast:
    """What painting a file would take."""
    picture, styles = read_image(inputs.content).pixels, [read_image(path).pixels for path in inputs.styles]
    check_styles(styles, inputs.weights, inputs.scales)
    return forecast(picture, styles, options, network_for(options), inputs.scales)


def loss(
    image: Path, content: Path, styles: Sequence[Path], options: Options, gradient: Path | None = None
) -> dict[str, Any]:
    """Loss of one picture and its parts; the gradient goes to a file."""
    if gradient is not None:
        check_folder(gradient)
    picture = _at_size(read_image(image), options.size)
    height, width = picture.shape[:2]
    target = resize(read_image(content).pixels, width, height)
    objective = Objective(target, [_at_size(read_image(path), options.size) for path in styles], options)
    evaluation = objective.evaluate(to_planar(picture))
    if gradient is not None:
        with gradient.open("wb") as file:
            np.save(file, np.ascontiguousarray(evaluation.gradient.transpose(1, 2, 0)))
    return {
        "loss": evaluation.loss,
        "content": evaluation.content,
        "style": evaluation.style,
        "total_variation": evaluation.total_variation,
    }


def devices() -> list[str]:
    """One line for each device: its name, what it is, whether it is used and why."""
    folder, there = ensure_models(), available()
    used = fastest(folder, there)
    lines = []
    for device in there:
        words = f"{available_cores()} cores" if device is CPU else _verdict(device, checked(folder, device))
        lines.append(f"{'*' if device is used else ' '} {device.name}: {device.description}; {words}")
    return [*lines, f"`--device auto` uses {used.name}: the fastest here with a right gradient."]


def _duration(seconds: float) -> str:
    """Seconds in words."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _verdict(device: Device, check: Check) -> str:
    """What the self-check found, in words."""
    if check.error is None:
        return "fails, not used"
    if not check.passes(device):
        return f"its gradient is {check.error:.1%} off, not used"
    return f"{check.times_faster:.2f} times as fast as cpu, gradient {check.error:.2%} off"


def check_folder(path: Path) -> None:
    """Raise InputError where a file's folder does not exist."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder of {path} does not exist.", "Make it, or name another file.")


def _at_size(picture: Picture, size: int | None) -> Array:
    height, width = picture.pixels.shape[:2]
    return picture.pixels if size is None else resize(picture.pixels, *fit_size(width, height, size))


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Ctrl+C asks for the best picture so far; a second one ends at once."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """A progress bar on a terminal, nothing on a pipe."""
    shape = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    with tqdm(total=1.0, bar_format=shape, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr) as bar:

        def show(progress: Progress) -> None:
            bar.set_description_str(f"{progress.level[0]} x {progress.level[1]}", refresh=False)
            left = f"{progress.seconds_left:.0f} s left"
            bar.set_postfix_str(f"{progress.evaluation}/{progress.evaluations}, loss {progress.loss:.4g}, {left}",
                                refresh=False)  # fmt: skip
            bar.update(progress.fraction - bar.n)

        yield show
