"""Files in, a painted file out, which says how it was made: what `impasto style` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..cli.terminal import INTERRUPTED, announce, bar, interrupts
from ..errors import InputError, Interrupted
from ..imaging import Picture, check_writable, read_image, read_mask, write_image
from ..options import Options
from ..runtime.selection import network_for
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..tracking.report import Result
from ..transfer.stylize import check_styles
from ..worker.tasks import Masks, Painting
from .recipe import Recipe, Source, find, source


@dataclass(frozen=True)
class Task:
    """What to paint.

    Attributes
    ----------
    content, styles, start : files
    weights, scales : as in `stylize`
    regions, style_masks : as in `stylize`, in files
    look : the look that the options come from
    stop_after : evaluations after which to stop, as a picture's maker did before its end
    """

    content: Path
    styles: Sequence[Path]
    options: Options
    weights: Sequence[float] | None = None
    scales: Sequence[float] | None = None
    start: Path | None = None
    regions: Sequence[Path | None] | None = None
    style_masks: Sequence[Path | None] | None = None
    look: str | None = None
    stop_after: int | None = None


@dataclass(frozen=True)
class _Pictures:
    """A task's files, read."""

    content: Picture
    styles: list[Picture]
    start: Picture | None
    regions: Masks
    style_masks: Masks

    @classmethod
    def of(cls, task: Task) -> _Pictures:
        start = read_image(task.start) if task.start else None
        styles = [read_image(style) for style in task.styles]
        read = cls(read_image(task.content), styles, start, read_masks(task.regions), read_masks(task.style_masks))
        check_styles([style.pixels for style in styles], task.weights, task.scales, read.regions, read.style_masks)
        return read

    def painting(self, task: Task) -> Painting:
        """The task with its pixels."""
        start = self.start.pixels if self.start else None
        return Painting(
            self.content.pixels,
            [style.pixels for style in self.styles],
            task.weights,
            task.scales,
            start,
            self.regions,
            self.style_masks,
            task.options,
        )


def style(task: Task, output: Path, report: Path | None = None) -> int:
    """Paint, and write the picture and the report; returns the exit status."""
    check_writable(output)
    if report is not None:
        check_folder(report)
    pictures, network = _Pictures.of(task), network_for(task.options)
    recipe, painting = _recipe(task, pictures), pictures.painting(task)
    announce(lambda: painting.forecast(network))
    with interrupts() as interrupted, bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress, 0)
            if interrupted() or progress.evaluation == task.stop_after:
                raise Interrupted

        result = painting.run(network, on_progress)
    painting.learn(network, result.report)
    write_image(output, result.pixels, like=pictures.content, note=_completed(recipe, result).to_json())
    if report is not None:
        report.write_text(json.dumps(result.report, indent=2) + "\n")
    return INTERRUPTED if result.stopped and interrupted() else 0


def estimate(task: Task) -> Forecast:
    """What painting would take."""
    return _Pictures.of(task).painting(task).forecast(network_for(task.options))


def by_style(numbered: Sequence[tuple[int, Path]], count: int, what: str) -> list[Path | None] | None:
    """A file or None for each of `count` styles, from numbers of styles and files; None where there are none.

    Raises
    ------
    InputError
        There is no such style, or it has two files.
    """
    files: list[Path | None] = [None] * count
    for number, file in numbered:
        if not 1 <= number <= count:
            raise InputError(
                f"There is no style {number} for the {what} {file}.", f"Styles are counted from 1 to {count}."
            )
        if files[number - 1] is not None:
            raise InputError(f"Style {number} has two {what}s.", "Put them into one file.")
        files[number - 1] = file
    return files if numbered else None


def read_masks(files: Sequence[Path | None] | None) -> Masks:
    """The masks in files, in the same order."""
    return None if files is None else [None if file is None else read_mask(file) for file in files]


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
    task = Task(
        content or find(recipe.content, picture),
        styles,
        options,
        start=start,
        look=recipe.look,
        stop_after=recipe.stopped_after if unchanged else None,
    )
    if styles:
        return task
    named = [find(style, picture) for style in recipe.styles]
    regions, masks = (
        None if each is None else [None if mask is None else find(mask, picture) for mask in each]
        for each in (recipe.regions, recipe.style_masks)
    )
    return replace(task, styles=named, weights=recipe.weights, scales=recipe.scales, regions=regions, style_masks=masks)


def check_folder(path: Path) -> None:
    """Raise InputError where a file's folder does not exist."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder of {path} does not exist.", "Make it, or name another file.")


def _recipe(task: Task, pictures: _Pictures) -> Recipe:
    """What is known of a painting's making before it is made."""
    styles = [_source(*each) for each in zip(task.styles, pictures.styles, strict=True)]
    start = _source(task.start, pictures.start) if task.start and pictures.start else None
    regions, masks = (
        _mask_sources(*each) for each in ((task.regions, pictures.regions), (task.style_masks, pictures.style_masks))
    )
    return Recipe(
        _source(task.content, pictures.content),
        styles,
        {},
        task.weights,
        task.scales,
        start,
        task.look,
        regions=regions,
        style_masks=masks,
    )


def _mask_sources(files: Sequence[Path | None] | None, masks: Masks) -> list[Source | None] | None:
    if files is None or masks is None:
        return None
    return [
        None if file is None or mask is None else source(file, (mask.shape[1], mask.shape[0]))
        for file, mask in zip(files, masks, strict=True)
    ]


def _source(file: Path, picture: Picture) -> Source:
    return source(file, (picture.pixels.shape[1], picture.pixels.shape[0]))


def _completed(recipe: Recipe, result: Result) -> Recipe:
    """The recipe with what was really used, so that another day and another load of the machine change nothing."""
    report = result.report
    used = {"device": report["device"], "threads": report["threads"], "memory_limit": report["planned_memory_mib"]}
    return replace(
        recipe,
        options={**report["options"], **used},
        model_sha256=report["model_sha256"],
        stopped_after=report["evaluations"] if result.stopped else None,
    )
