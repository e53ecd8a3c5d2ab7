"""What the engine remembers between runs on this machine: small JSON files in the user's state folder.

Nothing depends on them: a file that is damaged, too large, another user's or no file at all counts as missing.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import platformdirs

from ..files import private_folder, read_small, write_atomically

log = logging.getLogger(__name__)

MOST_BYTES = 1 << 20
"""Of a file; what is remembered takes some 100 KB."""


def load(name: str) -> dict[str, Any]:
    """A file's object; empty where it is missing or damaged."""
    try:
        known = json.loads(read_small(_path(name), MOST_BYTES, own=True))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        log.info("%s is left aside: %s", _path(name), error)
        return {}
    return known if isinstance(known, dict) else {}


def save(name: str, known: dict[str, Any]) -> None:
    """Write a file; where that is impossible nothing is remembered, and the log says so."""
    path = _path(name)
    try:
        private_folder(path.parent)
        write_atomically(path, (json.dumps(known, indent=2) + "\n").encode(), private=True)
    except (OSError, ValueError, RecursionError) as error:
        log.info("%s cannot be written: %s", path, error)


def folder() -> Path:
    """The user's state folder; it may not exist yet."""
    return platformdirs.user_state_path("impasto", appauthor=False)


def _path(name: str) -> Path:
    return folder() / name
