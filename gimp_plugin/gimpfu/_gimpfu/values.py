"""Between Python values and the GimpParam arrays of the procedure database.

The modules of the objects (image, items, ...) add themselves to OBJECTS, so that this one need not know them.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from . import colors
from .libraries import decoded, encoded
from .structs import Param, ParamDef, Parasite, Rgb

INT32, INT16, INT8, FLOAT, STRING, INT32ARRAY, INT16ARRAY, INT8ARRAY, FLOATARRAY, STRINGARRAY = range(10)
COLOR, ITEM, DISPLAY, IMAGE, LAYER, CHANNEL, DRAWABLE, SELECTION, COLORARRAY, VECTORS, PARASITE, STATUS = range(10, 22)
"""GimpPDBArgType: the types of arguments and return values."""


class ObjectType(NamedTuple):
    """How one of the types above appears in Python: its class, and what makes an object of an ID."""

    kind: type
    wrap: Callable[[int], Any]


class Definition(NamedTuple):
    """One argument or return value of a procedure, as scripts see it in pdb.x.params."""

    type: int
    name: str
    description: str


OBJECTS: dict[int, ObjectType] = {}
"""The types that are IDs of something: filled by the modules that define the classes."""

PARASITE_CLASS: list[Any] = []
"""gimp.Parasite, once it is defined."""

_INTEGERS = {INT32: "int32", INT16: "int16", INT8: "int8", STATUS: "int32"}
_ELEMENTS = {
    INT32ARRAY: ctypes.c_int32,
    INT16ARRAY: ctypes.c_int16,
    INT8ARRAY: ctypes.c_uint8,
    FLOATARRAY: ctypes.c_double,
}
_ARRAYS = {*_ELEMENTS, STRINGARRAY, COLORARRAY}


def definitions(array: Any, count: int) -> tuple[Definition, ...]:
    """Python's copy of an array of GimpParamDef."""
    return tuple(Definition(array[n].type, decoded(array[n].name), decoded(array[n].description)) for n in range(count))


def definition_array(entries: Sequence[Sequence[Any]]) -> Any:
    """GimpParamDefs for (type, name, description) entries; NULL for none, as libgimp wants it."""
    if not entries:
        return None
    return (ParamDef * len(entries))(
        *(ParamDef(kind, encoded(name), encoded(description)) for kind, name, description in entries)
    )


def pack(values: Sequence[Any], kinds: Sequence[int], offset: int = 0) -> tuple[Any, list[Any]]:
    """Write Python values into an array of GimpParams; the list returned must live as long as the array is used.

    `offset` empty params are left in front, for a status.

    Raises
    ------
    TypeError
        A value does not fit its type, or an array is shorter than the number given before it.
    """
    params = (Param * (offset + len(values)))()
    kept: list[Any] = []
    for n, (value, kind) in enumerate(zip(values, kinds)):
        params[offset + n].type = kind
        data = params[offset + n].data
        if kind in _ARRAYS:
            wanted = params[offset + n - 1].data.int32 if offset + n > 0 else 0
            data.pointer = _packed_array(value, kind, wanted, kept)
        else:
            _pack_one(data, value, kind, kept)
    return params, kept


def unpack(params: Any, count: int) -> list[Any]:
    """The Python values of an array of GimpParams."""
    values: list[Any] = []
    for n in range(count):
        kind, data = params[n].type, params[n].data
        if kind in _ARRAYS:
            values.append(_unpacked_array(data.pointer, kind, params[n - 1].data.int32 if n else 0))
        else:
            values.append(_unpack_one(data, kind))
    return values


def _pack_one(data: Any, value: Any, kind: int, kept: list[Any]) -> None:
    if kind in _INTEGERS:
        setattr(data, _INTEGERS[kind], _number(int, value))
    elif kind == FLOAT:
        data.float = _number(float, value)
    elif kind == STRING:
        text = _text(value)
        kept.append(text)
        data.string = text
    elif kind == COLOR:
        data.color = _color(value)
    elif kind == PARASITE:
        _pack_parasite(data, value, kept)
    elif kind in OBJECTS:
        data.int32 = object_id(value, kind)
    else:
        raise TypeError("wrong parameter type")


def _unpack_one(data: Any, kind: int) -> Any:
    if kind in _INTEGERS:
        return getattr(data, _INTEGERS[kind])
    if kind == FLOAT:
        return data.float
    if kind == STRING:
        return None if data.string is None else decoded(data.string)
    if kind == COLOR:
        return colors.RGB.from_c(data.color)
    if kind == PARASITE:
        raw = data.parasite
        return PARASITE_CLASS[0](decoded(raw.name), raw.flags, ctypes.string_at(raw.data, raw.size))
    return wrap(kind, data.int32)


def wrap(kind: int, number: int) -> Any:
    """The object of a type with this ID; None for GIMP's -1."""
    return None if number < 0 else OBJECTS[kind].wrap(number)


def object_id(value: Any, kind: int) -> int:
    """The ID of an object that must be of a type; -1 for None."""
    if value is None:
        return -1
    if not isinstance(value, OBJECTS[kind].kind):
        raise TypeError("wrong parameter type")
    number: int = value.ID
    return number


def _number(convert: Callable[[Any], Any], value: Any) -> Any:
    try:
        return convert(value)
    except (TypeError, ValueError, OverflowError):
        raise TypeError("wrong parameter type") from None


def _text(value: Any) -> bytes | None:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if value is not None and not isinstance(value, (str, bytes)):
        raise TypeError("wrong parameter type")
    return encoded(value)


def _color(value: Any) -> Rgb:
    try:
        return colors.to_rgb(value).to_c()
    except (TypeError, ValueError):
        raise TypeError("wrong parameter type") from None


def _pack_parasite(data: Any, value: Any, kept: list[Any]) -> None:
    if not isinstance(value, PARASITE_CLASS[0]):
        raise TypeError("wrong parameter type")
    name, block = encoded(value.name), ctypes.create_string_buffer(value.data, len(value.data))
    kept += [name, block]
    data.parasite = Parasite(name, value.flags, len(value.data), ctypes.addressof(block))


def _packed_array(value: Any, kind: int, wanted: int, kept: list[Any]) -> int:
    """The address of a C array with the elements of `value`, of which there must be `wanted` at least."""
    if isinstance(value, str):
        value = value.encode("latin-1")
    try:
        elements = list(value)
        block = _c_array(elements, kind, kept)
    except (TypeError, ValueError, OverflowError):
        raise TypeError("wrong parameter type") from None
    if len(elements) < wanted:
        raise TypeError(f"an array of {len(elements)} was given where {wanted} were announced")
    kept.append(block)
    return ctypes.addressof(block)


def _c_array(elements: list[Any], kind: int, kept: list[Any]) -> Any:
    if kind == STRINGARRAY:
        texts = [_text(element) for element in elements]
        kept.append(texts)
        return (ctypes.c_char_p * len(texts))(*texts)
    if kind == COLORARRAY:
        return (Rgb * len(elements))(*map(_color, elements))
    convert = float if kind == FLOATARRAY else int
    return (_ELEMENTS[kind] * len(elements))(*map(convert, elements))


def _unpacked_array(address: int | None, kind: int, count: int) -> tuple[Any, ...]:
    if not address or count <= 0:
        return ()
    if kind == STRINGARRAY:
        return tuple(decoded(text) for text in (ctypes.c_char_p * count).from_address(address))
    if kind == COLORARRAY:
        return tuple(colors.RGB.from_c(color) for color in (Rgb * count).from_address(address))
    return tuple((_ELEMENTS[kind] * count).from_address(address))
