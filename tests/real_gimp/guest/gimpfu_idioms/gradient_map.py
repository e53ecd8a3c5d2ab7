#!/usr/bin/env python
"""Gradients: a gradient of two colours, laid over the brightness of a layer."""

from gimpfu import *


def gradient_map(image, drawable, dark, light):
    gradient = pdb.gimp_gradient_new("Idiom")
    pdb.gimp_gradient_segment_set_left_color(gradient, 0, dark, 100.0)
    pdb.gimp_gradient_segment_set_right_color(gradient, 0, light, 100.0)
    samples = gimp.gradient_get_uniform_samples(gradient, 256)
    lookup = [tuple(int(round(255 * channel)) for channel in sample[:3]) for sample in samples]
    region = drawable.get_pixel_rgn(0, 0, drawable.width, drawable.height)
    for y in range(drawable.height):
        for x in range(drawable.width):
            pixel = bytearray(region[x, y])
            shade = int(0.3 * pixel[0] + 0.59 * pixel[1] + 0.11 * pixel[2])
            pixel[:3] = bytearray(lookup[shade])
            region[x, y] = bytes(pixel)
    drawable.flush()
    drawable.update(0, 0, drawable.width, drawable.height)
    pdb.gimp_gradient_delete(gradient)
    return len(lookup)


register(
    "gradient-map",
    "Gradients",
    "Gradients",
    "Impasto",
    "MIT",
    "2026",
    "Gradient Map...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_COLOR, "dark", "Dark", (0, 0, 255)),
        (PF_COLOR, "light", "Light", (255, 255, 0)),
    ],
    [(PF_INT, "shades", "Shades")],
    gradient_map,
    menu="<Image>/Filters/Idioms",
)

main()
