#!/usr/bin/env python
"""Indexed images: fewer colours, the colour map changed, and back to RGB."""

from gimpfu import *


def sixteen_colors(image, drawable):
    pdb.gimp_image_convert_indexed(image, NO_DITHER, MAKE_PALETTE, 16, False, True, "")
    indexed = image.base_type == INDEXED and image.layers[0].is_indexed
    colors = bytearray(image.colormap)
    count = len(colors) // 3
    colors[0:3] = bytearray((1, 2, 3))
    image.colormap = bytes(colors)
    length, shown = pdb.gimp_image_get_colormap(image)
    pdb.gimp_image_convert_rgb(image)
    return indexed, 2 <= count <= 16, str(tuple(shown[:3])), image.base_type == RGB


register(
    "sixteen-colors",
    "Indexed images",
    "Indexed images",
    "Impasto",
    "MIT",
    "2026",
    "Sixteen Colors...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_TOGGLE, "indexed", "Indexed"),
        (PF_TOGGLE, "few", "Few colours"),
        (PF_STRING, "first", "First colour"),
        (PF_TOGGLE, "rgb", "RGB again"),
    ],
    sixteen_colors,
    menu="<Image>/Filters/Idioms",
)

main()
