#!/usr/bin/env python
"""Palettes: the colours of a layer as a palette, sorted by hue."""

from gimpfu import *


def palette_from_layer(image, drawable, name):
    colors = set()
    for y in range(drawable.height):
        for x in range(drawable.width):
            colors.add(tuple(drawable.get_pixel(x, y)[:3]))
    shades = [gimpcolor.RGB(*color) for color in colors]
    shades.sort(key=lambda color: (color.to_hsv().hue, color.luminance()))
    palette = pdb.gimp_palette_new(name)
    for n, color in enumerate(shades):
        pdb.gimp_palette_add_entry(palette, "Color %d" % n, color)
    pdb.gimp_palette_set_columns(palette, 4)
    entries = pdb.gimp_palette_get_info(palette)
    first = pdb.gimp_palette_entry_get_color(palette, 0)
    label = pdb.gimp_palette_entry_get_name(palette, 1)
    pdb.gimp_palette_delete(palette)
    return entries, first, label


register(
    "palette-from-layer",
    "Palettes",
    "Palettes",
    "Impasto",
    "MIT",
    "2026",
    "Palette From Layer...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_STRING, "name", "Name", "Mine"),
    ],
    [(PF_INT, "entries", "Entries"), (PF_COLOR, "first", "First colour"), (PF_STRING, "label", "Label")],
    palette_from_layer,
    menu="<Image>/Filters/Idioms",
)

main()
