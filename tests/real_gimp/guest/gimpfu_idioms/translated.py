#!/usr/bin/env python
"""Translations and the user's folders: gettext, where files go, what GIMP runs on."""

import os

from gimpfu import *

gettext.install("gimp20-python", gimp.locale_directory)


def translated():
    label = N_("_Console")
    folders = [gimp.directory, gimp.data_directory, gimp.plug_in_directory, gimp.personal_rc_file("palettes")]
    pictures = gimp.user_directory(USER_DIRECTORY_PICTURES)
    known = all(isinstance(folder, str) and os.path.isabs(folder) for folder in folders)
    light, dark = gimp.checks_get_shades(gimp.check_type())
    return _(label), known, pictures is None or os.path.isabs(pictures), light > dark, gimp.version[0] >= 2


register(
    "translated",
    "Translations and the user's folders",
    "Translations and the user's folders",
    "Impasto",
    "MIT",
    "2026",
    "Translated...",
    "",
    [],
    [
        (PF_STRING, "label", "Label"),
        (PF_TOGGLE, "known", "Known"),
        (PF_TOGGLE, "pictures", "Pictures"),
        (PF_TOGGLE, "shades", "Shades"),
        (PF_TOGGLE, "version", "Version"),
    ],
    translated,
    menu="<Image>/Filters/Idioms",
)

main()
