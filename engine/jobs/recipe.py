"""How a picture was made: written into it as JSON, and read again to make it once more.

A recipe names its pictures by file name and checksum, never by folder, so that a picture that is passed on does not
describe its maker's disk. Where those files were is remembered on this machine alone (state.py).
"""

from __future__ import annotations

import json
import logging
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from ..errors import InputError
from ..files import checksum
from ..imaging.metadata import read_note
from ..losses.style import Style, styles_of
from ..options import Options
from ..runtime import state
from ..tracking.report import Result
from ..version import __version__
from .machine_limits import within_machine

log = logging.getLogger(__name__)

STATE = "pictures.json"
REMEMBERED = 500
"""Places of pictures that are kept; the oldest go first."""

LONGEST_NOTE, LONGEST_WORD, LONGEST_REASON, MOST_STYLES = 1 << 20, 255, 300, 100
"""What a recipe in a file may hold: characters in all and in a name, and pictures. Files come from anywhere."""


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
    start : what `options` with the start "picture" started from
    options : all of them, with the device, threads and memory that were really used
    look : the look that they came from, if any
    model_sha256, version : of the network's weights, of Impasto
    stopped_after : evaluations, if it was finished early
    strength_map : how much of the strength each place got, where there was one
    """

    content: Source
    styles: Sequence[Style[Source]]
    options: dict[str, Any]
    start: Source | None = None
    look: str | None = None
    model_sha256: str = ""
    version: str = field(default=__version__)
    stopped_after: int | None = None
    strength_map: Source | None = None

    def completed(self, result: Result) -> Recipe:
        """The recipe with what was really used, so that another day and another load of the machine change nothing."""
        report = result.report
        used = {"device": report["device"], "threads": report["threads"], "memory_limit": report["planned_memory_mib"]}
        return replace(
            self,
            options={**report["options"], **used},
            model_sha256=report["model_sha256"],
            stopped_after=report["evaluations"] if result.stopped else None,
        )

    def to_json(self) -> str:
        """The recipe as one line of ASCII: a list for each attribute of the styles, null where it has no values."""
        weights = [style.weight for style in self.styles]
        values = {
            "content": self.content,
            "styles": [style.picture for style in self.styles],
            "options": self.options,
            "weights": weights if any(weight != 1 for weight in weights) else None,
            "scales": _unless_empty([style.scale for style in self.styles]),
            "start": self.start,
            "look": self.look,
            "model_sha256": self.model_sha256,
            "version": self.version,
            "stopped_after": self.stopped_after,
            "regions": _unless_empty([style.region for style in self.styles]),
            "style_masks": _unless_empty([style.mask for style in self.styles]),
        }
        if self.strength_map:
            values["strength_map"] = self.strength_map
        return json.dumps(values, default=asdict)


def source(file: Path, size: tuple[int, int]) -> Source:
    """A picture's file as a recipe names it; this machine remembers where it is."""
    found = source_of(file, size)
    remember({found.sha256: file})
    return found


def source_of(file: Path, size: tuple[int, int]) -> Source:
    """A picture's file as a recipe names it; nothing is remembered."""
    return Source(file.name, checksum_of(file), size)


def remember(files: Mapping[str, Path]) -> None:
    """Note where the files of these checksums are on this machine."""
    known = {key: place for key, place in state.load(STATE).items() if key not in files}
    known.update({key: str(file.resolve()) for key, file in files.items()})
    state.save(STATE, dict(list(known.items())[-REMEMBERED:]))


def find(wanted: Source, picture: Path) -> Path:
    """The file that a recipe in `picture` names: beside it, in the current folder, or where it was when it was used.

    Raises
    ------
    InputError
        It is missing, or not the same file any more.
    """
    there = [place for place in _places(wanted, picture) if place.is_file()]
    for place in there:
        if checksum_of(place) == wanted.sha256:
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
        recipe = _parsed(parse_note(note))
    except (ArithmeticError, AttributeError, InputError, LookupError, TypeError, ValueError) as error:
        reason = str(error)[:LONGEST_REASON]  # OptionError is a ValueError
        raise InputError(f"The recipe in {picture} cannot be used: {reason}", "Give the options yourself.") from error
    options, notices = within_machine(recipe.options, recipe.content.size)
    recipe = replace(recipe, options=options)
    for notice in notices:
        log.warning("%s: %s", picture, notice)
    if recipe.version != __version__:
        log.warning(
            "%s was made by version %s; this is %s, and the result may differ.", picture, recipe.version, __version__
        )
    return recipe


def parse_note(note: str) -> dict[str, Any]:
    """The JSON of a recipe, unchecked.

    Raises
    ------
    ValueError
        It is no object, too long or too deep, or has numbers that are none.
    """
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"it has {len(note)} characters")
    try:
        found = json.loads(note, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("it is not an object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large")
    return number


def _parsed(found: Mapping[str, Any]) -> Recipe:
    """A recipe from JSON; options are checked, file names are names alone."""
    if not 0 < len(found["styles"]) <= MOST_STYLES:
        raise ValueError(f"it has {len(found['styles'])} styles")
    styles = styles_of(
        [_source(style) for style in found["styles"]],
        found.get("weights"),
        found.get("scales"),
        _sources(found.get("regions")),
        _sources(found.get("style_masks")),
    )
    return Recipe(
        _source(found["content"]),
        styles,
        Options.from_mapping(found["options"]).to_mapping(),
        start=_source(found["start"]) if found.get("start") else None,
        look=None if found.get("look") is None else _word(found["look"]),
        model_sha256=_word(found["model_sha256"]),
        version=_word(found["version"]),
        stopped_after=None if found.get("stopped_after") is None else _count(found["stopped_after"]),
        strength_map=_source(found["strength_map"]) if found.get("strength_map") else None,
    )


def _sources(found: Sequence[Mapping[str, Any] | None] | None) -> list[Source | None] | None:
    return None if found is None else [None if each is None else _source(each) for each in found]


def _unless_empty(values: Sequence[Any]) -> Sequence[Any] | None:
    """The values, or None where all are None."""
    return None if all(value is None for value in values) else values


def _source(found: Mapping[str, Any]) -> Source:
    name = _word(found["file"])
    if Path(name).name != name:
        raise ValueError(f"{name!r} is not the name of a file")
    sha256 = _word(found["sha256"])
    width, height = (_count(side, 1) for side in found["size"])
    return Source(name, sha256, (width, height))


def _word(found: Any) -> str:
    """A short text without control characters."""
    if not isinstance(found, str) or len(found) > LONGEST_WORD or any(unicodedata.category(c) == "Cc" for c in found):
        raise ValueError(f"{ascii(found)[:40]} is not a short text")
    return found


def _count(found: Any, least: int = 0) -> int:
    """A number of pixels or evaluations."""
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found < 1 << 31:
        raise ValueError(f"{ascii(found)[:40]} is not a whole number of at least {least}")
    return found


def _places(wanted: Source, picture: Path) -> Iterator[Path]:
    yield picture.parent / wanted.file
    yield Path(wanted.file)
    remembered = state.load(STATE).get(wanted.sha256)
    if isinstance(remembered, str):
        yield Path(remembered)


def checksum_of(file: Path) -> str:
    """The sha256 of a file's contents, in hexadecimal digits."""
    return checksum(file)
