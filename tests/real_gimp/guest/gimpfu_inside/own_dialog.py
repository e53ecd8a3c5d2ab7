#!/usr/bin/env python
"""A dialog made with gimpui, without register()'s own."""

import json

import gimpui
from gimpfu import *

RESPONSE_OK, RESPONSE_CANCEL = -5, -6


def own_dialog(image, drawable):
    dialog = gimpui.Dialog(
        "Own Dialog", "own-dialog", None, 0, None, None, ("gtk-cancel", RESPONSE_CANCEL, "gtk-ok", RESPONSE_OK)
    )
    dialog.set_default_response(RESPONSE_OK)
    hint = gimpui.HintBox("Made with gimpui")
    layer, color = gimpui.LayerSelector(drawable), gimpui.ColorSelector((0, 128, 255))
    font, images, brush = gimpui.FontSelector("Sans"), gimpui.ImageSelector(image), gimpui.BrushSelector()
    changes = []
    layer.connect("changed", lambda _widget, number: changes.append(number), 7)
    for widget in (hint, layer, color, font, images, brush, gimpui.ProgressBar()):
        dialog.vbox.pack_start(widget, False, False, 4)
    font.set_font("Serif")
    dialog.show_all()
    answer = dialog.run()
    chosen = [layer.get_value().name, list(color.get_value()), font.get_value(), images.get_active_image().name]
    dialog.destroy()
    with open("/home/painter/own_dialog.json", "w") as report:
        json.dump([answer == RESPONSE_OK, *chosen, bool(brush)], report)


register(
    "own-dialog",
    "Own dialog",
    "Own dialog",
    "Impasto",
    "MIT",
    "2026",
    "Own Dialog...",
    "*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [],
    own_dialog,
    menu="<Image>/Filters",
)

main()
