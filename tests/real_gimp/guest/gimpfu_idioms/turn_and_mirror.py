#!/usr/bin/env python
"""Transformations: flip, rotate, scale, perspective, and the whole image turned."""

from gimpfu import *


def turn_and_mirror(image, drawable):
    corner = drawable.get_pixel(0, 0)
    flipped = pdb.gimp_item_transform_flip_simple(drawable, ORIENTATION_HORIZONTAL, True, 0)
    mirrored = flipped.get_pixel(flipped.width - 1, 0) == corner
    old = flipped.transform_flip_simple(ORIENTATION_HORIZONTAL, True, 0.0, False)
    pdb.gimp_context_set_interpolation(INTERPOLATION_NONE)
    pdb.gimp_context_set_transform_resize(TRANSFORM_RESIZE_ADJUST)
    turned = pdb.gimp_item_transform_rotate_simple(old, ROTATE_90, True, 0, 0)
    size = "%dx%d" % (turned.width, turned.height)
    pdb.gimp_image_rotate(image, ROTATE_270)
    pdb.gimp_image_flip(image, ORIENTATION_VERTICAL)
    scaled = pdb.gimp_item_transform_scale(image.layers[0], 0, 0, 20, 10)
    return mirrored, size, "%dx%d" % (image.width, image.height), "%dx%d" % (scaled.width, scaled.height)


register(
    "turn-and-mirror",
    "Transformations",
    "Transformations",
    "Impasto",
    "MIT",
    "2026",
    "Turn And Mirror...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_TOGGLE, "mirrored", "Mirrored"),
        (PF_STRING, "turned", "Turned"),
        (PF_STRING, "image", "Image"),
        (PF_STRING, "scaled", "Scaled"),
    ],
    turn_and_mirror,
    menu="<Image>/Filters/Idioms",
)

main()
