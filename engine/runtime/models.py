"""The folder of the exported graphs, which are built where they are missing, and its manifest."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from ..errors import EngineError

MANIFEST = "manifest.json"
log = logging.getLogger(__name__)


def models_directory() -> Path:
    """The folder of the graphs: $IMPASTO_MODELS, else `models` in the user's data folder."""
    named = os.environ.get("IMPASTO_MODELS")
    return Path(named) if named else platformdirs.user_data_path("impasto", appauthor=False) / "models"


def ensure_models() -> Path:
    """The folder of the graphs, which are built first (weights downloaded once) where they are missing.

    Raises
    ------
    EngineError
        The graphs are missing and cannot be built.
    """
    folder = models_directory()
    if not (folder / MANIFEST).is_file():
        from export import ExportError, build

        log.warning("Building the network's graphs in %s (once; downloads the weights).", folder)
        try:
            build(folder)
        except ExportError as error:
            raise EngineError("{reason}", code="export-failed", reason=str(error)) from error
    return folder


def weights_checksum(folder: Path) -> str:
    """The sha256 of the weights that the folder's graphs are made of, as its manifest says."""
    return str(_manifest(folder, "weights")["sha256"])


def shared_constants(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The constants that all sessions can share, by name, mapped from their file and not read yet."""
    return {
        name: np.memmap(folder / place["location"], np.float32, "r", place["offset"], tuple(place["dims"]))
        for name, place in _manifest(folder, "shared").items()
    }


def _manifest(folder: Path, part: str) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / MANIFEST).read_text())[part])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            "{file} cannot be read.",
            "Run python -m export again.",
            code="unreadable-manifest",
            file=str(folder / MANIFEST),
        ) from error
