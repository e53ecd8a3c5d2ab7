#!/usr/bin/env python
"""Layer masks: a gradient from white to black lets the layer fade."""

from gimpfu import *


def fade_out(image, drawable):
    layer = drawable.copy(True)
    image.add_layer(layer, 0)
    mask = layer.create_mask(ADD_WHITE_MASK)
    layer.add_mask(mask)
    pdb.gimp_context_push()
    pdb.gimp_context_set_foreground((255, 255, 255))
    pdb.gimp_context_set_background((0, 0, 0))
    pdb.gimp_edit_blend(
        mask,
        FG_BG_RGB_MODE,
        NORMAL_MODE,
        GRADIENT_LINEAR,
        100,
        0,
        REPEAT_NONE,
        False,
        False,
        1,
        0,
        True,
        0,
        0,
        layer.width,
        0,
    )
    pdb.gimp_context_pop()
    left, right = mask.get_pixel(0, 5)[0], mask.get_pixel(layer.width - 1, 5)[0]
    layer.edit_mask, layer.show_mask = False, False
    layer.remove_mask(MASK_APPLY)
    return left > 240, right < 15, layer.mask is None, layer.get_pixel(layer.width - 1, 5)[3] < 15


register(
    "fade-out",
    "Layer masks",
    "Layer masks",
    "Impasto",
    "MIT",
    "2026",
    "Fade Out...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_TOGGLE, "left", "White"),
        (PF_TOGGLE, "right", "Black"),
        (PF_TOGGLE, "applied", "Applied"),
        (PF_TOGGLE, "clear", "Transparent"),
    ],
    fade_out,
    menu="<Image>/Filters/Idioms",
)

main()
