"""The engine's ready-made wheel, in a checkout that `--bundle` made."""

from __future__ import annotations

import json
from pathlib import Path

from installer.errors import InstallError
from installer.files import hash_of

WHEELS, HASHES = "wheels", "bundle.json"


def find_wheel(checkout: Path) -> Path | None:
    """The wheel, which must be the one that the bundle was made with; None in a checkout of the repository.

    Raises
    ------
    InstallError
        It is missing or damaged.
    """
    try:
        known = json.loads((checkout / HASHES).read_text("utf-8"))["wheel"]
        file = checkout / WHEELS / Path(known["name"]).name
        expected = known["sha256"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise InstallError(f"{checkout / HASHES} is damaged; unpack the bundle again.") from None
    if hash_of(file) != expected:
        raise InstallError(f"{file} is missing or damaged; unpack the bundle again.")
    return file
