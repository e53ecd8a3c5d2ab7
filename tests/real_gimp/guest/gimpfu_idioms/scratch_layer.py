#!/usr/bin/env python
"""Temporary drawables: a layer that never enters the image, and one that leaves it again."""

from gimpfu import *


def scratch_layer(image, drawable):
    scratch = gimp.Layer(image, "Scratch", 16, 16, RGBA_IMAGE, 100, NORMAL_MODE)
    scratch.fill(WHITE_FILL)
    outside = scratch.is_valid() and scratch not in image.layers
    gimp.delete(scratch)
    work = pdb.gimp_layer_new_from_drawable(drawable, image)
    pdb.gimp_image_insert_layer(image, work, None, -1)
    pdb.gimp_drawable_desaturate(work, DESATURATE_LUMINANCE)
    pixel = work.get_pixel(0, 0)
    image.remove_layer(work)
    other = gimp.Image(8, 8, RGB)
    number = other.ID
    gimp.delete(other)
    return outside, pixel[0] == pixel[1] == pixel[2], number in [one.ID for one in gimp.image_list()]


register(
    "scratch-layer",
    "Temporary drawables",
    "Temporary drawables",
    "Impasto",
    "MIT",
    "2026",
    "Scratch Layer...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [(PF_TOGGLE, "outside", "Outside"), (PF_TOGGLE, "gray", "Gray"), (PF_TOGGLE, "still", "Still there")],
    scratch_layer,
    menu="<Image>/Filters/Idioms",
)

main()
