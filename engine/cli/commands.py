"""What the smaller commands do, with files on both sides of the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array
from ..imaging import read_image
from ..imaging.pixels import fit_size, resize, to_planar
from ..jobs.style_job import Task, check_folder, read_masks
from ..losses.objective import Objective
from ..losses.regions import cut_style, divide
from ..runtime.devices import CPU, Device, available
from ..runtime.models import ensure_models
from ..runtime.network import available_cores
from ..runtime.selection import Check, checked, fastest


def loss(image: Path, task: Task, gradient: Path | None = None) -> dict[str, Any]:
    """Loss of one picture and its parts, at a task; the gradient goes to a file."""
    if gradient is not None:
        check_folder(gradient)
    size = task.options.size
    picture = _at_size(read_image(image).pixels, size)
    height, width = picture.shape[:2]
    target = resize(read_image(task.content).pixels, width, height)
    masks = read_masks(task.style_masks) or [None] * len(task.styles)
    parts = [
        cut_style(read_image(path).pixels, mask, number)
        for number, (path, mask) in enumerate(zip(task.styles, masks, strict=True), start=1)
    ]
    regions = divide(read_masks(task.regions) or [], (height, width))
    objective = Objective(target, [_at_size(part, size) for part in parts], task.options, regions=regions)
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


def _at_size(pixels: Array, size: int | None) -> Array:
    height, width = pixels.shape[:2]
    return pixels if size is None else resize(pixels, *fit_size(width, height, size))
