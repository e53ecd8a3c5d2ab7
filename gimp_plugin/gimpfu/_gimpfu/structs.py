"""The C structures that libgimp 2.10 exchanges with a plug-in, on 64-bit machines."""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_double, c_int, c_int16, c_int32, c_uint8, c_uint32, c_void_p


class Rgb(ctypes.Structure):
    """GimpRGB: a colour, each channel 0..1."""

    _fields_ = (("r", c_double), ("g", c_double), ("b", c_double), ("a", c_double))


class Parasite(ctypes.Structure):
    """GimpParasite: named data attached to an image, an item or GIMP itself."""

    _fields_ = (("name", c_char_p), ("flags", c_uint32), ("size", c_uint32), ("data", c_void_p))


class ParamData(ctypes.Union):
    """GimpParamData: the value of one argument; which member counts, Param.type says."""

    _fields_ = (
        ("int32", c_int32),
        ("int16", c_int16),
        ("int8", c_uint8),
        ("float", c_double),
        ("string", c_char_p),
        ("pointer", c_void_p),
        ("color", Rgb),
        ("parasite", Parasite),
    )


class Param(ctypes.Structure):
    """GimpParam: one argument or return value of a procedure."""

    _fields_ = (("type", c_int), ("data", ParamData))


class ParamDef(ctypes.Structure):
    """GimpParamDef: what a procedure says of one argument or return value."""

    _fields_ = (("type", c_int), ("name", c_char_p), ("description", c_char_p))


class Rectangle(ctypes.Structure):
    """GeglRectangle."""

    _fields_ = (("x", c_int), ("y", c_int), ("width", c_int), ("height", c_int))


class EnumValue(ctypes.Structure):
    """GEnumValue: one constant."""

    _fields_ = (("value", c_int), ("name", c_char_p), ("nick", c_char_p))


class EnumClass(ctypes.Structure):
    """GEnumClass: all constants of one enumeration."""

    _fields_ = (
        ("type", ctypes.c_size_t),
        ("minimum", c_int),
        ("maximum", c_int),
        ("count", ctypes.c_uint),
        ("values", ctypes.POINTER(EnumValue)),
    )


SimpleProc = ctypes.CFUNCTYPE(None)
RunProc = ctypes.CFUNCTYPE(
    None, c_char_p, c_int, ctypes.POINTER(Param), ctypes.POINTER(c_int), ctypes.POINTER(c_void_p)
)


class PlugInInfo(ctypes.Structure):
    """GimpPlugInInfo: the four functions GIMP calls in a plug-in."""

    _fields_ = (("init", c_void_p), ("quit", c_void_p), ("query", c_void_p), ("run", c_void_p))


ProgressStart = ctypes.CFUNCTYPE(None, c_char_p, c_int, c_void_p)
ProgressEnd = ctypes.CFUNCTYPE(None, c_void_p)
ProgressText = ctypes.CFUNCTYPE(None, c_char_p, c_void_p)
ProgressValue = ctypes.CFUNCTYPE(None, ctypes.c_double, c_void_p)


class ProgressVtable(ctypes.Structure):
    """GimpProgressVtable: what a plug-in does when a procedure it called makes progress."""

    _fields_ = (
        ("start", ProgressStart),
        ("end", ProgressEnd),
        ("set_text", ProgressText),
        ("set_value", ProgressValue),
        ("pulse", c_void_p),
        ("get_window", c_void_p),
        ("reserved", c_void_p * 8),
    )


SIZES = {
    Rgb: 32,
    Parasite: 24,
    Param: 40,
    ParamDef: 24,
    PlugInInfo: 32,
    Rectangle: 16,
    EnumValue: 24,
    EnumClass: 32,
    ProgressVtable: 112,
}
"""The sizes in bytes that 64-bit builds of GIMP 2.10 were compiled with."""


def check_sizes() -> None:
    """Compare the layouts above with those of the libraries.

    Raises
    ------
    ImportError
        This machine lays them out in another way: every call would read wrong memory.
    """
    for structure, expected in SIZES.items():
        size = ctypes.sizeof(structure)
        if size != expected:
            raise ImportError(
                f"gimpfu cannot work here: the C structure {structure.__name__} has {size} bytes in this Python "
                f"but {expected} in GIMP 2.10. Use a 64-bit Python of the same kind as GIMP."
            )
    if Param.data.offset != 8:
        raise ImportError(f"gimpfu cannot work here: a GimpParam's value is at byte {Param.data.offset}, not 8.")
