"""The receipt: the list of files and folders that were installed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from installer.files import missing_paths, write_if_different
from installer.places import Places


class Receipt:
    """The installed files and folders, each listed before it is created, and the device asked for, for later runs."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            known = json.loads(file.read_text("utf-8"))
            self.paths = {Path(path) for path in known["paths"]}
            self.device = str(known.get("device", ""))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.paths, self.device = set(), ""

    def update(self, made: Iterable[Path] = (), gone: Iterable[Path] = ()) -> None:
        """Add what will be created and drop what was removed."""
        self.paths = (self.paths | set(made)) - set(gone)
        known = {"device": self.device, "paths": sorted(map(str, self.paths))}
        write_if_different(self.file, json.dumps(known, indent=1).encode())


def start_receipt(places: Places, device: str = "") -> None:
    """Create the data folder and list what will be created in it, so that an interrupted run can be removed.

    `device` is what the user asked for, which later runs keep to.
    """
    parts = [places.venv, places.models, places.work, places.log, *places.engine_folders]
    receipt = Receipt(places.receipt)
    receipt.device = device or receipt.device
    receipt.update(made=[path for part in parts for path in missing_paths(part)])
