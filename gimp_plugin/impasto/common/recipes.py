"""How a layer was painted: settings and styles as JSON, for a parasite of the layer that an XCF file keeps.

A recipe names pictures by file name and checksum, never by folder, so that a file that is passed on does not describe
its maker's disk; where they are is remembered on this machine alone. What is read may come from anywhere.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import kept, settings
from common.errors import InputError
from common.texts import strength_and_brush
from options import Options

PARASITE = "impasto-recipe"
"""The name of the parasite of a painted layer."""
PERSISTENT, UNDOABLE = 1, 2
"""GIMP's flags of a parasite: it is saved in an XCF file; attaching it is undone with what was painted."""
LONGEST, LONGEST_WORD, MOST_STYLES = 1 << 16, 300, 100
"""Bytes of a recipe, letters of a name, and styles: more are not read."""
_OF_THE_MACHINE = ("device", "threads", "memory-limit")
REMEMBERED = 300
"""Places of style files that are kept; the oldest go first."""


@dataclass(frozen=True)
class UsedStyle:
    """A style as a recipe names it.

    `title` is for people, `layer` the layer's name; `is_here` says that it is in the painted image. `file` and `sha256`
    are the picture file's name and checksum, empty where it is none.
    """

    title: str
    layer: str = ""
    is_here: bool = False
    file: str = ""
    sha256: str = ""
    weight: float = 1.0
    region: str = ""


@dataclass(frozen=True)
class Recipe:
    """What a layer of this name was painted with: arguments by name, and the styles; `when` in seconds since 1970.

    `strength_map` names a channel, or what else there is, as the argument does.
    """

    name: str
    values: Mapping[str, Any]
    styles: Sequence[UsedStyle]
    when: float = 0.0
    strength_map: str = ""

    def to_json(self) -> bytes:
        """The recipe for a parasite."""
        return json.dumps({"version": 1, **dataclasses.asdict(self)}).encode()

    def is_like(self, other: Recipe) -> bool:
        """Whether both have the same settings and styles."""
        mine, others = ((dict(one.values), list(one.styles), one.strength_map) for one in (self, other))
        return mine == others

    def summary(self) -> str:
        """Strength, brush size and styles, in a line."""
        settings_in_words = strength_and_brush(self.values["strength"], self.values["style-scale"])
        return ", ".join([settings_in_words, *(each.title for each in self.styles)])


def made(name: str, options: Options, result: str, styles: Sequence[UsedStyle], strength_map: str = "") -> Recipe:
    """The recipe of what is painted now."""
    return Recipe(name, _values(options, result), list(styles), time.time(), strength_map)


def read(data: bytes) -> Recipe | None:
    """A recipe from a parasite; None where it is none that can be used."""
    if len(data) > LONGEST:
        return None
    try:
        return from_mapping(json.loads(data))
    except (ValueError, RecursionError):
        return None


def from_mapping(found: Any) -> Recipe | None:
    """A recipe from what JSON holds; values of this machine alone, and unknown ones, are left out."""
    try:
        known = {one.name: one for one in settings.arguments(Options) if one.name not in _OF_THE_MACHINE}
        values = {name: value for name, value in found["values"].items() if name in known}
        result = values.pop("result", settings.IN_PLACE)
        if result not in known["result"].choices:
            return None
        values = _values(settings.to_options(values, Options), result)
        styles = [_style(each) for each in found["styles"][:MOST_STYLES]]
        when = float(found["when"])
        when, strength_map = when if math.isfinite(when) else 0.0, _word(found.get("strength_map", ""))
        return Recipe(_word(found["name"]), values, styles, when, strength_map)
    except (InputError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def remember(file: Path) -> str:
    """Note where a style file is on this machine; its checksum, empty where it cannot be read."""
    try:
        checksum = _checksum(file)
        places = {key: place for key, place in _places().items() if key != checksum}
        places[checksum] = str(file.resolve())
        _memory().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _memory().write_text(json.dumps(dict(list(places.items())[-REMEMBERED:])), encoding="utf-8")
    except OSError:
        return ""
    return checksum


def find_file(style: UsedStyle) -> Path | None:
    """The file of a style, if it is where it was and has not changed."""
    place = _places().get(style.sha256) if style.sha256 else None
    with contextlib.suppress(OSError, TypeError, ValueError):
        if place and _checksum(Path(place)) == style.sha256:
            return Path(place)
    return None


def _values(options: Options, result: str) -> dict[str, Any]:
    """The values of the arguments, but for those that are of this machine alone."""
    values = {key: value for key, value in settings.from_options(options).items() if key not in _OF_THE_MACHINE}
    return {**values, "result": result}


def _checksum(file: Path) -> str:
    """The sha256 of a file, which may be large."""
    summed = hashlib.sha256()
    with file.open("rb") as opened:
        while part := opened.read(1 << 20):
            summed.update(part)
    return summed.hexdigest()


def _places() -> dict[str, str]:
    """Paths of style files by their checksums."""
    try:
        found = json.loads(_memory().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _memory() -> Path:
    return kept.place().parent / "styles-of-gimp.json"


def _style(found: Mapping[str, Any]) -> UsedStyle:
    weight = float(found["weight"])
    if not 0 < weight < math.inf:
        raise ValueError(weight)
    words = {name: _word(found[name]) for name in ("title", "layer", "file", "sha256", "region")}
    return UsedStyle(is_here=bool(found["is_here"]), weight=weight, **words)


def _word(found: Any) -> str:
    if not isinstance(found, str) or len(found) > LONGEST_WORD:
        raise ValueError("no short text")
    return found
