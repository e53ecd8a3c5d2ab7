"""The folder of the exported graphs, which are built where they are missing, and its manifest.

A file that was damaged could paint another picture without an error, so each is compared with the manifest's checksum
once for its size and time stamp; what was compared is remembered.
"""

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
from ..files import checksum, installation
from . import state

MANIFEST = "manifest.json"
FORMAT = 2
"""The inputs and outputs that the engine expects of the graphs; as in export/build.py."""
STATE = "graphs.json"
log = logging.getLogger(__name__)


def models_directory() -> Path:
    """The folder of the graphs: $IMPASTO_MODELS, those installed with this engine, or `models` in the user's data."""
    named = os.environ.get("IMPASTO_MODELS")
    if named:
        return Path(named)
    return (installation() or platformdirs.user_data_path("impasto", appauthor=False)) / "models"


def ensure_models() -> Path:
    """The folder of the graphs, verified; they are built first (weights downloaded once) where they are missing.

    Raises
    ------
    EngineError
        They are missing and cannot be built, a file is not what the manifest says, or they are of another version.
    """
    folder = models_directory()
    if not (folder / MANIFEST).is_file():
        from export import ExportError, build

        log.warning("Building the network's graphs in %s (once; downloads the weights).", folder)
        try:
            build(folder)
        except ExportError as error:
            raise EngineError("{reason}", code="export-failed", reason=str(error)) from error
    verify(folder)
    return folder


def ensure_faces() -> Path:
    """The file of the network that finds faces; it is built first (weights downloaded once) where it is missing.

    Raises
    ------
    EngineError
        It is missing and cannot be built.
    """
    from export import ExportError
    from export.faces import FILE, build_faces

    file = models_directory() / FILE
    if file.is_file():
        return file
    log.warning("Fetching the network that finds faces, 7 MB, once.")
    try:
        return build_faces(file.parent)
    except ExportError as error:
        raise EngineError(
            "The network that finds faces cannot be had: {reason}",
            "Leave faces to be painted, or give a strength map.",
            code="no-face-network",
            reason=str(error),
        ) from error


def verify(folder: Path) -> None:
    """Compare the files that are new, or changed since they were compared, with the manifest.

    Raises
    ------
    EngineError
        One is missing or damaged, or all are of another version: with other inputs.
    """
    known, place = state.load(STATE), str(folder.resolve())
    before = known.get(place)
    before = before if isinstance(before, dict) else {}
    now = {name: _stamp(folder / name, expected) for name, expected in _manifest(folder, "files", {}).items()}
    for name, stamp in now.items():
        if before.get(name) != stamp and checksum(folder / name) != stamp[-1]:
            raise _damaged(folder / name)
    if _manifest(folder, "graphs", {}).get("format") != FORMAT:
        raise EngineError(
            "The graphs in {folder} are of another version of Impasto.",
            "Run python -m export again.",
            code="other-graphs",
            folder=str(folder),
        )
    if now != before:
        others = {other: files for other, files in known.items() if Path(other).is_dir() and other != place}
        state.save(STATE, {**others, place: now})


def _stamp(file: Path, expected: str) -> list[Any]:
    """What a file is remembered by: its size, its time stamp, and what it was compared with."""
    try:
        found = file.stat()
    except OSError:
        raise _damaged(file) from None
    return [found.st_size, found.st_mtime_ns, expected]


def _damaged(file: Path) -> EngineError:
    return EngineError(
        "{file} is missing or damaged.", "Run python -m export again.", code="damaged-graphs", file=str(file)
    )


def weights_checksum(folder: Path) -> str:
    """The sha256 of the weights that the folder's graphs are made of, as its manifest says."""
    return str(_manifest(folder, "weights")["sha256"])


def shared_constants(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The constants that all sessions can share, by name, mapped from their file and not read yet."""
    return {
        name: np.memmap(folder / place["location"], np.float32, "r", place["offset"], tuple(place["dims"]))
        for name, place in _manifest(folder, "shared").items()
    }


def _manifest(folder: Path, part: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text())
        return dict(found[part] if default is None else found.get(part, default))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EngineError(
            "{file} cannot be read.",
            "Run python -m export again.",
            code="unreadable-manifest",
            file=str(folder / MANIFEST),
        ) from error
