#!/usr/bin/env python
"""Parasites: settings that travel with the image, the layer and GIMP."""

import json

from gimpfu import *


def settings_in_parasites(image, drawable, words):
    found = image.parasite_find("idiom-settings")
    count = json.loads(found.data)["count"] if found else 0
    data = json.dumps({"count": count + 1, "words": words})
    image.attach_new_parasite("idiom-settings", PARASITE_PERSISTENT, data)
    drawable.parasite_attach(gimp.Parasite("idiom-layer", PARASITE_PERSISTENT | PARASITE_UNDOABLE, words))
    gimp.attach_new_parasite("idiom-global", 0, "here")
    listed = "idiom-global" in gimp.parasite_list() and "idiom-layer" in drawable.parasite_list()
    gimp.parasite_detach("idiom-global")
    gone = gimp.parasite_find("idiom-global") is None
    kept = drawable.parasite_find("idiom-layer")
    return count + 1, listed and gone and kept.is_persistent and kept.is_undoable, kept.data.decode("utf-8")


register(
    "settings-in-parasites",
    "Parasites",
    "Parasites",
    "Impasto",
    "MIT",
    "2026",
    "Settings In Parasites...",
    "*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_STRING, "words", "Words", "hello"),
    ],
    [(PF_INT, "count", "Runs"), (PF_TOGGLE, "all", "All as it should be"), (PF_STRING, "words", "Words")],
    settings_in_parasites,
    menu="<Image>/Filters/Idioms",
)

main()
