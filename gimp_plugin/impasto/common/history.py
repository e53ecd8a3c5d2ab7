"""The last results of an image with their settings: JSON for a parasite of the image, which an XCF file keeps."""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common import recipes
from common.recipes import Recipe

PARASITE = "impasto-history"
"""The name of the parasite of an image."""
MOST, LONGEST = 8, 1 << 20
"""Results that are kept, and bytes of all of them."""
MOST_SHOWN = 24
"""Results that can be chosen among."""
SIDE, LARGEST_SIDE = 96, 128
"""Longest side of a thumbnail that is made, and of one that is read, in pixels."""


@dataclass(frozen=True)
class Thumbnail:
    """A small picture: 8-bit sRGB rows."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True)
class Entry:
    """One result: how it was painted, and how it looks."""

    recipe: Recipe
    thumbnail: Thumbnail | None = None


def read(data: bytes) -> list[Entry]:
    """The results of a parasite, the newest first; those that cannot be used are left out."""
    if len(data) > LONGEST:
        return []
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return []
    entries = map(_entry, found[:MOST] if isinstance(found, list) else [])
    return [entry for entry in entries if entry is not None]


def with_newest(entries: Sequence[Entry], newest: Entry) -> list[Entry]:
    """The results with one more; an older one with the same settings gives way."""
    return [newest, *(entry for entry in entries if not entry.recipe.is_like(newest.recipe))][:MOST]


def merged(of_layers: Sequence[Entry], of_image: Sequence[Entry]) -> list[Entry]:
    """The results that layers of the image say of themselves, and those that only the image remembers."""
    found: list[Entry] = []
    for entry in (*of_layers, *of_image):
        if not any(entry.recipe.is_like(other.recipe) for other in found):
            found.append(entry)
    return found


def to_json(entries: Sequence[Entry]) -> bytes:
    """The results for a parasite."""
    return json.dumps([_mapping(entry) for entry in entries]).encode()


def _mapping(entry: Entry) -> dict[str, Any]:
    recipe, picture = dataclasses.asdict(entry.recipe), entry.thumbnail
    if picture is None:
        return recipe
    packed = base64.b64encode(zlib.compress(picture.rgb)).decode()
    return {**recipe, "thumbnail": {"width": picture.width, "height": picture.height, "rgb": packed}}


def _entry(found: Any) -> Entry | None:
    recipe = recipes.from_mapping(found)
    return Entry(recipe, _thumbnail(found.get("thumbnail"))) if recipe else None


def _thumbnail(found: Any) -> Thumbnail | None:
    """The picture; None where it is not what it says it is."""
    try:
        width, height = int(found["width"]), int(found["height"])
        if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
            return None
        size = 3 * width * height
        rgb = zlib.decompressobj().decompress(base64.b64decode(found["rgb"]), size + 1)
        return Thumbnail(width, height, rgb) if len(rgb) == size else None
    except (AttributeError, LookupError, TypeError, ValueError, zlib.error):
        return None
