#!/usr/bin/env python
"""A batch: all open images, made smaller and exported to a folder."""

import os

from gimpfu import *


def batch(folder, longest):
    done = 0
    for image in gimp.image_list():
        copy = image.duplicate()
        try:
            factor = min(1.0, float(longest) / max(copy.width, copy.height))
            pdb.gimp_image_scale(copy, max(1, int(copy.width * factor)), max(1, int(copy.height * factor)))
            layer = copy.flatten() if len(copy.layers) > 1 else copy.layers[0]
            path = os.path.join(folder, "small-%d.png" % image.ID)
            pdb.file_png_save_defaults(copy, layer, path, path)
            done += 1
        finally:
            pdb.gimp_image_delete(copy)
    return done


register(
    "batch-images",
    "Export all open images small",
    "A batch over images",
    "Impasto",
    "MIT",
    "2026",
    "_Batch...",
    "",
    [(PF_DIRNAME, "folder", "Folder", "/tmp"), (PF_INT, "longest", "Longest side", 64)],
    [(PF_INT, "count", "Images written")],
    batch,
    menu="<Image>/File/Create",
)

main()
