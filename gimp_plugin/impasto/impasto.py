#!/usr/bin/env python3
"""Impasto inside the editor: picks the host it runs in. GIMP starts this file; the other files are its modules."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def host_module() -> str:
    """The module for the editor that started this process: `gimp3` for GIMP 3.x."""
    try:
        import gi

        gi.require_version("Gimp", "3.0")
    except (ImportError, ValueError) as error:
        raise SystemExit(f"Impasto needs GIMP 3.0 or newer with Python plug-ins: {error}.") from error
    return "gimp3"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    importlib.import_module(host_module()).main(sys.argv)
