#!/usr/bin/env python
"""A pixel fetcher: each pixel less its upper left neighbour, with smeared edges."""

from gimpfu import *


def emboss(image, drawable):
    fetcher = gimp.PixelFetcher(drawable, False, gimpcolor.RGB(0, 0, 0), PIXEL_FETCHER_EDGE_SMEAR)
    result = gimp.PixelFetcher(drawable, True)
    for y in range(drawable.height):
        for x in range(drawable.width):
            here, there = bytearray(fetcher[x, y]), bytearray(fetcher[x - 1, y - 1])
            for n in range(3):
                here[n] = max(0, min(255, 128 + here[n] - there[n]))
            result.put_pixel(x, y, bytes(here))
    drawable.flush()
    drawable.merge_shadow(True)
    drawable.update(0, 0, drawable.width, drawable.height)


register(
    "emboss",
    "A pixel fetcher",
    "A pixel fetcher",
    "Impasto",
    "MIT",
    "2026",
    "Emboss...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [],
    emboss,
    menu="<Image>/Filters/Idioms",
)

main()
