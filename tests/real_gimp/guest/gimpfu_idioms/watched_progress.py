#!/usr/bin/env python
"""Progress: a script watches the progress of the procedure it calls."""

from gimpfu import *

seen = {"start": 0, "end": 0, "text": 0, "value": []}


def start(message, cancelable, data):
    data["start"] += 1


def end(data):
    data["end"] += 1


def text(message, data):
    data["text"] += 1


def value(fraction, data):
    data["value"].append(fraction)


def watched_progress(image, drawable):
    name = gimp.progress_install(start, end, text, value, seen)
    pdb.plug_in_plasma(image, drawable, 1, 1.0)
    gimp.progress_uninstall(name)
    gimp.progress_init("Working")
    pdb.gimp_progress_pulse()
    pdb.gimp_progress_set_text("Still working")
    gimp.progress_update(1.0)
    return seen["start"], len(seen["value"])


register(
    "watched-progress",
    "Progress",
    "Progress",
    "Impasto",
    "MIT",
    "2026",
    "Watched Progress...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [(PF_INT, "starts", "Starts"), (PF_INT, "values", "Values")],
    watched_progress,
    menu="<Image>/Filters/Idioms",
)

main()
