"""gimpfu for Python 3 on GIMP 2.10 and GIMP 3: `from gimpfu import *`, `register(...)`, `main()`.

GIMP's own gimpfu needs Python 2, which distributions no longer have. This one speaks to GIMP's C libraries through
ctypes and needs nothing but Python 3.9 or later and GIMP. README.md beside it says how to use it.

There is no __all__: as in the original, `from gimpfu import *` brings every name below, gettext and math included.
"""

import gettext
import math  # noqa: F401 - scripts find it here

import gimp
import gimpcolor  # noqa: F401 - scripts find it here
from _gimpfu.errors import CancelError, error  # noqa: F401 - scripts find them here
from _gimpfu.parameters import (  # noqa: F401 - scripts find them here
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
from _gimpfu.registry import main, register  # noqa: F401 - scripts find them here
from gimpenums import *  # noqa: F403 - scripts find all constants here

pdb = gimp.pdb
t = gettext.translation("gimp20-python", gimp.locale_directory, fallback=True)
_ = t.gettext


def fail(msg: str) -> None:
    """Show the user a message and end the script with it."""
    gimp.message(msg)
    raise error(msg)


def N_(message: str) -> str:  # noqa: N802 - its name in the original
    """Mark a text for translation; it is translated elsewhere."""
    return message
