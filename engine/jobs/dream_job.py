"""Files in, dreamt files out: what `impasto dream` does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..cli.terminal import INTERRUPTED, announce, bar, interrupts
from ..deepdream.dream import dream_frames
from ..deepdream.plan import forecast
from ..errors import InputError, Interrupted
from ..imaging import check_writable, read_image, write_image
from ..options import DreamOptions
from ..runtime.selection import network_for
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from .style_job import check_folder

MOST_FRAMES = 100_000
STRONGEST_ZOOM = 2.0


@dataclass(frozen=True)
class Task:
    """What to dream of.

    Attributes
    ----------
    picture, guide : files
    frames : None for one picture; else so many numbered ones, each of the one before enlarged `zoom` times
    """

    picture: Path
    options: DreamOptions
    guide: Path | None = None
    frames: int | None = None
    zoom: float = 1.05


def dream(task: Task, output: Path, report: Path | None = None) -> int:
    """Dream, and write the picture or the frames, and the report; returns the exit status."""
    _check(task)
    check_writable(output)
    if report is not None:
        check_folder(report)
    picture, guide = read_image(task.picture), read_image(task.guide).pixels if task.guide else None
    network, frames = network_for(task.options), task.frames or 1
    reports: list[dict[str, Any]] = []
    height, width = picture.pixels.shape[:2]
    announce(lambda: forecast(width, height, task.options, network), frames)
    with interrupts() as interrupted, bar(frames, "objective") as show:

        def on_progress(progress: Progress) -> None:
            show(progress, len(reports))
            if interrupted():
                raise Interrupted

        dreams = dream_frames(picture.pixels, frames, task.zoom, task.options, guide, on_progress, network=network)
        for path, result in zip(_paths(output, task.frames), dreams, strict=False):
            write_image(path, result.pixels, like=picture)
            reports.append(result.report)
            if report is not None:
                _write_report(report, task, reports)
    return INTERRUPTED if interrupted() else 0


def estimate(task: Task) -> Forecast:
    """What the dream, with all its frames, would take."""
    _check(task)
    height, width = read_image(task.picture).pixels.shape[:2]
    expected = forecast(width, height, task.options, network_for(task.options))
    return Forecast(expected.seconds * (task.frames or 1), expected.memory)


def _check(task: Task) -> None:
    if task.frames is not None and not 1 <= task.frames <= MOST_FRAMES:
        raise InputError(f"There cannot be {task.frames} frames.", f"Give a number from 1 to {MOST_FRAMES}.")
    if not 1 <= task.zoom <= STRONGEST_ZOOM:
        raise InputError(f"The zoom cannot be {task.zoom:g}.", f"Give a factor from 1 to {STRONGEST_ZOOM:g}.")


def _paths(output: Path, frames: int | None) -> Iterator[Path]:
    """The one file, or one for each frame: dream.png becomes dream-0001.png and so on."""
    if frames is None:
        yield output
        return
    digits = max(4, len(str(frames)))
    for number in range(1, frames + 1):
        yield output.with_stem(f"{output.stem}-{number:0{digits}}")


def _write_report(path: Path, task: Task, reports: list[dict[str, Any]]) -> None:
    """The dream's own report; of a journey those of its frames so far, in a list."""
    said = reports[0] if task.frames is None else {"zoom": task.zoom, "frames": reports}
    path.write_text(json.dumps(said, indent=2) + "\n")
