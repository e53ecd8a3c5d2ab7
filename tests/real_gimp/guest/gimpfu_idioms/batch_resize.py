#!/usr/bin/env python
"""A batch over a folder: all pictures smaller, into another folder and another format."""

import glob
import os

from gimpfu import *


def batch_resize(source, target, longest, extension):
    paths = sorted(glob.glob(os.path.join(source, "*.png")))
    gimp.progress_init("Resizing %d pictures" % len(paths))
    for n, path in enumerate(paths):
        image = pdb.gimp_file_load(path, path)
        scale = float(longest) / max(image.width, image.height)
        pdb.gimp_image_scale(image, int(image.width * scale), int(image.height * scale))
        layer = pdb.gimp_image_merge_visible_layers(image, CLIP_TO_IMAGE)
        name = os.path.splitext(os.path.basename(path))[0] + "." + extension
        out = os.path.join(target, name)
        pdb.gimp_file_save(image, layer, out, "?")
        pdb.gimp_image_delete(image)
        gimp.progress_update(float(n + 1) / len(paths))
    return len(paths)


register(
    "batch-resize",
    "A batch over a folder",
    "A batch over a folder",
    "Impasto",
    "MIT",
    "2026",
    "Batch Resize...",
    "",
    [
        (PF_DIRNAME, "source", "From folder", ""),
        (PF_DIRNAME, "target", "To folder", ""),
        (PF_INT, "longest", "Longest side", 64),
        (PF_STRING, "extension", "Extension", "jpg"),
    ],
    [(PF_INT, "count", "Pictures")],
    batch_resize,
    menu="<Image>/Filters/Idioms",
)

main()
