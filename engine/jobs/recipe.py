"""How a picture was made: written into it as JSON, and read again to make it once more.

A recipe names its pictures by file name and checksum, never by folder: a picture that is passed on tells nothing of its
maker's disk. Where those files were is remembered on this machine alone (state.py).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..imaging.metadata import read_note
from ..options import Options
from ..runtime import state
from ..version import __version__

log = logging.getLogger(__name__)

STATE = "pictures.json"
REMEMBERED = 500
"""Places of pictures that are kept; the oldest go first."""


@dataclass(frozen=True)
class Source:
    """A picture that was used: its file's name and sha256, and its width and height in pixels."""

    file: str
    sha256: str
    size: tuple[int, int]


@dataclass(frozen=True)
class Recipe:
    """All that it takes to make a picture again.

    Attributes
    ----------
    weights, scales : as in `stylize`
    start : what `options` with the start "picture" started from
    regions, style_masks : as in `stylize`, in files
    options : all of them, with the device, threads and memory that were really used
    look : the look that they came from, if any
    model_sha256, version : of the network's weights, of Impasto
    stopped_after : evaluations, if it was finished early
    """

    content: Source
    styles: list[Source]
    options: dict[str, Any]
    weights: Sequence[float] | None = None
    scales: Sequence[float] | None = None
    start: Source | None = None
    look: str | None = None
    model_sha256: str = ""
    version: str = field(default=__version__)
    stopped_after: int | None = None
    regions: list[Source | None] | None = None
    style_masks: list[Source | None] | None = None

    def to_json(self) -> str:
        """The recipe as one line of ASCII."""
        return json.dumps(asdict(self))


def source(file: Path, size: tuple[int, int]) -> Source:
    """A picture's file as a recipe names it; this machine remembers where it is."""
    checksum = _checksum(file)
    known = {key: place for key, place in state.load(STATE).items() if key != checksum}
    known[checksum] = str(file.resolve())
    state.keep(STATE, dict(list(known.items())[-REMEMBERED:]))
    return Source(file.name, checksum, size)


def find(wanted: Source, picture: Path) -> Path:
    """The file that a recipe in `picture` names: beside it, in the current folder, or where it was when it was used.

    Raises
    ------
    InputError
        It is missing, or not the same file any more.
    """
    there = [place for place in _places(wanted, picture) if place.is_file()]
    for place in there:
        if _checksum(place) == wanted.sha256:
            return place
    if there:
        raise InputError(
            f"{there[0]} is not the {wanted.file} that {picture} was made with: its contents differ.",
            "Name the right pictures, CONTENT and then each STYLE.",
        )
    raise InputError(
        f"{wanted.file}, which {picture} was made with, is not beside it, nor where it was.",
        "Put it there, or name the pictures: CONTENT and then each STYLE.",
    )


def read_recipe(picture: Path) -> Recipe:
    """The recipe in a picture's file.

    Raises
    ------
    InputError
        It has none, or one that cannot be used.
    """
    note = read_note(picture)
    if note is None:
        raise InputError(
            f"{picture} does not say how it was made.",
            "Give a PNG, TIFF, JPEG or WebP file as `impasto style` wrote it.",
        )
    try:
        recipe = _parsed(json.loads(note))
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # OptionError is among them
        raise InputError(f"The recipe in {picture} cannot be used: {error}", "Give the options yourself.") from error
    if recipe.version != __version__:
        log.warning(
            "%s was made by version %s; this is %s, and the result may differ.", picture, recipe.version, __version__
        )
    return recipe


def _parsed(found: Mapping[str, Any]) -> Recipe:
    """A recipe from JSON; options are checked, file names are names alone."""
    optional = ("weights", "scales", "look", "stopped_after")
    return Recipe(
        _source(found["content"]),
        [_source(style) for style in found["styles"]],
        Options.from_mapping(found["options"]).to_mapping(),
        start=_source(found["start"]) if found.get("start") else None,
        regions=_sources(found.get("regions")),
        style_masks=_sources(found.get("style_masks")),
        model_sha256=str(found["model_sha256"]),
        version=str(found["version"]),
        **{name: found.get(name) for name in optional},
    )


def _sources(found: Sequence[Mapping[str, Any] | None] | None) -> list[Source | None] | None:
    return None if found is None else [None if each is None else _source(each) for each in found]


def _source(found: Mapping[str, Any]) -> Source:
    name = str(found["file"])
    if Path(name).name != name:
        raise ValueError(f"{name!r} is not the name of a file")
    return Source(name, str(found["sha256"]), (int(found["size"][0]), int(found["size"][1])))


def _places(wanted: Source, picture: Path) -> Iterator[Path]:
    yield picture.parent / wanted.file
    yield Path(wanted.file)
    remembered = state.load(STATE).get(wanted.sha256)
    if isinstance(remembered, str):
        yield Path(remembered)


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
