"""The selection as it was when the job began: GIMP stays usable meanwhile, and the user may change or drop it.

The copy is kept outside the image: a saved channel would mark the image as changed even after a cancel, and putting the
copy back through a channel would leave no layer selected after an undo.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Protocol

from common.pixels import Area


class Hooks(Protocol):
    """What each GIMP does in its own way: read float32 coverage inside bounds, and write the copy at bounds."""

    def _current_bounds(self) -> Area | None: ...
    def _read(self, bounds: Area) -> bytes: ...
    def _write(self, bounds: Area | None) -> None: ...


class Selection(Hooks):
    """A copy of an image's selection, made at once. Each GIMP has a subclass."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._bounds = self._current_bounds()
        self._mask = self._read(self._bounds) if self._bounds else b""

    @contextlib.contextmanager
    def applied(self, move: tuple[int, int] = (0, 0)) -> Iterator[bool]:
        """Select the copy, moved by `move` pixels, and afterwards what the user has selected now.

        Yields whether any of it lies within the image; where none does, nothing may be painted.
        """
        users = type(self)(self._image)
        same = (self._bounds, self._mask) == (users._bounds, users._mask)
        if same and (self._bounds is None or move == (0, 0)):
            yield True
            return
        self._write(self._bounds and self._bounds.moved(*move))
        try:
            yield self._bounds is None or self._current_bounds() is not None
        finally:
            users._write(users._bounds)
