"""Picture files to a style job, and to the recipe that says how its result was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..arrays import Array
from ..imaging import Picture, read_image, read_mask
from ..losses.style import Style
from ..options import Options
from .recipe import Recipe, Source, find, source, source_of
from .style_job import StyleJob

Known = Callable[[Path, tuple[int, int]], Source]
"""A picture's file as a recipe names it, from its path, width and height."""


@dataclass(frozen=True)
class StyleFiles:
    """What to paint, in files.

    Attributes
    ----------
    look : the look that the options come from
    stop_after : evaluations after which to stop, as a picture's maker did before its end
    strength_map : how much of the strength each place gets: white all of it, black holds the content
    """

    content: Path
    styles: Sequence[Style[Path]]
    options: Options
    start: Path | None = None
    look: str | None = None
    stop_after: int | None = None
    strength_map: Path | None = None


def read_style_job(files: StyleFiles) -> tuple[Picture, StyleJob]:
    """The content with what its file holds beside the pixels, and the job.

    Raises
    ------
    InputError
        A file cannot be read.
    """
    content, start = read_image(files.content), _pixels(files.start) if files.start else None
    styles = [style.converted(_pixels, read_mask) for style in files.styles]
    strength_map = read_mask(files.strength_map) if files.strength_map else None
    return content, StyleJob(content.pixels, styles, files.options, start, strength_map=strength_map)


def begin_recipe(files: StyleFiles, job: StyleJob, *, remembered: bool = True) -> Recipe:
    """What is known of a picture's making before it is made; this machine remembers where the files are, if wanted."""
    known = source if remembered else source_of
    styles = [_style_source(*each, known) for each in zip(files.styles, job.styles, strict=True)]
    start = _source(files.start, job.start, known)
    strength_map = _source(files.strength_map, job.strength_map, known)
    content = known(files.content, _size(job.content))
    return Recipe(content, styles, {}, start, files.look, strength_map=strength_map)


def files_again(
    picture: Path, recipe: Recipe, options: Options, content: Path | None, styles: Sequence[Path]
) -> StyleFiles:
    """How to make `picture` again with these options: from `content` and `styles`, or those that its recipe names.

    Raises
    ------
    InputError
        A file is missing or has changed.
    """
    unchanged = options.to_mapping() == recipe.options and not content and not styles
    if not unchanged and options.memory_limit == recipe.options["memory_limit"]:
        options = replace(options, memory_limit=0)  # what this picture needed may be too little for another one
    start = find(recipe.start, picture) if recipe.start and options.start == "picture" else None
    return StyleFiles(
        content or find(recipe.content, picture),
        [Style(path) for path in styles]
        or [style.converted(lambda wanted: find(wanted, picture)) for style in recipe.styles],
        options,
        start,
        recipe.look,
        recipe.stopped_after if unchanged else None,
        find(recipe.strength_map, picture) if recipe.strength_map else None,
    )


def _pixels(file: Path) -> Array:
    return read_image(file).pixels


def _style_source(files: Style[Path], arrays: Style[Array], known: Known) -> Style[Source]:
    region, mask = _source(files.region, arrays.region, known), _source(files.mask, arrays.mask, known)
    return Style(known(files.picture, _size(arrays.picture)), files.weight, files.scale, region, mask)


def _source(file: Path | None, pixels: Array | None, known: Known) -> Source | None:
    return None if file is None or pixels is None else known(file, _size(pixels))


def _size(pixels: Array) -> tuple[int, int]:
    """Width and height."""
    return pixels.shape[1], pixels.shape[0]
