#!/usr/bin/env python
"""A filter with every type of parameter: tints the layer and writes down what it was given."""

import json
import os

from gimpfu import *


def plain(value):
    if isinstance(value, gimpcolor.RGB):
        return [value[0], value[1], value[2]]
    return getattr(value, "name", None) or value


def every_type(
    image,
    drawable,
    integer,
    small,
    short,
    number,
    words,
    color,
    other_image,
    layer,
    channel,
    other,
    path,
    item,
    display,
    toggle,
    slider,
    spinner,
    font,
    file,
    brush,
    pattern,
    gradient,
    radio,
    text,
    palette,
    filename,
    folder,
    option,
):
    given = [
        integer,
        small,
        short,
        number,
        words,
        color,
        other_image,
        layer,
        channel,
        other,
        path,
        item,
        toggle,
        slider,
        spinner,
        font,
        file,
        brush,
        pattern,
        gradient,
        radio,
        text,
        palette,
        filename,
        folder,
        option,
    ]
    with open(os.path.join(os.path.expanduser("~"), "every_type.json"), "w") as report:
        json.dump([plain(value) for value in given], report)
    gimp.progress_init("Tinting...")
    width, height = drawable.width, drawable.height
    source = drawable.get_pixel_rgn(0, 0, width, height, False, False)
    target = drawable.get_pixel_rgn(0, 0, width, height, True, True)
    tint = bytearray(color[0:3])
    for y in range(height):
        row = bytearray(source[0:width, y : y + 1])
        for band in range(3):
            row[band :: drawable.bpp] = bytearray((one + tint[band]) // 2 for one in row[band :: drawable.bpp])
        target[0:width, y : y + 1] = bytes(row)
        gimp.progress_update(float(y) / height)
    drawable.flush()
    drawable.merge_shadow(True)
    drawable.update(0, 0, width, height)


register(
    "every-type",
    "Tint a layer",
    "A filter with every type of parameter",
    "Impasto",
    "MIT",
    "2026",
    "Every _Type...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_INT, "integer", "An _integer", 7),
        (PF_INT8, "small", "A small integer", 8),
        (PF_INT16, "short", "A short integer", 16),
        (PF_FLOAT, "number", "A number", 1.5),
        (PF_STRING, "words", "Some words", "hello"),
        (PF_COLOR, "color", "A colour", (255, 128, 0)),
        (PF_IMAGE, "other-image", "Another image", None),
        (PF_LAYER, "layer", "A layer", None),
        (PF_CHANNEL, "channel", "A channel", None),
        (PF_DRAWABLE, "other", "Another drawable", None),
        (PF_VECTORS, "path", "A path", None),
        (PF_ITEM, "item", "An item", None),
        (PF_DISPLAY, "display", "A display", None),
        (PF_TOGGLE, "toggle", "A toggle", True),
        (PF_SLIDER, "slider", "A slider", 25, (0, 100, 0.5)),
        (PF_SPINNER, "spinner", "A spinner", 3, (1, 10, 1)),
        (PF_FONT, "font", "A font", "Sans"),
        (PF_FILE, "file", "A file", ""),
        (PF_BRUSH, "brush", "A brush", ""),
        (PF_PATTERN, "pattern", "A pattern", ""),
        (PF_GRADIENT, "gradient", "A gradient", ""),
        (PF_RADIO, "radio", "A choice", "b", (("First", "a"), ("Second", "b"))),
        (PF_TEXT, "text", "Much text", "one\ntwo"),
        (PF_PALETTE, "palette", "A palette", ""),
        (PF_FILENAME, "filename", "A file name", "/tmp/new.txt"),
        (PF_DIRNAME, "folder", "A folder", "/tmp"),
        (PF_OPTION, "option", "An option", 1, ("zero", "one", "two")),
    ],
    [],
    every_type,
    menu="<Image>/Filters/Distorts",
)

main()
