"""What the smaller commands do, with files on both sides of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .devices import CPU, Device, available
from .image_pixels import fit_size, resize
from .images import Picture, read_image
from .models import ensure_models
from .network import Array, available_cores
from .objective import Objective, to_planar
from .options import Options
from .painting import check_folder
from .selfcheck import Check, checked, fastest


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


def _verdict(device: Device, check: Check) -> str:
    """What the self-check found, in words."""
    if check.error is None:
        return "fails, not used"
    if not check.passes(device):
        return f"its gradient is {check.error:.1%} off, not used"
    return f"{check.times_faster:.2f} times as fast as cpu, gradient {check.error:.2%} off"


def _at_size(picture: Picture, size: int | None) -> Array:
    height, width = picture.pixels.shape[:2]
    return picture.pixels if size is None else resize(picture.pixels, *fit_size(width, height, size))
