#!/usr/bin/env python
"""Colour arithmetic: a scheme of five related colours."""

from gimpfu import *


def color_scheme(color, turn):
    base = color.to_hsv()
    shades = []
    for n in range(5):
        hue = (base.hue + n * turn / 360.0) % 1.0
        shades.append(gimpcolor.HSV(hue, base.saturation, base.value).to_rgb())
    mixed = gimpcolor.RGB(*shades[0][:3])
    mixed.add(shades[2])
    mixed.multiply(0.5)
    mixed.clamp()
    over = gimpcolor.RGB(255, 255, 255)
    over.composite(gimpcolor.RGB(0.0, 0.0, 0.0, 0.5))
    orange = gimpcolor.rgb_parse_name("orange")
    half = gimpcolor.bilinear_rgb(0.5, 0.5, [shades[0], shades[0], shades[0], shades[0]])
    text = " ".join("#%02x%02x%02x" % tuple(shade[:3]) for shade in shades)
    return text, mixed, over.red, tuple(orange)[:3] == (255, 165, 0) and half[:3] == shades[0][:3]


register(
    "color-scheme",
    "Colour arithmetic",
    "Colour arithmetic",
    "Impasto",
    "MIT",
    "2026",
    "Color Scheme...",
    "",
    [(PF_COLOR, "color", "Color", (255, 0, 0)), (PF_FLOAT, "turn", "Turn", 72.0)],
    [
        (PF_STRING, "scheme", "Scheme"),
        (PF_COLOR, "mixed", "Mixed"),
        (PF_FLOAT, "over", "Over"),
        (PF_TOGGLE, "named", "Named"),
    ],
    color_scheme,
    menu="<Image>/Filters/Idioms",
)

main()
