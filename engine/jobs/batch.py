"""Many pictures: every content with every style at every size, and where each result goes."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import InputError
from ..imaging import check_writable
from ..losses.style import Style
from ..options import Options
from .batch_inputs import Found
from .batch_names import checked_pattern, default_pattern, filled, suffix_for
from .painting import inputs_of
from .style_files import StyleFiles

PLACEHOLDER = "{name}"
"""In the path of a mask or a start: the name of the picture that is painted, without its suffix."""


@dataclass(frozen=True)
class Item:
    """One picture of a batch: what it is made from, and where it goes."""

    files: StyleFiles
    output: Path


@dataclass(frozen=True)
class Grid:
    """How each content is painted.

    Attributes
    ----------
    styles : the styles of one result each; several in one are mixed
    sizes : working sizes in pixels, None for the content's own
    start : what the results start from; like the masks of styles it may hold {name}
    strength_map : how much of the strength each place gets; it may hold {name}, too
    pattern : of the results' names; None: see `default_pattern`
    """

    styles: Sequence[Sequence[Style[Path]]]
    options: Options
    sizes: Sequence[int | None] = field(default=(None,))
    start: Path | None = None
    look: str | None = None
    pattern: str | None = None
    strength_map: Path | None = None


def plan_batch(found: Sequence[Found], grid: Grid, folder: Path) -> list[Item]:
    """Every result, content by content.

    Raises
    ------
    InputError
        The pattern cannot be used, two results have one name, one would replace an input, or the folder cannot be
        written.
    """
    pattern = checked_pattern(grid.pattern or default_pattern(len(grid.styles), len(grid.sizes)))
    names = _style_names(grid.styles)
    items = [
        Item(files, folder / _name(pattern, number, each, files, names[column]))
        for number, each in enumerate(found, start=1)
        for column, size in itertools.product(range(len(grid.styles)), grid.sizes)
        for files in [_files(each.path, grid, column, size)]
    ]
    _check_collisions(items)
    _check_folder(folder)
    return items


def prepare_output(output: Path) -> None:
    """Make the folder of a result; raises InputError where it cannot be written."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{output.parent} cannot be made: {error.strerror}.", "Choose another folder.") from error
    check_writable(output)


def _files(content: Path, grid: Grid, column: int, size: int | None) -> StyleFiles:
    styles = [style.converted(lambda path: path, lambda mask: _own(mask, content)) for style in grid.styles[column]]
    options = grid.options if size is None else replace(grid.options, size=size)
    start, strength_map = (_own(each, content) if each else None for each in (grid.start, grid.strength_map))
    return StyleFiles(content, styles, options, start, grid.look, strength_map=strength_map)


def _own(path: Path, content: Path) -> Path:
    """A path with the content's name in it, where it has a place for that."""
    return Path(str(path).replace(PLACEHOLDER, content.stem))


def _name(pattern: str, number: int, found: Found, files: StyleFiles, style: str) -> Path:
    """The path of one result inside the output folder."""
    own = {
        "name": found.path.stem,
        "suffix": suffix_for(found.path),
        "folder": found.folder,
        "index": number,
        "style": style,
        "look": Path(files.look).stem if files.look else None,
    }
    return filled(pattern, {**files.options.to_mapping(), **own})


def _style_names(columns: Sequence[Sequence[Style[Path]]]) -> list[str]:
    """A name for each column of styles; those that would be the same get their folders' names before them."""
    names = ["+".join(style.picture.stem for style in styles) for styles in columns]
    longer = ["+".join(f"{style.picture.absolute().parent.name}-{style.picture.stem}" for style in styles)
              for styles in columns]  # fmt: skip
    return [name if names.count(name) == 1 else other for name, other in zip(names, longer, strict=True)]


def _check_collisions(items: Iterable[Item]) -> None:
    """No result may replace another one, also where a disk takes capitals for small letters, or an input."""
    outputs: dict[str, Item] = {}
    for item in items:
        other = outputs.setdefault(_key(item.output), item)
        if other is not item:
            raise InputError(
                f"{item.output} would be the result of both {other.files.content} and {item.files.content}"
                f"{_settings(item)}.",
                "Give --name a pattern that tells them apart, such as {folder}/{index}-{name}-{style}-{size}.",
            )
    for path in _inputs(outputs.values()):
        if _key(path) in outputs:
            raise InputError(f"{path} is an input, and a result would replace it.", "Choose another folder or --name.")


def _settings(item: Item) -> str:
    size = f" at {item.files.options.size} px" if item.files.options.size else ""
    return f" with {'+'.join(style.picture.name for style in item.files.styles)}{size}"


def _inputs(items: Iterable[Item]) -> Iterator[Path]:
    seen: set[Path] = set()
    for item in items:
        for path in inputs_of(item.files):
            if path not in seen:
                seen.add(path)
                yield path


def _key(path: Path) -> str:
    return os.path.realpath(path).casefold()


def _check_folder(folder: Path) -> None:
    """The output folder, or the nearest one above it that is there, can be written."""
    there = next(each for each in [folder.absolute(), *folder.absolute().parents] if each.exists())
    if not there.is_dir():
        raise InputError(f"{there} is a file.", "Name a folder to write to.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError(f"{there} cannot be written: permission is denied.", "Choose another folder.")
