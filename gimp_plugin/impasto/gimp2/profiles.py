"""Pixels of GIMP 2.10's drawables as sRGB, whatever the image's colour profile, and back.

GIMP 3 converts between profiles wherever pixels are read or written; GIMP 2.10 hands out the numbers as they are
stored, as if every image were in sRGB. So they are converted here, by GIMP's own colour transforms.
"""

from __future__ import annotations

import ctypes
import functools
from ctypes import c_char_p, c_int, c_size_t, c_void_p
from typing import NamedTuple

import gimp
from _gimpfu import pixels as buffers
from _gimpfu.libraries import babl, declare, gimpcolor
from _gimpfu.libraries import gimp as lib
from gimp import pdb
from gimpenums import GRAY

from common.pixels import Area, keep_transparency, pixel_format

RELATIVE_COLORIMETRIC, NO_FLAGS = 1, 0

declare(babl, "babl", {"babl_format_get_n_components": (c_int, c_void_p)})
declare(
    gimpcolor,
    "libgimpcolor",
    {
        "gimp_color_profile_new_from_icc_profile": (c_void_p, c_char_p, c_size_t, c_void_p),
        "gimp_color_profile_new_rgb_srgb": (c_void_p,),
        "gimp_color_transform_new": (c_void_p, *(c_void_p,) * 4, c_int, c_int),
        "gimp_color_transform_process_pixels": (None, *(c_void_p,) * 5, c_size_t),
    },
)


class Transform(NamedTuple):
    """From the numbers of one format and profile to those of another."""

    pointer: int
    source: int
    target: int
    target_bytes: int

    def convert(self, data: bytes, count: int) -> bytes:
        """The same `count` pixels as the target has them."""
        result = bytearray(count * self.target_bytes)
        place = (ctypes.c_char * len(result)).from_buffer(result)
        gimpcolor.gimp_color_transform_process_pixels(self.pointer, self.source, data, self.target, place, count)
        return bytes(result)


def read(drawable: gimp.Drawable, channels: int, area: Area) -> bytes:
    """An area's pixels as float32 values in sRGB, with 3 or 4 channels."""
    form, profile = _stored(drawable, channels == 4)
    transform = _transform(profile, form, pixel_format(channels), to_srgb=True) if profile else None
    if transform is None:
        return bytes(drawable.read(pixel_format(channels), *area))
    return transform.convert(bytes(drawable.read(form, *area)), area.width * area.height)


def write_shadow(drawable: gimp.Drawable, area: Area, painted: bytes, keep_alpha: bool) -> None:
    """Write float32 values in sRGB into the drawable's shadow, 4 channels where it has transparency, else 3.

    `keep_alpha` leaves the transparency as it is stored there: conversion to float and back would change its last bits.
    """
    channels = 4 if drawable.has_alpha else 3
    form, profile = _stored(drawable, channels == 4)
    transform = _transform(profile, form, pixel_format(channels), to_srgb=False) if profile else None
    native = int(lib.gimp_drawable_get_format(drawable.ID))
    original = drawable.read(native, *area, shadow=True) if keep_alpha else b""
    if transform is None:
        drawable.write(pixel_format(channels), *area, painted, merge=False)
    else:
        drawable.write(form, *area, transform.convert(painted, area.width * area.height), merge=False)
    if keep_alpha:
        values = babl.babl_format_get_n_components(native)
        value_bytes = babl.babl_format_get_bytes_per_pixel(native) // values
        now = bytes(drawable.read(native, *area, shadow=True))
        drawable.write(native, *area, keep_transparency(now, bytes(original), values, value_bytes), merge=False)


@functools.cache
def srgb_profile() -> int:
    """GIMP's own sRGB, a GimpColorProfile."""
    pointer: int = gimpcolor.gimp_color_profile_new_rgb_srgb()
    return pointer


def _stored(drawable: gimp.Drawable, alpha: bool) -> tuple[str, bytes]:
    """The format of floats that holds a drawable's numbers as they are stored, and the ICC profile they are meant in.

    Without a profile the numbers are in sRGB; those of channels and masks are no colours.
    """
    image = drawable.image
    profile = pdb.gimp_image_get_color_profile(image)[1] if isinstance(drawable, gimp.Layer) else ()
    linear, coded = ("Y", "Y'") if image.base_type == GRAY else ("RGB", "R'G'B'")
    name = linear if _is_linear(image.precision) else coded
    return f"{name}{'A' if alpha else ''} float", bytes(profile)


def _is_linear(precision: int) -> bool:
    """Whether values are amounts of light: 2.10's other precisions are 50 higher."""
    return precision % 100 == 0


@functools.lru_cache(maxsize=8)
def _transform(profile: bytes, form: str, srgb_form: str, to_srgb: bool) -> Transform | None:
    """The transform between a profile and sRGB; None where they are the same, or GIMP cannot make one."""
    buffers.start()
    theirs = gimpcolor.gimp_color_profile_new_from_icc_profile(profile, len(profile), None)
    if not theirs:
        return None
    ours = srgb_profile()
    ends = [(theirs, buffers.babl_format(form)), (ours, buffers.babl_format(srgb_form))]
    (source, source_form), (target, target_form) = ends if to_srgb else ends[::-1]
    made = gimpcolor.gimp_color_transform_new(source, source_form, target, target_form, RELATIVE_COLORIMETRIC, NO_FLAGS)
    if not made:
        return None
    return Transform(made, source_form, target_form, babl.babl_format_get_bytes_per_pixel(target_form))
