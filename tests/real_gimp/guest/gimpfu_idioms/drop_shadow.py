#!/usr/bin/env python
"""A layer effect: a blurred shadow below the layer, from its alpha."""

from gimpfu import *


def drop_shadow(image, drawable, distance, blur, color, opacity):
    pdb.gimp_image_undo_group_start(image)
    pdb.gimp_context_push()
    pdb.gimp_image_select_item(image, CHANNEL_OP_REPLACE, drawable)
    shadow = gimp.Layer(image, "Shadow", image.width, image.height, RGBA_IMAGE, opacity, NORMAL_MODE)
    shadow.fill(TRANSPARENT_FILL)
    position = image.layers.index(drawable) + 1
    image.add_layer(shadow, position)
    pdb.gimp_context_set_foreground(color)
    pdb.gimp_selection_translate(image, int(distance), int(distance))
    if blur > 0:
        pdb.gimp_selection_feather(image, blur)
    pdb.gimp_edit_fill(shadow, FOREGROUND_FILL)
    pdb.gimp_selection_none(image)
    pdb.gimp_context_pop()
    pdb.gimp_image_undo_group_end(image)
    gimp.displays_flush()
    return shadow


register(
    "drop-shadow",
    "A layer effect",
    "A layer effect",
    "Impasto",
    "MIT",
    "2026",
    "Drop Shadow...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_SLIDER, "distance", "Distance", 8, (0, 100, 1)),
        (PF_SLIDER, "blur", "Blur radius", 0, (0, 50, 1)),
        (PF_COLOR, "color", "Color", (0, 0, 0)),
        (PF_SLIDER, "opacity", "Opacity", 80, (0, 100, 1)),
    ],
    [(PF_LAYER, "shadow", "The shadow")],
    drop_shadow,
    menu="<Image>/Filters/Idioms",
)

main()
