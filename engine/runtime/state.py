"""What the engine remembers of this machine: small JSON files in the user's state folder."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import platformdirs

log = logging.getLogger(__name__)


def load(name: str) -> dict[str, Any]:
    """A file's object; empty where it is missing or damaged."""
    try:
        known = json.loads(_path(name).read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def keep(name: str, known: dict[str, Any]) -> None:
    """Write a file in one step; where that is impossible nothing is remembered, and the log says so."""
    path = _path(name)
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(known, indent=2) + "\n")
        part.replace(path)
    except OSError as error:
        log.info("%s cannot be kept: %s", path, error)


def _path(name: str) -> Path:
    return platformdirs.user_state_path("impasto", appauthor=False) / name
