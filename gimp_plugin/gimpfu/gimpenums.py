"""All constants of GIMP 2.10, without the GIMP_ in front: RGB, FILL_WHITE, RUN_INTERACTIVE, PDB_INT32, ..."""

from _gimpfu.enums import constants as _constants

globals().update(_constants())
