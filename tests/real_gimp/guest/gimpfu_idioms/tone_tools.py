#!/usr/bin/env python
"""Colours: invert, levels, curves, brightness and contrast, posterize, a histogram."""

from gimpfu import *


def tone_tools(image, drawable):
    before = drawable.get_pixel(1, 2)
    pdb.gimp_invert(drawable)
    inverted = tuple(before[n] + drawable.get_pixel(1, 2)[n] for n in range(3))
    pdb.gimp_levels(drawable, HISTOGRAM_VALUE, 0, 255, 1.0, 0, 255)
    pdb.gimp_curves_spline(drawable, HISTOGRAM_VALUE, 4, [0, 0, 255, 255])
    pdb.gimp_brightness_contrast(drawable, 0, 0)
    pdb.gimp_posterize(drawable, 2)
    posterized = set(drawable.get_pixel(1, 2)[:3]) <= set([0, 255])
    mean, deviation, median, pixels, count, percentile = pdb.gimp_histogram(drawable, HISTOGRAM_RED, 0, 255)
    pdb.gimp_threshold(drawable, 128, 255)
    return str(inverted), posterized, pixels, 0 < mean < 255


register(
    "tone-tools",
    "Colours",
    "Colours",
    "Impasto",
    "MIT",
    "2026",
    "Tone Tools...",
    "RGB*",
    [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None)],
    [
        (PF_STRING, "sums", "Sums"),
        (PF_TOGGLE, "posterized", "Posterized"),
        (PF_FLOAT, "pixels", "Pixels"),
        (PF_TOGGLE, "mean", "Mean"),
    ],
    tone_tools,
    menu="<Image>/Filters/Idioms",
)

main()
