"""The receipt: the list of files and folders that were installed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from installer.files import missing_paths, write_if_different
from installer.places import Places


class Receipt:
    """The installed files and folders, for later runs. Each is listed before it is created."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.paths = {Path(path) for path in json.loads(file.read_text("utf-8"))["paths"]}
        except (OSError, ValueError, KeyError, TypeError):
            self.paths = set()

    def update(self, made: Iterable[Path] = (), gone: Iterable[Path] = ()) -> None:
        """Add what will be created and drop what was removed."""
        self.paths = (self.paths | set(made)) - set(gone)
        write_if_different(self.file, json.dumps({"paths": sorted(map(str, self.paths))}, indent=1).encode())


def start_receipt(places: Places) -> None:
    """Create the data folder and list what will be created in it, so that an interrupted run can be removed."""
    parts = [places.venv, places.models, places.work, places.log, *places.engine_folders]
    Receipt(places.receipt).update(made=[path for part in parts for path in missing_paths(part)])
