#!/usr/bin/env python
"""Channels: a selection saved, combined and loaded again, and the components of the image."""

from gimpfu import *


def channel_work(image, drawable):
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 0, 0, 20, 20)
    saved = pdb.gimp_selection_save(image)
    saved.name = "Saved"
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 10, 10, 20, 20)
    other = pdb.gimp_selection_save(image)
    saved.combine_masks(other, CHANNEL_OP_INTERSECT, 0, 0)
    pdb.gimp_image_select_item(image, CHANNEL_OP_REPLACE, saved)
    bounds = pdb.gimp_selection_bounds(image)[1:]
    blue = pdb.gimp_channel_new_from_component(image, BLUE_CHANNEL, "Blue")
    image.add_channel(blue, 0)
    blue.color, blue.opacity, blue.show_masked = gimpcolor.RGB(0, 0, 255), 40.0, True
    image.set_component_visible(RED_CHANNEL, False)
    hidden = image.get_component_visible(RED_CHANNEL)
    image.set_component_visible(RED_CHANNEL, True)
    names = ",".join(channel.name for channel in image.channels)
    pdb.gimp_selection_none(image)
    image.remove_channel(other)
    return str(bounds), names, len(image.channels), hidden, blue.get_pixel(1, 2)[0]


register(
    "channel-work",
    "Channels",
    "Channels",
    "Impasto",
    "MIT",
    "2026",
    "Channel Work...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_STRING, "bounds", "Bounds"),
        (PF_STRING, "names", "Names"),
        (PF_INT, "count", "Channels"),
        (PF_TOGGLE, "hidden", "Hidden"),
        (PF_INT, "blue", "Blue"),
    ],
    channel_work,
    menu="<Image>/Filters/Idioms",
)

main()
