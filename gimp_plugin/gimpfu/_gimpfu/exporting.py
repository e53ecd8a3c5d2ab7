"""gimp.export_image: an image made such that a file format can hold it."""

from __future__ import annotations

import ctypes
from typing import Any

from .host import IS_GIMP_3
from .image import Image
from .items import any_item
from .libraries import encoded


def export_image(
    image: Any, drawable: Any = None, format_name: str | None = None, capabilities: int | None = None
) -> tuple[int, Any, Any]:
    """Ask the user, where there is one, and make a copy of an image that a file format can hold.

    Parameters
    ----------
    image, drawable : what to export; without a drawable the active one
    format_name : what the format is called in the dialog
    capabilities : what the format can hold: EXPORT_CAN_HANDLE_RGB | EXPORT_CAN_HANDLE_ALPHA | ...

    Returns
    -------
    result : EXPORT_EXPORT (a copy was made, which the caller deletes), EXPORT_IGNORE or EXPORT_CANCEL
    image, drawable : what to write to the file
    """
    if capabilities is None:
        raise TypeError("capabilities, the fourth argument, must be EXPORT_CAN_HANDLE_... values")
    drawable = image.active_drawable if drawable is None else drawable
    if drawable is None:
        raise ValueError("there is no drawable to export: the image has no active one, and none was given")
    if IS_GIMP_3:
        from .gimp3.exporting import export_image as export

        return export(image, drawable, int(capabilities))
    from .gtk import start_if_possible, ui

    start_if_possible()
    numbers = ctypes.c_int32(image.ID), ctypes.c_int32(drawable.ID)
    result = ui.gimp_export_image(*map(ctypes.byref, numbers), encoded(format_name), int(capabilities))
    return int(result), Image.from_id(numbers[0].value), any_item(numbers[1].value)
