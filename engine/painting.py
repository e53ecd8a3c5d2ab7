"""Files in, a painted file out, which says how it was made: what `impasto style` does."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import InputError, Interrupted
from .forecast import Forecast, forecast, learn
from .images import Picture, check_writable, read_image, write_image
from .options import Options
from .progress import Progress
from .recipe import Recipe, Source, find, source
from .selfcheck import network_for
from .stylize import Result, check_styles, stylize
from .terminal import INTERRUPTED, bar, duration, interrupts


@dataclass(frozen=True)
class Task:
    """What to paint.

    Attributes
    ----------
    content, styles, start : files
    weights, scales : as in `stylize`
    look : the look that the options come from
    stop_after : evaluations after which to stop, as a picture's maker did before its end
    """

    content: Path
    styles: Sequence[Path]
    options: Options
    weights: Sequence[float] | None = None
    scales: Sequence[float] | None = None
    start: Path | None = None
    look: str | None = None
    stop_after: int | None = None


@dataclass(frozen=True)
class _Pictures:
    """A task's files, read."""

    content: Picture
    styles: list[Picture]
    start: Picture | None

    @classmethod
    def of(cls, task: Task) -> _Pictures:
        start = read_image(task.start) if task.start else None
        read = cls(read_image(task.content), [read_image(style) for style in task.styles], start)
        check_styles([style.pixels for style in read.styles], task.weights, task.scales)
        return read


def style(task: Task, output: Path, report: Path | None = None) -> int:
    """Paint, and write the picture and the report; returns the exit status."""
    check_writable(output)
    if report is not None:
        check_folder(report)
    pictures, network = _Pictures.of(task), network_for(task.options)
    recipe, styles = _recipe(task, pictures), [style.pixels for style in pictures.styles]
    start = pictures.start.pixels if pictures.start else None
    if sys.stderr.isatty():
        expected = forecast(pictures.content.pixels, styles, task.options, network, task.scales)
        print(f"About {duration(expected.seconds)}, up to {expected.memory >> 20} MiB of memory.", file=sys.stderr)
    with interrupts() as interrupted, bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress, 0)
            if interrupted() or progress.evaluation == task.stop_after:
                raise Interrupted

        result = stylize(pictures.content.pixels, styles, task.options, on_progress, weights=task.weights,
                         scales=task.scales, start=start, network=network)  # fmt: skip
    learn(styles, task.options, network, result.report, task.scales)
    write_image(output, result.pixels, like=pictures.content, note=_completed(recipe, result).to_json())
    if report is not None:
        report.write_text(json.dumps(result.report, indent=2) + "\n")
    return INTERRUPTED if result.stopped and interrupted() else 0


def estimate(task: Task) -> Forecast:
    """What painting would take."""
    pictures = _Pictures.of(task)
    styles = [style.pixels for style in pictures.styles]
    return forecast(pictures.content.pixels, styles, task.options, network_for(task.options), task.scales)


def again(picture: Path, recipe: Recipe, options: Options, content: Path | None, styles: Sequence[Path]) -> Task:
    """How to make `picture` once more with these options: from `content` and `styles`, or those that its recipe names.

    Raises
    ------
    InputError
        A file is missing or has changed.
    """
    unchanged = options.to_mapping() == recipe.options and not content and not styles
    if not unchanged and options.memory_limit == recipe.options["memory_limit"]:
        options = replace(options, memory_limit=0)  # what this picture needed may be too little for another one
    start = find(recipe.start, picture) if recipe.start and options.start == "picture" else None
    task = Task(content or find(recipe.content, picture), styles, options, start=start, look=recipe.look,
                stop_after=recipe.stopped_after if unchanged else None)  # fmt: skip
    if styles:
        return task
    named = [find(style, picture) for style in recipe.styles]
    return replace(task, styles=named, weights=recipe.weights, scales=recipe.scales)


def check_folder(path: Path) -> None:
    """Raise InputError where a file's folder does not exist."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder of {path} does not exist.", "Make it, or name another file.")


def _recipe(task: Task, pictures: _Pictures) -> Recipe:
    """What is known of a painting's making before it is made."""
    styles = [_source(*each) for each in zip(task.styles, pictures.styles, strict=True)]
    start = _source(task.start, pictures.start) if task.start and pictures.start else None
    return Recipe(_source(task.content, pictures.content), styles, {}, task.weights, task.scales, start, task.look)


def _source(file: Path, picture: Picture) -> Source:
    return source(file, (picture.pixels.shape[1], picture.pixels.shape[0]))


def _completed(recipe: Recipe, result: Result) -> Recipe:
    """The recipe with what was really used, so that another day and another load of the machine change nothing."""
    report = result.report
    used = {"device": report["device"], "threads": report["threads"], "memory_limit": report["planned_memory_mib"]}
    return replace(recipe, options={**report["options"], **used}, model_sha256=report["model_sha256"],
                   stopped_after=report["evaluations"] if result.stopped else None)  # fmt: skip
