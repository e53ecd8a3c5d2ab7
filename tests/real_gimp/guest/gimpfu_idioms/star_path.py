#!/usr/bin/env python
"""Paths: a star of Bezier strokes, selected and filled."""

import math

from gimpfu import *


def star_path(image, drawable, points, radius):
    path = pdb.gimp_vectors_new(image, "Star")
    pdb.gimp_image_insert_vectors(image, path, None, 0)
    corners = []
    for n in range(2 * points):
        reach = radius if n % 2 == 0 else radius / 2.0
        angle = math.pi * n / points
        x, y = image.width / 2.0 + reach * math.sin(angle), image.height / 2.0 - reach * math.cos(angle)
        corners += [x, y, x, y, x, y]
    stroke = gimp.VectorsBezierStroke(path, corners, True)
    other = gimp.VectorsBezierStroke.new_moveto(path, 5, 5)
    other.lineto(15, 5)
    pdb.gimp_vectors_stroke_new_from_points(path, 0, 12, [20, 5, 20, 5, 20, 5, 30, 5, 30, 5, 30, 5], False)
    strokes = len(path.strokes)
    path.remove_stroke(other)
    pdb.gimp_image_select_item(image, CHANNEL_OP_REPLACE, path)
    pdb.gimp_context_set_foreground((255, 0, 0))
    pdb.gimp_edit_bucket_fill(drawable, FG_BUCKET_FILL, NORMAL_MODE, 100, 0, False, 0, 0)
    pdb.gimp_selection_none(image)
    path.visible = True
    return strokes, len(path.strokes), stroke.points[1]


register(
    "star-path",
    "Paths",
    "Paths",
    "Impasto",
    "MIT",
    "2026",
    "Star Path...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_INT, "points", "Points", 5),
        (PF_FLOAT, "radius", "Radius", 20.0),
    ],
    [(PF_INT, "before", "Strokes"), (PF_INT, "after", "Strokes left"), (PF_TOGGLE, "closed", "Closed")],
    star_path,
    menu="<Image>/Filters/Idioms",
)

main()
