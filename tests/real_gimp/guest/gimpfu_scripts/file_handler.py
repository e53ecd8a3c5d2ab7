#!/usr/bin/env python
"""A file format of its own: "tinypic", the size in one line, then red, green and blue of each pixel in hexadecimal."""

import binascii

from gimpfu import *


def load_tinypic(filename, raw_filename):
    with open(filename, "rb") as file:
        magic, width, height = file.readline().split()
        if magic != b"TINYPIC":
            raise ValueError("%s is no tinypic" % filename)
        pixels = binascii.unhexlify(file.read().strip())
    image = gimp.Image(int(width), int(height), RGB)
    image.filename = filename
    layer = gimp.Layer(image, "Tinypic", image.width, image.height)
    image.add_layer(layer, 0)
    region = layer.get_pixel_rgn(0, 0, layer.width, layer.height, True, False)
    region[0 : layer.width, 0 : layer.height] = pixels
    layer.flush()
    return image


def save_tinypic(image, drawable, filename, raw_filename):
    region = drawable.get_pixel_rgn(0, 0, drawable.width, drawable.height, False, False)
    pixels = region[0 : drawable.width, 0 : drawable.height]
    with open(filename, "wb") as file:
        file.write(("TINYPIC %d %d\n" % (drawable.width, drawable.height)).encode("ascii"))
        file.write(binascii.hexlify(pixels))


def register_load():
    gimp.register_magic_load_handler("file-tinypic-load", "tinypic", "", "0,string,TINYPIC")


def register_save():
    gimp.register_save_handler("file-tinypic-save", "tinypic", "")


register(
    "file-tinypic-load",
    "Load a tinypic",
    "Load a tinypic",
    "Impasto",
    "MIT",
    "2026",
    "Tinypic",
    None,
    [(PF_STRING, "filename", "The file", None), (PF_STRING, "raw-filename", "As typed", None)],
    [(PF_IMAGE, "image", "The image")],
    load_tinypic,
    menu="<Load>",
    on_query=register_load,
)
register(
    "file-tinypic-save",
    "Save a tinypic",
    "Save a tinypic",
    "Impasto",
    "MIT",
    "2026",
    "Tinypic",
    "RGB",
    [
        (PF_IMAGE, "image", "The image", None),
        (PF_DRAWABLE, "drawable", "The drawable", None),
        (PF_STRING, "filename", "The file", None),
        (PF_STRING, "raw-filename", "As typed", None),
    ],
    [],
    save_tinypic,
    menu="<Save>",
    on_query=register_save,
)

main()
