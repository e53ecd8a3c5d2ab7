#!/usr/bin/env python
"""Selections, channels and paths: selects an ellipse, keeps it as a channel, fills its rim, returns what it found."""

from gimpfu import *


def rim(image, drawable, width):
    image.undo_group_start()
    try:
        pdb.gimp_image_select_ellipse(image, CHANNEL_OP_REPLACE, 20, 20, 60, 40)
        channel = pdb.gimp_selection_save(image)
        channel.name, channel.color, channel.opacity = "Ellipse", (255, 0, 0), 50.0
        pdb.gimp_selection_border(image, int(width))
        pdb.gimp_context_set_foreground((0, 0, 255))
        pdb.gimp_edit_fill(drawable, FOREGROUND_FILL)
        bounds = pdb.gimp_selection_bounds(image)
        other = gimp.Channel(image, "Square", image.width, image.height, 100.0, gimpcolor.RGB(0, 255, 0))
        image.add_channel(other, 0)
        other.fill(FILL_WHITE)
        channel.combine_masks(other, CHANNEL_OP_INTERSECT, 0, 0)
        path = gimp.Vectors(image, "Path")
        gimp.VectorsBezierStroke(path, [10, 10, 10, 10, 10, 10, 50, 10, 50, 10, 50, 10], False)
        image.insert_vectors(path, None, 0)
        length = path.strokes[0].get_length(0.1)
        pdb.gimp_selection_none(image)
    finally:
        image.undo_group_end()
    return bounds[0], length, ", ".join(one.name for one in image.channels)


register(
    "rim",
    "Paint the rim of an ellipse",
    "Selections, channels and paths",
    "Impasto",
    "MIT",
    "2026",
    "<Image>/Filters/Decor/_Rim...",
    "RGB*",
    [(PF_ADJUSTMENT, "width", "Width", 4, (1, 20, 1))],
    [(PF_INT, "found", "Selected"), (PF_FLOAT, "length", "Length"), (PF_STRING, "channels", "Channels")],
    rim,
)

main()
