"""What a dialog remembers in a file: the last values, and those the user has saved, beyond the end of the editor.

Where an editor has no such files of its own.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from common.settings import Argument

MOST_BYTES = 1 << 20
"""Of the file."""


class Remembered:
    """A file of JSON values by their names; one that is damaged, huge or cannot be written counts as empty."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self, name: str) -> Any:
        """The value of this name; None where there is none."""
        return self._read().get(name)

    def save(self, name: str, value: Any) -> bool:
        """Save a value; whether that was possible."""
        text, part = json.dumps({**self._read(), name: value}, indent=1), self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, encoding="utf-8")
            part.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            return False
        return True

    def _read(self) -> dict[str, Any]:
        try:
            if not self._file.is_file() or self._file.stat().st_size > MOST_BYTES:
                return {}
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}


def fitting(values: Any, arguments: Sequence[Argument]) -> dict[str, Any]:
    """A value for each argument: that of `values`, where it has one that fits, else the default."""
    known: Mapping[str, Any] = values if isinstance(values, dict) else {}
    return {one.name: known[one.name] if _fits(one, known.get(one.name)) else one.default for one in arguments}


def _fits(one: Argument, value: Any) -> bool:
    """Whether a value is of the argument's kind and within its range."""
    if one.kind in ("int", "float"):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and one.low <= value <= one.high and (one.kind == "float" or isinstance(value, int))
    if one.kind == "choice":
        return isinstance(value, str) and value in one.choices
    return isinstance(value, bool if one.kind == "bool" else str)
