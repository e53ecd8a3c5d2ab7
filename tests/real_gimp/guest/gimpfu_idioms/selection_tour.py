#!/usr/bin/env python
"""Selections: rectangle, ellipse, grow, shrink, border, feather, invert, sharpen, bounds."""

from gimpfu import *


def selection_tour(image, drawable):
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 10, 10, 20, 10)
    pdb.gimp_selection_grow(image, 2)
    grown = pdb.gimp_selection_bounds(image)[1:]
    pdb.gimp_selection_shrink(image, 4)
    shrunk = pdb.gimp_selection_bounds(image)[1:]
    pdb.gimp_image_select_ellipse(image, CHANNEL_OP_ADD, 40, 10, 10, 10)
    pdb.gimp_selection_feather(image, 3)
    soft = image.selection.get_pixel(39, 15)[0]
    pdb.gimp_selection_sharpen(image)
    pdb.gimp_selection_invert(image)
    corner = pdb.gimp_selection_value(image, 0, 0)
    pdb.gimp_selection_all(image)
    everything = drawable.mask_intersect()
    pdb.gimp_selection_none(image)
    empty = pdb.gimp_selection_is_empty(image)
    return str(grown + shrunk), 0 < soft < 255, corner, str(tuple(everything)), empty


register(
    "selection-tour",
    "Selections",
    "Selections",
    "Impasto",
    "MIT",
    "2026",
    "Selection Tour...",
    "*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_STRING, "bounds", "Bounds"),
        (PF_TOGGLE, "soft", "Soft"),
        (PF_INT, "corner", "Corner"),
        (PF_STRING, "all", "Everything"),
        (PF_TOGGLE, "empty", "Empty"),
    ],
    selection_tour,
    menu="<Image>/Filters/Idioms",
)

main()
