"""The help pages of the plug-in, and what GIMP 2.10's libraries do with them."""

from __future__ import annotations

from ctypes import c_char_p, c_int
from pathlib import Path

import gimp
from _gimpfu import libraries
from _gimpfu.libraries import declare, encoded
from gimp import pdb

from common import texts

_FOLDER = Path(__file__).resolve().parents[1]
_ICON_FILE = 2
"""GIMP_ICON_TYPE_IMAGE_FILE."""

declare(
    libraries.gimp,
    "libgimp",
    {
        "gimp_plugin_help_register": (c_int, c_char_p, c_char_p),
        "gimp_plugin_icon_register": (c_int, c_char_p, c_int, c_char_p),
    },
)


def register_help() -> None:
    """Say where the help pages are, while GIMP queries the plug-in."""
    libraries.gimp.gimp_plugin_help_register(encoded(texts.DOMAIN), encoded((_FOLDER / "help").as_uri()))


def register_icon(procedure: str) -> None:
    """Give a menu entry the plug-in's icon, while GIMP queries the plug-in."""
    libraries.gimp.gimp_plugin_icon_register(encoded(procedure), _ICON_FILE, encoded(str(_FOLDER / "impasto.png")))


def show_help(procedure: str) -> None:
    """Open the page of a procedure."""
    try:
        pdb.gimp_help(texts.DOMAIN, procedure)
    except RuntimeError as error:
        gimp.message(str(error))
