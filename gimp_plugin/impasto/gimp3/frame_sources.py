"""The styles of the procedure `plug-in-impasto-frames` in GIMP 3: those of `plug-in-impasto`, with another help."""

from __future__ import annotations

from common.frames import HELP
from gimp3.style_sources import SOURCE_HELP, declare, given, new_row

__all__ = ["HELP", "SOURCE_HELP", "declare", "given", "new_row"]
