"""All constants of GIMP, without the GIMP_ in front: RGB, FILL_WHITE, RUN_INTERACTIVE, PDB_INT32, ..."""

from _gimpfu.enums import constants as _constants
from _gimpfu.enums import constants_of_gimp_3 as _constants_of_gimp_3
from _gimpfu.host import IS_GIMP_3 as _IS_GIMP_3

globals().update(_constants_of_gimp_3() if _IS_GIMP_3 else _constants())
