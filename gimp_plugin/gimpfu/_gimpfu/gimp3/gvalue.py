"""Between Python values and GIMP 3's GValues: objects are IDs, colours gimpcolor.RGB, resources their names."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from typing import Any

from .. import values
from ..colors import RGB, to_rgb
from ..libraries import decoded, encoded, taken
from .library import base, file_of, gegl, gimp, gio, gobject
from .native import GValue

ENUM, BOOLEAN, INT, UINT, DOUBLE, STRING, BOXED, OBJECT = 48, 20, 24, 28, 60, 64, 72, 80
"""GType numbers of the fundamental types."""

FONTS = {"Sans": "Sans-serif", "sans": "Sans-serif", "Sans Bold": "Sans-serif Bold"}
"""Font names of GIMP 2.10 that GIMP 3 has under others."""

ARRAYS = {"GimpDoubleArray", "GimpInt32Array", "GBytes", "GStrv", "GimpColorArray", "GimpCoreObjectArray"}
_RESOURCES = {"GimpBrush", "GimpFont", "GimpGradient", "GimpPalette", "GimpPattern", "GimpResource"}
_NUMBERS: dict[int, tuple[str, Callable[[Any], Any]]] = {
    ENUM: ("enum", int),
    BOOLEAN: ("boolean", bool),
    INT: ("int", int),
    UINT: ("uint", int),
    DOUBLE: ("double", float),
}


class Resource(str):
    """A brush, font, gradient, palette or pattern: its name, and the ID by which GIMP 3 knows it."""

    ID: int

    @classmethod
    def of(cls, pointer: int) -> Resource:
        """The resource that C knows by an address."""
        made = cls(decoded(gimp.gimp_resource_get_name(pointer)))
        made.ID = gimp.gimp_resource_get_id(pointer)
        return made


def is_number(kind: int) -> bool:
    """Whether a GType is one of whole numbers, floats or enumerations."""
    return gobject.g_type_fundamental(kind) in _NUMBERS


def type_name(kind: int) -> str:
    """The name of a GType."""
    return decoded(gobject.g_type_name(kind))


def write(value: Any, kind: int) -> GValue:
    """A GValue of a type, to be unset by the caller; TypeError where the Python value does not fit."""
    cell = GValue()
    gobject.g_value_init(cell, kind)
    try:
        _fill(cell, value, kind)
    except (TypeError, ValueError, OverflowError, AttributeError):
        gobject.g_value_unset(cell)
        raise TypeError("wrong parameter type") from None
    return cell


def _fill(cell: GValue, value: Any, kind: int) -> None:
    fundamental, name = gobject.g_type_fundamental(kind), type_name(kind)
    if fundamental in _NUMBERS:
        suffix, convert = _NUMBERS[fundamental]
        getattr(gobject, f"g_value_set_{suffix}")(cell, convert(getattr(value, "ID", value)))
    elif fundamental == STRING:
        gobject.g_value_set_string(cell, _text(value))
    elif name in ARRAYS:
        _fill_array(cell, value, name)
    elif name == "GimpParasite":
        made = base.gimp_parasite_new(encoded(value.name), value.flags, len(value.data), value.data)
        gobject.g_value_set_boxed(cell, made)
        base.gimp_parasite_free(made)
    elif value is not None:
        gobject.g_value_set_object(cell, _pointer(value, name, kind))


def _text(value: Any) -> bytes | None:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if value is not None and not isinstance(value, (str, bytes)):
        raise TypeError
    return encoded(value)


def _pointer(value: Any, name: str, kind: int) -> int:
    """The C object for a value."""
    if name == "GeglColor":
        return color_of(to_rgb(value))
    if name == "GFile":
        return file_of(os.fspath(value))
    if name == "GimpUnit":
        return int(base.gimp_unit_get_by_id(int(value)))
    if name in _RESOURCES:
        if isinstance(value, Resource):
            return int(gimp.gimp_resource_get_by_id(value.ID) or 0)
        found = gimp.gimp_resource_get_by_name(kind, _text(FONTS.get(value, value) if name == "GimpFont" else value))
        if not found:
            raise RuntimeError(f"There is no {name[4:].lower()} '{value}'")
        return int(found)
    owner = "image" if name == "GimpImage" else "display" if name == "GimpDisplay" else "item"
    wanted = {"image": values.IMAGE, "display": values.DISPLAY, "item": values.ITEM}[owner]
    found = getattr(gimp, f"gimp_{owner}_get_by_id")(values.object_id(value, wanted))
    if not found or not gobject.g_type_is_a(_type_of(found), kind):
        raise TypeError
    return int(found)


def _type_of(instance: int) -> int:
    """The GType of a C object: the first word of its class."""
    return ctypes.c_size_t.from_address(ctypes.c_size_t.from_address(instance).value).value


def _fill_array(cell: GValue, value: Any, name: str) -> None:
    if name in ("GimpDoubleArray", "GimpInt32Array"):
        kind, suffix = (ctypes.c_double, "double") if name == "GimpDoubleArray" else (ctypes.c_int32, "int32")
        block = (kind * len(value))(*value)
        getattr(base, f"gimp_value_set_{suffix}_array")(cell, block, len(value))
        return
    if name == "GBytes":
        data = encoded(value) if isinstance(value, str) else bytes(value)
        made = gobject.g_bytes_new(data, len(data or b""))
        gobject.g_value_set_boxed(cell, made)
        gobject.g_bytes_unref(made)
        return
    many = [value] if hasattr(value, "ID") else list(value)
    if name == "GStrv":
        pointers: Any = (ctypes.c_char_p * (len(many) + 1))(*map(_text, many), None)
    else:
        item = "GeglColor" if name == "GimpColorArray" else ""
        addresses = [_pointer(one, item or _class_of(one), OBJECT) for one in many]
        pointers = (ctypes.c_void_p * (len(many) + 1))(*addresses, None)
    gobject.g_value_set_boxed(cell, ctypes.cast(pointers, ctypes.c_void_p))


def _class_of(value: Any) -> str:
    """The C class that tells how to find a thing by its ID."""
    if isinstance(value, Resource):
        return "GimpResource"
    return "GimpImage" if isinstance(value, values.OBJECTS[values.IMAGE].kind) else "GimpItem"


def read(cell: Any) -> Any:
    """The Python value of a GValue; arrays of objects are tuples of IDs, of resources tuples of names."""
    kind = cell.type
    fundamental, name = gobject.g_type_fundamental(kind), type_name(kind)
    if fundamental in _NUMBERS:
        value = getattr(gobject, f"g_value_get_{_NUMBERS[fundamental][0]}")(cell)
        return float(value) if fundamental == DOUBLE else int(value)
    if fundamental == STRING:
        text = gobject.g_value_get_string(cell)
        return None if text is None else decoded(text)
    if name in ARRAYS:
        return _read_array(cell, name)
    if name == "GimpParasite":
        return _parasite(gobject.g_value_get_boxed(cell))
    pointer = gobject.g_value_get_object(cell)
    return _object(pointer, name) if pointer else None


def _parasite(pointer: int | None) -> Any:
    if not pointer:
        return None
    size = ctypes.c_uint32()
    data = base.gimp_parasite_get_data(pointer, size)
    block = ctypes.string_at(data, size.value) if size.value else b""
    return values.PARASITE_CLASS[0](
        decoded(base.gimp_parasite_get_name(pointer)), base.gimp_parasite_get_flags(pointer), block
    )


def _object(pointer: int, name: str) -> Any:
    if name == "GeglColor":
        return RGB(*channels_of(pointer))
    if name == "GFile":
        return taken(gio.g_file_get_path(pointer))
    if name == "GimpUnit":
        return base.gimp_unit_get_id(pointer)
    if name in _RESOURCES:
        return Resource.of(pointer)
    if name == "GimpImage":
        return values.wrap(values.IMAGE, gimp.gimp_image_get_id(pointer))
    if name == "GimpDisplay":
        return values.wrap(values.DISPLAY, gimp.gimp_display_get_id(pointer))
    return values.wrap(values.ITEM, gimp.gimp_item_get_id(pointer))


def _read_array(cell: Any, name: str) -> Any:
    size = ctypes.c_size_t()
    if name in ("GimpDoubleArray", "GimpInt32Array"):
        suffix = "double" if name == "GimpDoubleArray" else "int32"
        block = getattr(base, f"gimp_value_get_{suffix}_array")(cell, size)
        return tuple(block[: size.value])
    address = gobject.g_value_get_boxed(cell)
    if not address:
        return ()
    if name == "GBytes":
        data = gobject.g_bytes_get_data(address, size)
        return tuple(ctypes.string_at(data, size.value)) if size.value else ()
    pointers = ctypes.cast(address, ctypes.POINTER(ctypes.c_void_p))
    found = []
    while pointers[len(found)]:
        found.append(pointers[len(found)])
    if name == "GStrv":
        return tuple(decoded(ctypes.cast(one, ctypes.c_char_p).value) for one in found)
    return tuple(RGB(*channels_of(one)) if name == "GimpColorArray" else _number(one) for one in found)


def _number(pointer: int) -> Any:
    """The ID of an image or item, or a resource."""
    value = _object(pointer, _base_name(pointer))
    return value if isinstance(value, str) else value.ID


def _base_name(pointer: int) -> str:
    kind = _type_of(pointer)
    name = type_name(kind)
    return name if name in _RESOURCES or name == "GimpImage" else "GimpItem"


def _format() -> int:
    from ..pixels import babl_format

    return int(babl_format("R'G'B'A double"))


def channels_of(color: int) -> tuple[float, ...]:
    """Red, green, blue and alpha of a GeglColor, sRGB-coded as in GIMP 2.10."""
    block = (ctypes.c_double * 4)()
    gegl.gegl_color_get_pixel(color, _format(), block)
    return tuple(block)


def color_of(color: RGB) -> int:
    """A GeglColor."""
    form = _format()  # starts GEGL, before which there are no colours
    made = int(gegl.gegl_color_new(b"black"))
    gegl.gegl_color_set_pixel(made, form, (ctypes.c_double * 4)(color.r, color.g, color.b, color.a))
    return made
