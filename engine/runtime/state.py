"""What the engine remembers between runs on this machine: small JSON files in the user's state folder."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import platformdirs

from ..files import write_atomically

log = logging.getLogger(__name__)


def load(name: str) -> dict[str, Any]:
    """A file's object; empty where it is missing or damaged."""
    try:
        known = json.loads(_path(name).read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def save(name: str, known: dict[str, Any]) -> None:
    """Write a file; where that is impossible nothing is remembered, and the log says so."""
    path = _path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, (json.dumps(known, indent=2) + "\n").encode())
    except OSError as error:
        log.info("%s cannot be written: %s", path, error)


def _path(name: str) -> Path:
    return platformdirs.user_state_path("impasto", appauthor=False) / name
