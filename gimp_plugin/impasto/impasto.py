#!/usr/bin/env python3
"""The entry that GIMP starts: finds out which GIMP that is, and runs the plug-in from `gimp2` or `gimp3`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def host_package(argv: list[str]) -> str:
    """The package for the editor that started this process: `gimp2` for GIMP 2.10, `gimp3` for GIMP 3.x."""
    # GIMP 2.10 starts a plug-in with "-gimp READ WRITE -run ...", GIMP 3 has a number more before the "-run".
    if argv[4:5] and argv[4].startswith("-"):
        return "gimp2"
    try:
        import gi

        gi.require_version("Gimp", "3.0")
    except (ImportError, ValueError) as error:
        raise SystemExit(f"Impasto needs GIMP 2.10, or GIMP 3.0 or newer with Python plug-ins: {error}.") from error
    return "gimp3"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    importlib.import_module(f"{host_package(sys.argv)}.plugin").main(sys.argv)
