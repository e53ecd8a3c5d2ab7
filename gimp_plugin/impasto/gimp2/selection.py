"""The selection of a GIMP 2.10 image, read and written past GIMP's own channels."""

from __future__ import annotations

from gimp import pdb

from common.pixels import Area
from common.selection import Selection


class GimpSelection(Selection):
    """See `common.selection`."""

    def _current_bounds(self) -> Area | None:
        is_there, left, top, right, bottom = pdb.gimp_selection_bounds(self._image)
        return Area(left, top, right - left, bottom - top) if is_there else None

    def _read(self, bounds: Area) -> bytes:
        return bytes(self._image.selection.read("Y float", *bounds))

    def _write(self, bounds: Area | None) -> None:
        selection = self._image.selection
        size = selection.width, selection.height
        selection.write("Y u8", 0, 0, *size, bytes(size[0] * size[1]), merge=False)
        if bounds:
            selection.write("Y float", *bounds, self._mask, merge=False)
        selection.merge_shadow(True)
        selection.update(0, 0, *size)
