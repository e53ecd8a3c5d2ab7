#!/usr/bin/env python
"""Files: each layer as a file of its own, named after it."""

import os
import re

from gimpfu import *


def export_layers(image, drawable, folder, prefix):
    written = []
    copy = pdb.gimp_image_duplicate(image)
    for layer in copy.layers:
        layer.visible = False
    for n, layer in enumerate(copy.layers):
        layer.visible = True
        name = re.sub(r"[^a-z0-9]+", "-", layer.name.lower()).strip("-")
        path = os.path.join(folder, "%s%02d-%s.png" % (prefix, n, name))
        single = pdb.gimp_image_duplicate(copy)
        merged = single.merge_visible_layers(CLIP_TO_IMAGE)
        pdb.file_png_save(single, merged, path, path, 0, 9, 0, 0, 0, 0, 0)
        gimp.delete(single)
        layer.visible = False
        written.append(os.path.basename(path))
    gimp.delete(copy)
    return ",".join(written)


register(
    "export-layers",
    "Files",
    "Files",
    "Impasto",
    "MIT",
    "2026",
    "Export Layers...",
    "*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_DIRNAME, "folder", "Folder", ""),
        (PF_STRING, "prefix", "Prefix", "layer-"),
    ],
    [(PF_STRING, "files", "Files")],
    export_layers,
    menu="<Image>/Filters/Idioms",
)

main()
