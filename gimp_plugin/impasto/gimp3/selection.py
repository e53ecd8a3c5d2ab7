"""The selection as it was when the job began: GIMP stays usable meanwhile, and the user may change or drop it.

The copy is kept outside the image: a saved channel would mark the image as changed even after a cancel, and putting the
copy back through a channel would leave no layer selected after an undo.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from common.host import Area
from gi.repository import Gegl, Gimp


class Selection:
    """A copy of an image's selection, made at once."""

    def __init__(self, image: Gimp.Image) -> None:
        self._image = image
        self._bounds = _bounds(image)
        self._mask = _read(image, self._bounds)

    @contextlib.contextmanager
    def applied(self, move: tuple[int, int] = (0, 0)) -> Iterator[bool]:
        """Select the copy, moved by `move` pixels, and afterwards what the user has selected now.

        Yields whether any of it lies within the image; where none does, nothing may be painted.
        """
        users = Selection(self._image)
        if self._equals(users) and (self._bounds is None or move == (0, 0)):
            yield True
            return
        self._select(move)
        try:
            yield self._bounds is None or _bounds(self._image) is not None
        finally:
            users._select()

    def _equals(self, other: Selection) -> bool:
        return self._bounds == other._bounds and self._mask == other._mask

    def _select(self, move: tuple[int, int] = (0, 0)) -> None:
        """Write the copy over the selection; like any drawable it has a shadow buffer and an undo."""
        selection = self._image.get_selection()
        size = selection.get_width(), selection.get_height()
        shadow = selection.get_shadow_buffer()
        # Not `clear`: GIMP would not hear of it and keep what the buffer held before.
        shadow.set(Gegl.Rectangle.new(0, 0, *size), "Y u8", bytes(size[0] * size[1]))
        if self._bounds:
            x, y, width, height = self._bounds
            shadow.set(Gegl.Rectangle.new(x + move[0], y + move[1], width, height), "Y float", self._mask)
        shadow.flush()
        del shadow
        selection.merge_shadow(True)
        selection.update(0, 0, *size)


def _bounds(image: Gimp.Image) -> Area | None:
    _success, is_there, left, top, right, bottom = Gimp.Selection.bounds(image)
    return Area(left, top, right - left, bottom - top) if is_there else None


def _read(image: Gimp.Image, bounds: Area | None) -> bytes:
    """The mask inside `bounds` as float32 coverage."""
    if bounds is None:
        return b""
    buffer = image.get_selection().get_buffer()
    return bytes(buffer.get(Gegl.Rectangle.new(*bounds), 1.0, "Y float", Gegl.AbyssPolicy.NONE))
