"""What the engine paints, drawn as GIMP will show it: gray in a gray image, for the screen's profile and soft proof."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_void_p
from typing import Any

import gimp
from _gimpfu import gtk as g
from _gimpfu import libraries
from _gimpfu import pixels as buffers
from _gimpfu.libraries import babl, declare
from _gimpfu.libraries import gimp as lib
from gimpenums import GRAY

from gimp2.profiles import Transform, srgb_profile

RGB_ROWS, GRAY_ROWS = "R'G'B' u8", "Y' u8"

declare(lib, "libgimp", {"gimp_get_color_configuration": (c_void_p,)})
declare(g.widgets, "libgimpwidgets", {"gimp_widget_get_color_transform": (c_void_p, *(c_void_p,) * 5)})
_BABL: libraries.Prototypes = {
    "babl_fish": (c_void_p, c_void_p, c_void_p),
    "babl_process": (ctypes.c_long, c_void_p, c_void_p, c_void_p, ctypes.c_long),
}
declare(babl, "babl", _BABL)


class AsSeen:
    """Turns 8-bit sRGB rows into those to draw on a widget's screen.

    Parameters
    ----------
    image : that is painted; it may be closed later
    is_new_image : whether the result will be a new image: those are RGB
    """

    def __init__(self, image: gimp.Image, is_new_image: Callable[[], bool]) -> None:
        self._is_new_image, self._is_gray = is_new_image, image.base_type == GRAY
        self._transforms: list[Transform | None] = []

    def __call__(self, widget: int, width: int, height: int, rows: bytes) -> bytes:
        """The rows as they are to be drawn."""
        if self._is_gray and not self._is_new_image():
            rows = _converted(
                _converted(rows, RGB_ROWS, GRAY_ROWS, width * height), GRAY_ROWS, RGB_ROWS, width * height
            )
        if not self._transforms:
            self._transforms.append(_for_screen(widget))
        (transform,) = self._transforms
        return transform.convert(rows, width * height) if transform else rows


def _for_screen(widget: int) -> Transform | None:
    """From sRGB to the widget's screen, by GIMP's own preferences; None where they are the same."""
    form = buffers.babl_format(RGB_ROWS)
    made = g.widgets.gimp_widget_get_color_transform(
        widget, lib.gimp_get_color_configuration(), srgb_profile(), form, form
    )
    return Transform(made, form, form, 3) if made else None


def _converted(rows: bytes, source: str, target: str, count: int) -> bytes:
    """`count` pixels in another format, as GIMP's library makes it of what is written into a layer."""
    ends: Any = buffers.babl_format(source), buffers.babl_format(target)
    result = bytearray(count * babl.babl_format_get_bytes_per_pixel(ends[1]))
    place = (ctypes.c_char * len(result)).from_buffer(result)
    babl.babl_process(babl.babl_fish(*ends), rows, place, count)
    return bytes(result)
