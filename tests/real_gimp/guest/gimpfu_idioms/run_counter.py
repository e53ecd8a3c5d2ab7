#!/usr/bin/env python
"""The shelf: how often a script ran, and what it was given last, until GIMP ends."""

import gimpshelf

from gimpfu import *


def run_counter(image, drawable):
    shelf = gimpshelf.shelf
    count, last = shelf["idiom-counter"] if shelf.has_key("idiom-counter") else (0, None)
    shelf["idiom-counter"] = (count + 1, drawable)
    gimp.set_data("idiom-plain", str(count + 1))
    plain = int(gimp.get_data("idiom-plain"))
    return plain, last == drawable


register(
    "run-counter",
    "The shelf",
    "The shelf",
    "Impasto",
    "MIT",
    "2026",
    "Run Counter...",
    "*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [(PF_INT, "count", "Runs"), (PF_TOGGLE, "same", "Same drawable as last time")],
    run_counter,
    menu="<Image>/Filters/Idioms",
)

main()
