"""The log file of programs without a terminal."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs


def log_to_file(name: str) -> Path:
    """Send this package's log to a small rotating file in the user's log folder, where that can be written."""
    path = platformdirs.user_log_path("impasto", appauthor=False) / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1 << 20, backupCount=1, encoding="utf-8")
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("engine")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path
