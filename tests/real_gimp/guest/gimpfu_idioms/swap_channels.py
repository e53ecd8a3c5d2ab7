#!/usr/bin/env python
"""Tiles: red and blue change places, tile by tile."""

from gimpfu import *


def swap_channels(image, drawable):
    wide, high = gimp.tile_width(), gimp.tile_height()
    done = 0
    for row in range(-(-drawable.height // high)):
        for column in range(-(-drawable.width // wide)):
            tile = drawable.get_tile(False, row, column)
            for x in range(tile.ewidth):
                for y in range(tile.eheight):
                    pixel = tile[x, y]
                    tile[x, y] = pixel[2:3] + pixel[1:2] + pixel[0:1] + pixel[3:]
            tile.flush()
            done += tile.ewidth * tile.eheight
    drawable.flush()
    drawable.update(0, 0, drawable.width, drawable.height)
    return done


register(
    "swap-channels",
    "Tiles",
    "Tiles",
    "Impasto",
    "MIT",
    "2026",
    "Swap Channels...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [(PF_INT, "pixels", "Pixels")],
    swap_channels,
    menu="<Image>/Filters/Idioms",
)

main()
