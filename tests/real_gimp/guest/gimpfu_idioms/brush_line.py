#!/usr/bin/env python
"""Painting: a line with brush, pencil and eraser, in a context of its own."""

from gimpfu import *


def brush_line(image, drawable, color):
    pdb.gimp_context_push()
    pdb.gimp_context_set_defaults()
    pdb.gimp_context_set_foreground(color)
    brush = pdb.gimp_brush_new("Idiom")
    pdb.gimp_brush_set_radius(brush, 3)
    pdb.gimp_brush_set_hardness(brush, 1.0)
    pdb.gimp_context_set_brush(brush)
    pdb.gimp_context_set_brush_size(7)
    pdb.gimp_context_set_opacity(100)
    pdb.gimp_paintbrush_default(drawable, 4, [10, 30, 60, 30])
    painted = drawable.get_pixel(30, 30)[:3]
    pdb.gimp_pencil(drawable, 4, [10, 40, 60, 40])
    drawn = drawable.get_pixel(30, 40)[:3]
    drawable.add_alpha()
    pdb.gimp_eraser_default(drawable, 4, [10, 30, 60, 30])
    erased = drawable.get_pixel(30, 30)[3]
    pdb.gimp_brush_delete(brush)
    pdb.gimp_context_pop()
    return "strong" if painted[0] > 200 and painted[1] < 60 else "weak", str(tuple(drawn)), erased < 10


register(
    "brush-line",
    "Painting",
    "Painting",
    "Impasto",
    "MIT",
    "2026",
    "Brush Line...",
    "RGB*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_COLOR, "color", "Color", (250, 0, 0)),
    ],
    [(PF_STRING, "brush", "Brush"), (PF_STRING, "pencil", "Pencil"), (PF_TOGGLE, "erased", "Erased")],
    brush_line,
    menu="<Image>/Filters/Idioms",
)

main()
