#!/usr/bin/env python
"""Pixel regions: black and white, row by row, through the shadow."""

from gimpfu import *


def threshold_rows(image, drawable, level):
    x1, y1, x2, y2 = drawable.mask_bounds
    width = x2 - x1
    source = drawable.get_pixel_rgn(x1, y1, width, y2 - y1, False, False)
    target = drawable.get_pixel_rgn(x1, y1, width, y2 - y1, True, True)
    bpp = source.bpp
    gimp.progress_init("Threshold")
    for y in range(y1, y2):
        row = bytearray(source[x1:x2, y])
        for x in range(0, len(row), bpp):
            bright = 255 if (row[x] + row[x + 1] + row[x + 2]) // 3 >= level else 0
            row[x] = row[x + 1] = row[x + 2] = bright
        target[x1:x2, y] = bytes(row)
        gimp.progress_update(float(y - y1) / (y2 - y1))
    drawable.flush()
    drawable.merge_shadow(True)
    drawable.update(x1, y1, width, y2 - y1)


register(
    "threshold-rows",
    "Pixel regions",
    "Pixel regions",
    "Impasto",
    "MIT",
    "2026",
    "Threshold Rows...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_SLIDER, "level", "Level", 128, (0, 255, 1)),
    ],
    [],
    threshold_rows,
    menu="<Image>/Filters/Idioms",
)

main()
