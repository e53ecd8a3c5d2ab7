"""Patterns for the names of a batch's results."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from ..errors import InputError
from ..imaging import SUFFIXES
from ..options import Options

OWN = {
    "name": "the picture's name without its suffix",
    "suffix": "its suffix with the dot; .png where that format cannot be written",
    "folder": "its folder below the one that was named",
    "index": "its number, counted from 1; {index:04} fills up with zeros",
    "style": "the style's name, several with + between them",
    "size": "the working size, own where it is the picture's",
    "look": "the look's name",
}
"""What a pattern may name beside the options."""
PATTERN_HELP = ", ".join(f"{{{name}}}: {what}" for name, what in OWN.items())
_TEMPLATE = "{folder}/{name}"


def default_pattern(styles: int, sizes: int) -> str:
    """The pattern where none is given: a picture's own name, and what tells the grid's pictures apart."""
    return _TEMPLATE + ("-{style}" if styles > 1 else "") + ("-{size}" if sizes > 1 else "")


def checked_pattern(pattern: str) -> str:
    """A pattern that ends in a suffix.

    Raises
    ------
    InputError
        It names something that is not there, or leads out of the output folder.
    """
    known = {*OWN, *(field.name for field in fields(Options))}
    try:
        named = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
    except ValueError as error:
        raise InputError(
            f"The pattern {pattern} cannot be used: {error}.", "Write { and } around names only."
        ) from None
    for name in named:
        if name not in known:
            raise InputError(f"The pattern {pattern} has no {{{name}}}.", f"There is {', '.join(sorted(known))}.")
    path = PureWindowsPath(pattern)
    if path.drive or path.root or PurePosixPath(pattern).is_absolute() or ".." in path.parts:
        raise InputError(f"The pattern {pattern} leads out of the output folder.", "Give a name inside it.")
    if pattern.endswith("{suffix}") or PurePosixPath(pattern).suffix.lower() in SUFFIXES:
        return pattern
    return pattern + "{suffix}"


def filled(pattern: str, values: Mapping[str, Any]) -> Path:
    """The path inside the output folder that a checked pattern gives; options are written as short as they can be.

    Raises
    ------
    InputError
        A format of the pattern does not fit its value.
    """
    words = {name: _word(value) for name, value in values.items()}
    try:
        return Path(pattern.format(**words).lstrip("/"))
    except (ValueError, TypeError) as error:
        raise InputError(f"The pattern {pattern} cannot be used: {error}.", "See impasto batch --help.") from None


def suffix_for(content: Path) -> str:
    """The content's suffix, or that of PNG where its format cannot be written."""
    return content.suffix if content.suffix.lower() in SUFFIXES else ".png"


def _word(value: Any) -> Any:
    """An option's value as part of a file's name; an integer stays one."""
    if value is None:
        return "own"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else value
