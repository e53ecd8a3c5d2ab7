#!/usr/bin/env python
"""Undo groups: several changes are one step, and an error leaves no group open."""

from gimpfu import *


def undo_steps(image, drawable):
    image.undo_group_start()
    try:
        copy = drawable.copy()
        image.add_layer(copy, 0)
        pdb.gimp_drawable_invert(copy, False)
        pdb.gimp_image_insert_layer(image, "this is no layer", None, 0)
    except TypeError:
        failed = True
    finally:
        image.undo_group_end()
    image.undo_freeze()
    image.undo_thaw()
    image.disable_undo()
    enabled = image.undo_is_enabled()
    image.enable_undo()
    return len(image.layers), failed, enabled, image.undo_is_enabled()


register(
    "undo-steps",
    "Undo groups",
    "Undo groups",
    "Impasto",
    "MIT",
    "2026",
    "Undo Steps...",
    "*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [(PF_INT, "layers", "Layers"), (PF_TOGGLE, "failed", "Failed"), (PF_TOGGLE, "off", "Off"), (PF_TOGGLE, "on", "On")],
    undo_steps,
    menu="<Image>/Filters/Idioms",
)

main()
