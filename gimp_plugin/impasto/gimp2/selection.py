"""The selection as it was when the job began: GIMP stays usable meanwhile, and the user may change or drop it.

The copy is kept outside the image: a saved channel would mark the image as changed even after a cancel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import gimp
from common.host import Area
from gimp import pdb


class Selection:
    """A copy of an image's selection, made at once."""

    def __init__(self, image: gimp.Image) -> None:
        self._image = image
        self._bounds = _bounds(image)
        self._mask = image.selection.read("Y float", *self._bounds) if self._bounds else b""

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
        selection = self._image.selection
        size = selection.width, selection.height
        selection.write("Y u8", 0, 0, *size, bytes(size[0] * size[1]), merge=False)
        if self._bounds:
            x, y, width, height = self._bounds
            selection.write("Y float", x + move[0], y + move[1], width, height, self._mask, merge=False)
        selection.merge_shadow(True)
        selection.update(0, 0, *size)


def _bounds(image: gimp.Image) -> Area | None:
    is_there, left, top, right, bottom = pdb.gimp_selection_bounds(image)
    return Area(left, top, right - left, bottom - top) if is_there else None
