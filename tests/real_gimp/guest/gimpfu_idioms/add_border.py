#!/usr/bin/env python
"""Resizing: a frame around the image, the canvas grown and filled below."""

from gimpfu import *


def add_border(image, drawable, width, color):
    old = gimp.get_background()
    gimp.set_background(color)
    image.resize(image.width + 2 * width, image.height + 2 * width, width, width)
    frame = gimp.Layer(image, "Frame", image.width, image.height, RGB_IMAGE, 100, NORMAL_MODE)
    frame.fill(BACKGROUND_FILL)
    image.add_layer(frame, len(image.layers))
    gimp.set_background(old)
    drawable.resize_to_image_size()
    flat = image.flatten()
    return flat, image.width, image.height


register(
    "add-border",
    "Resizing",
    "Resizing",
    "Impasto",
    "MIT",
    "2026",
    "Add Border...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_INT, "width", "Width", 5),
        (PF_COLOR, "color", "Color", "white"),
    ],
    [(PF_LAYER, "layer", "The layer"), (PF_INT, "x", "Width"), (PF_INT, "y", "Height")],
    add_border,
    menu="<Image>/Filters/Idioms",
)

main()
