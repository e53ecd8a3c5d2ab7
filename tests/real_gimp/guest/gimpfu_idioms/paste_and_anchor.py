#!/usr/bin/env python
"""Floating selections: copy, paste, move, anchor, and paste as a layer."""

from gimpfu import *


def paste_and_anchor(image, drawable):
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 0, 0, 8, 8)
    pdb.gimp_edit_copy(drawable)
    pdb.gimp_selection_none(image)
    floating = pdb.gimp_edit_paste(drawable, False)
    is_floating = pdb.gimp_layer_is_floating_sel(floating) and image.floating_selection == floating
    floating.set_offsets(30, 20)
    pdb.gimp_floating_sel_anchor(floating)
    anchored = image.floating_selection is None and drawable.get_pixel(31, 22) == drawable.get_pixel(1, 2)
    floating = pdb.gimp_edit_paste(drawable, True)
    pdb.gimp_floating_sel_to_layer(floating)
    image.active_layer.name = "Pasted"
    return is_floating, anchored, image.layers[0].name, image.layers[0].width


register(
    "paste-and-anchor",
    "Floating selections",
    "Floating selections",
    "Impasto",
    "MIT",
    "2026",
    "Paste And Anchor...",
    "*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_TOGGLE, "floating", "Floating"),
        (PF_TOGGLE, "anchored", "Anchored"),
        (PF_STRING, "name", "Name"),
        (PF_INT, "width", "Width"),
    ],
    paste_and_anchor,
    menu="<Image>/Filters/Idioms",
)

main()
