#!/usr/bin/env python
"""Builds an image: a background, a group, a text layer, a mask and a parasite."""

from gimpfu import *


def poster(title, width, height, color, show):
    image = gimp.Image(int(width), int(height), RGB)
    image.disable_undo()
    gimp.context_push()
    try:
        gimp.set_background(color)
        gimp.set_foreground(255, 255, 255)
        background = gimp.Layer(image, "Background", image.width, image.height, RGB_IMAGE, 100, NORMAL_MODE)
        background.fill(BACKGROUND_FILL)
        image.add_layer(background, 0)
        group = pdb.gimp_layer_group_new(image)
        group.name = "Words"
        image.insert_layer(group, None, 0)
        text = pdb.gimp_text_fontname(image, None, 10, 10, title, 0, True, 24, UNIT_PIXEL, "Sans")
        text.name = "Title"
        pdb.gimp_image_reorder_item(image, text, group, 0)
        glow = background.copy(True)
        glow.name, glow.opacity, glow.mode = "Glow", 40.0, LAYER_MODE_SCREEN
        image.insert_layer(glow, None, 1)
        glow.add_mask(glow.create_mask(ADD_BLACK_MASK))
        glow.set_offsets(5, 6)
        image.attach_new_parasite("poster", PARASITE_PERSISTENT, title)
    finally:
        gimp.context_pop()
        image.enable_undo()
    if show:
        gimp.Display(image)
    return image


register(
    "poster",
    "Make a poster",
    "Builds layers and text",
    "Impasto",
    "MIT",
    "2026",
    "_Poster...",
    "",
    [
        (PF_STRING, "title", "Title", "Hello"),
        (PF_SPINNER, "width", "Width", 200, (1, 4000, 1)),
        (PF_SPINNER, "height", "Height", 100, (1, 4000, 1)),
        (PF_COLOR, "color", "Background", (20, 40, 60)),
        (PF_TOGGLE, "show", "Show it", True),
    ],
    [(PF_IMAGE, "image", "The poster")],
    poster,
    menu="<Image>/File/Create",
)

main()
