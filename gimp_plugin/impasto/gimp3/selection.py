"""The selection of a GIMP 3 image, read and written past GIMP's own channels."""

from __future__ import annotations

from gi.repository import Gegl, Gimp

from common.pixels import Area
from common.selection import Selection


class GimpSelection(Selection):
    """See `common.selection`."""

    def _current_bounds(self) -> Area | None:
        _success, is_there, left, top, right, bottom = Gimp.Selection.bounds(self._image)
        return Area(left, top, right - left, bottom - top) if is_there else None

    def _read(self, bounds: Area) -> bytes:
        buffer = self._image.get_selection().get_buffer()
        return bytes(buffer.get(Gegl.Rectangle.new(*bounds), 1.0, "Y float", Gegl.AbyssPolicy.NONE))

    def _write(self, bounds: Area | None) -> None:
        selection = self._image.get_selection()
        size = selection.get_width(), selection.get_height()
        shadow = selection.get_shadow_buffer()
        # Not `clear`: GIMP would not notice it and keep what the buffer held before.
        shadow.set(Gegl.Rectangle.new(0, 0, *size), "Y u8", bytes(size[0] * size[1]))
        if bounds:
            shadow.set(Gegl.Rectangle.new(*bounds), "Y float", self._mask)
        shadow.flush()
        del shadow
        selection.merge_shadow(True)
        selection.update(0, 0, *size)
