#!/usr/bin/env python
"""Text: a watermark in the lower right corner."""

from gimpfu import *


def watermark(image, drawable, text, size, font, opacity):
    image.undo_group_start()
    gimp.context_push()
    gimp.set_foreground(255, 255, 255)
    width, height, ascent, descent = pdb.gimp_text_get_extents_fontname(text, size, PIXELS, font)
    layer = pdb.gimp_text_fontname(image, None, 0, 0, text, 0, True, size, PIXELS, font)
    layer.name = "Watermark"
    layer.set_offsets(image.width - layer.width - 4, image.height - layer.height - 4)
    layer.opacity = opacity
    pdb.gimp_text_layer_set_color(layer, (255, 255, 0))
    gimp.context_pop()
    image.undo_group_end()
    return layer.offsets[0] + layer.width, layer.offsets[1] + layer.height, width, pdb.gimp_text_layer_get_text(layer)


register(
    "watermark",
    "Text",
    "Text",
    "Impasto",
    "MIT",
    "2026",
    "Watermark...",
    "*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_STRING, "text", "Text", "(c) me"),
        (PF_SPINNER, "size", "Size", 20, (6, 200, 1)),
        (PF_FONT, "font", "Font", "Sans"),
        (PF_SLIDER, "opacity", "Opacity", 50, (0, 100, 1)),
    ],
    [
        (PF_INT, "right", "x"),
        (PF_INT, "bottom", "y"),
        (PF_INT, "width", "Width of the text"),
        (PF_STRING, "text", "Text"),
    ],
    watermark,
    menu="<Image>/Filters/Idioms",
)

main()
