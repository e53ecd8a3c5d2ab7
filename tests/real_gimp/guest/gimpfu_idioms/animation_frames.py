#!/usr/bin/env python
"""Animations: frames with delays in their names, moved a little each."""

import re

from gimpfu import *


def animation_frames(image, drawable, frames, delay):
    for n in range(1, frames):
        frame = image.layers[-1].copy()
        image.add_layer(frame, 0)
        frame.offset(True, OFFSET_BACKGROUND, 5 * n, 0)
        frame.name = "Frame %d (%dms) (replace)" % (n, delay)
    delays = [int(ms) for layer in image.layers for ms in re.findall(r"\((\d+)ms\)", layer.name)]
    first, last = image.layers[0], image.layers[-1]
    image.lower_layer(first)
    image.raise_layer(first)
    image.lower_layer_to_bottom(first)
    return sum(delays), image.layers.index(first), first.get_pixel(5 * (frames - 1), 0) == last.get_pixel(0, 0)


register(
    "animation-frames",
    "Animations",
    "Animations",
    "Impasto",
    "MIT",
    "2026",
    "Animation Frames...",
    "*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_INT, "frames", "Frames", 4),
        (PF_INT, "delay", "Delay", 100),
    ],
    [(PF_INT, "duration", "Duration"), (PF_INT, "place", "Place"), (PF_TOGGLE, "moved", "Moved")],
    animation_frames,
    menu="<Image>/Filters/Idioms",
)

main()
