#!/usr/bin/env python3
"""The Python console, in the menu where the original had it: Filters > Python-Fu > Console."""

from gimpfu import *  # noqa: F403


def console():
    """Open the console and wait until it is closed."""
    from _gimpfu.console import Console

    Console().run()


register(  # noqa: F405
    "python-fu-console",
    N_("Interactive GIMP Python interpreter"),  # noqa: F405
    "Type in commands and see results",
    "Impasto",
    "MIT",
    "2026",
    N_("_Console"),  # noqa: F405
    "",
    [],
    [],
    console,
    menu="<Image>/Filters/Languages/Python-Fu",
    domain=("gimp20-python", gimp.locale_directory),  # noqa: F405
)

main()  # noqa: F405
