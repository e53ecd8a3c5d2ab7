"""Pixels of drawables through GEGL buffers, in any format babl knows.

One buffer is shared by all who look at the same drawable. It keeps tiles of its own, so what was written goes to GIMP
before the next procedure call, and what was read is forgotten after it.
"""

from __future__ import annotations

import ctypes
import functools
import weakref
from collections.abc import MutableMapping
from typing import Any, Union

from . import procedures
from .libraries import babl, encoded, gegl, gimp, gobject
from .structs import Rectangle

Pixels = Union[bytes, bytearray, memoryview, Any]
"""Anything that lets its bytes be seen: bytes, bytearray, array.array, a NumPy array."""

_SMALL = 4096
_8BIT = ("R'G'B' u8", "R'G'B'A u8", "Y' u8", "Y'A u8")
"""The formats of gimpfu's own pixels, by GimpImageType; indexed drawables have one of their own."""


class Buffer:
    """A drawable's pixels, or those of its shadow, which GIMP merges into the drawable when told to."""

    def __init__(self, drawable: int, shadow: bool) -> None:
        start()
        opener = gimp.gimp_drawable_get_shadow_buffer if shadow else gimp.gimp_drawable_get_buffer
        self._pointer = opener(drawable)
        if not self._pointer:
            raise RuntimeError(f"the pixels of the drawable with ID {drawable} cannot be had")
        self._close = weakref.finalize(self, gobject.g_object_unref, self._pointer)
        self.written = False

    def get(self, area: tuple[int, int, int, int], form: str | int) -> bytes:
        """The pixels of `area` (x, y, width, height), row by row."""
        pointer = babl_format(form)
        size = babl.babl_format_get_bytes_per_pixel(pointer) * area[2] * area[3]
        block, address = _new_bytes(size)
        gegl.gegl_buffer_get(self._pointer, Rectangle(*area), 1.0, pointer, address, 0, 0)
        return block if isinstance(block, bytes) else block.raw

    def put(self, area: tuple[int, int, int, int], form: str | int, pixels: Pixels) -> None:
        """Write pixels over `area` (x, y, width, height).

        Raises
        ------
        ValueError
            The number of bytes is not that of the area in this format.
        """
        pointer = babl_format(form)
        size = babl.babl_format_get_bytes_per_pixel(pointer) * area[2] * area[3]
        view = memoryview(pixels)
        if view.nbytes != size:
            raise ValueError(f"{area[2]} x {area[3]} pixels are {size} bytes in this format, not {view.nbytes}")
        block: Any = pixels if isinstance(pixels, bytes) else view.tobytes()
        gegl.gegl_buffer_set(self._pointer, Rectangle(*area), 0, pointer, ctypes.c_char_p(block), 0)
        self.written = True

    def copy_from(self, other: Buffer, area: tuple[int, int, int, int]) -> None:
        """Copy `area` of another buffer to the same place here."""
        rectangle = Rectangle(*area)
        gegl.gegl_buffer_copy(other._pointer, rectangle, 0, self._pointer, rectangle)
        self.written = True

    def flush(self) -> None:
        """Send what was written to GIMP."""
        if self.written:
            gegl.gegl_buffer_flush(self._pointer)
            self.written = False


_open: MutableMapping[tuple[int, bool], Buffer] = {}


def buffer(drawable: int, shadow: bool = False) -> Buffer:
    """The shared buffer of a drawable (or its shadow): good until the next procedure call, so use it at once."""
    key = (drawable, shadow)
    if key not in _open:
        _open[key] = Buffer(drawable, shadow)
    return _open[key]


def flush(drawable: int) -> None:
    """Send what was written to a drawable and its shadow to GIMP."""
    for shadow in (False, True):
        if (drawable, shadow) in _open:
            _open[drawable, shadow].flush()


def release() -> None:
    """Send everything to GIMP and forget what was read: a procedure may change any pixel."""
    for one in _open.values():
        one.flush()
    _open.clear()


procedures.BEFORE_CALL.append(release)


def format_of(drawable: int, kind: int) -> str | int:
    """The 8-bit format in which gimpfu shows a drawable of this GimpImageType."""
    start()
    return _8BIT[kind] if kind < len(_8BIT) else int(gimp.gimp_drawable_get_format(drawable))


def babl_format(form: str | int) -> int:
    """A babl format by name, "R'G'B'A float"; ValueError where babl knows none of this name."""
    return _named_format(form) if isinstance(form, str) else form


@functools.cache
def _named_format(name: str) -> int:
    start()
    code = encoded(name)
    if not babl.babl_format_exists(code):
        raise ValueError(f"babl knows no pixel format {name!r}; one it knows is \"R'G'B'A float\"")
    pointer: int = babl.babl_format(code)
    return pointer


@functools.cache
def start() -> None:
    """Start GEGL, before anything else here."""
    gegl.gegl_init(None, None)


def _new_bytes(size: int) -> tuple[Any, int]:
    """Room for `size` bytes and its address.

    Large blocks are filled in place: copying them once more would cost as long as reading them. Nobody else can know
    such a fresh object; small ones may be shared by all of Python.
    """
    if size <= _SMALL:
        block = ctypes.create_string_buffer(size)
        return block, ctypes.addressof(block)
    fresh = bytes(size)
    address = ctypes.cast(ctypes.c_char_p(fresh), ctypes.c_void_p).value
    assert address is not None
    return fresh, address
