#!/usr/bin/env python
"""Guides: lines at the thirds of the image, in place of the old ones."""

from gimpfu import *


def thirds(image, drawable, parts):
    guide = image.find_next_guide(0)
    while guide != 0:
        following = image.find_next_guide(guide)
        image.delete_guide(guide)
        guide = following
    for n in range(1, parts):
        image.add_vguide(image.width * n // parts)
        pdb.gimp_image_add_hguide(image, image.height * n // parts)
    found, guide = [], image.find_next_guide(0)
    while guide != 0:
        upright = image.get_guide_orientation(guide) == ORIENTATION_VERTICAL
        found.append("%s%d" % ("x" if upright else "y", image.get_guide_position(guide)))
        guide = image.find_next_guide(guide)
    return " ".join(sorted(found))


register(
    "thirds",
    "Guides",
    "Guides",
    "Impasto",
    "MIT",
    "2026",
    "Thirds...",
    "*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_SPINNER, "parts", "Parts", 3, (2, 10, 1)),
    ],
    [(PF_STRING, "guides", "Where the guides are")],
    thirds,
    menu="<Image>/Filters/Idioms",
)

main()
