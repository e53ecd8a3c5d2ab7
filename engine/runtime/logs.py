"""The log file of programs without a terminal."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import platformdirs

from ..files import private_folder


def log_to_file(name: str) -> Path:
    """Send this package's log to a small rotating file in the user's log folder, where that can be written."""
    path = platformdirs.user_log_path("impasto", appauthor=False) / name
    try:
        private_folder(path.parent)
        handler = _PrivateHandler(path, maxBytes=1 << 20, backupCount=1, encoding="utf-8")
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("engine")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path


class _PrivateHandler(RotatingFileHandler):
    """Its files can be read by their user alone; a named pipe in their place is an error instead of a wait."""

    def _open(self) -> Any:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)

        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=opener)
