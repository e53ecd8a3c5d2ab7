"""gimpfu for Python 3 on GIMP 2.10: `from gimpfu import *`, `register(...)`, `main()`.

GIMP's own gimpfu needs Python 2, which distributions no longer have. This one speaks to GIMP's C libraries through
ctypes and needs nothing but Python 3.9 or later and GIMP 2.10. docs/GIMPFU.md says what it covers.
"""

from __future__ import annotations

import math

import gimp
import gimpcolor
import gimpenums
from _gimpfu.errors import CancelError, error
from _gimpfu.parameters import (  # noqa: F401 - all of them are in __all__
    PF_ADJUSTMENT,
    PF_BOOL,
    PF_BRUSH,
    PF_CHANNEL,
    PF_COLOR,
    PF_COLOUR,
    PF_DIRNAME,
    PF_DISPLAY,
    PF_DRAWABLE,
    PF_FILE,
    PF_FILENAME,
    PF_FLOAT,
    PF_FONT,
    PF_GRADIENT,
    PF_IMAGE,
    PF_INT,
    PF_INT8,
    PF_INT16,
    PF_INT32,
    PF_ITEM,
    PF_LAYER,
    PF_OPTION,
    PF_PALETTE,
    PF_PATTERN,
    PF_RADIO,
    PF_SLIDER,
    PF_SPINNER,
    PF_STRING,
    PF_TEXT,
    PF_TOGGLE,
    PF_VALUE,
    PF_VECTORS,
)
from _gimpfu.registry import main, register
from gimpenums import *  # noqa: F403 - scripts find all constants here

pdb = gimp.pdb

__all__ = [
    *(name for name in vars(gimpenums) if name.isupper() and not name.startswith("_")),
    *(name for name in globals() if name.startswith("PF_")),
    "CancelError",
    "error",
    "gimp",
    "gimpcolor",
    "gimpenums",
    "main",
    "math",
    "pdb",
    "register",
]
