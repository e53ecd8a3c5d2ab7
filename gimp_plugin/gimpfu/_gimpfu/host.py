"""Which GIMP started this script: GIMP 3 puts the version of its protocol between -gimp and the two pipes."""

from __future__ import annotations

import sys


def is_gimp_3(arguments: list[str]) -> bool:
    """Whether a command line is one of GIMP 3: PROGRAM -gimp PROTOCOL READ WRITE -run MODE."""
    return arguments[1:2] == ["-gimp"] and len(arguments) > 5 and arguments[5].startswith("-")


IS_GIMP_3 = is_gimp_3(sys.argv)
