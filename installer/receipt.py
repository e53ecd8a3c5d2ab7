"""The receipt: the list of files and folders that were installed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from installer.files import missing_paths, write_if_different
from installer.places import Places


class Receipt:
    """What was installed, for later runs.

    Attributes
    ----------
    paths : files and folders, each listed before it is created
    device : the one that was asked for
    engine : the name of the engine's folder; empty before the first one is complete
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            known = json.loads(file.read_text("utf-8"))
            self.paths = {Path(path) for path in known["paths"]}
            self.device, self.engine = str(known.get("device", "")), str(known.get("engine", ""))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.paths, self.device, self.engine = set(), "", ""

    def update(self, made: Iterable[Path] = (), gone: Iterable[Path] = ()) -> None:
        """Add what will be created and drop what was removed."""
        self.paths = (self.paths | set(made)) - set(gone)
        known = {"device": self.device, "engine": self.engine, "paths": sorted(map(str, self.paths))}
        write_if_different(self.file, json.dumps(known, indent=1).encode())


def start_receipt(places: Places, device: str = "", made: Iterable[Path] = ()) -> None:
    """Create the data folder and list what will be created in it, so that an interrupted run can be removed.

    `device` is what the user asked for, which later runs keep to; `made` was created already.
    """
    parts = [places.engines, places.venv, places.models, places.work, places.log, places.lock]
    parts += [*places.engine_folders, *places.results]
    receipt = Receipt(places.receipt)
    receipt.device = device or receipt.device
    receipt.update(made=[*made, *(path for part in parts for path in missing_paths(part))])
