#!/usr/bin/env python
"""Several images: all open ones as thumbnails on a new one."""

from gimpfu import *


def contact_sheet(columns, cell):
    images = sorted(gimp.image_list(), key=lambda image: image.ID)
    rows = -(-len(images) // columns)
    sheet = gimp.Image(columns * cell, rows * cell, RGB)
    sheet.disable_undo()
    background = gimp.Layer(sheet, "Background", sheet.width, sheet.height)
    background.fill(WHITE_FILL)
    sheet.add_layer(background)
    for n, image in enumerate(images):
        layer = pdb.gimp_layer_new_from_visible(image, sheet, "Picture %d" % n)
        sheet.add_layer(layer, 0)
        scale = min(float(cell) / layer.width, float(cell) / layer.height)
        layer.scale(max(1, int(layer.width * scale)), max(1, int(layer.height * scale)))
        layer.set_offsets(n % columns * cell, n // columns * cell)
    sheet.flatten()
    sheet.clean_all()
    sheet.enable_undo()
    return sheet, len(images)


register(
    "contact-sheet",
    "Several images",
    "Several images",
    "Impasto",
    "MIT",
    "2026",
    "Contact Sheet...",
    "",
    [(PF_INT, "columns", "Columns", 3), (PF_INT, "cell", "Size", 32)],
    [(PF_IMAGE, "sheet", "The sheet"), (PF_INT, "count", "Pictures")],
    contact_sheet,
    menu="<Image>/Filters/Idioms",
)

main()
