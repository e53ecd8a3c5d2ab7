"""The selection as it was when the job began: GIMP stays usable meanwhile, and the user may change or drop it.

A copy of its mask is kept outside the image: a saved channel would mark the image as changed even after a cancel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from gi.repository import Gegl, Gimp
from host import Area


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
        if self._is_current() and (self._bounds is None or move == (0, 0)):
            yield True
            return
        layers = self._image.get_selected_layers()
        users = Gimp.Selection.save(self._image) if _bounds(self._image) else None
        try:
            self._select(move)
            yield self._bounds is None or _bounds(self._image) is not None
        finally:
            _select_channel(self._image, users)
            self._image.set_selected_layers(layers)

    def _is_current(self) -> bool:
        bounds = _bounds(self._image)
        return bounds == self._bounds and _read(self._image, bounds) == self._mask

    def _select(self, move: tuple[int, int]) -> None:
        image = self._image
        if self._bounds is None:
            Gimp.Selection.none(image)
            return
        width, height = image.get_width(), image.get_height()
        channel = Gimp.Channel.new(image, "Impasto", width, height, 100.0, Gegl.Color.new("black"))
        image.insert_channel(channel, None, 0)
        channel.fill(Gimp.FillType.TRANSPARENT)
        x, y, width, height = self._bounds
        buffer = channel.get_buffer()
        buffer.set(Gegl.Rectangle.new(x + move[0], y + move[1], width, height), "Y float", self._mask)
        buffer.flush()
        del buffer
        _select_channel(image, channel)


def _select_channel(image: Gimp.Image, channel: Gimp.Channel | None) -> None:
    """Make a channel the selection and remove it; None selects nothing."""
    if channel is None:
        Gimp.Selection.none(image)
        return
    image.select_item(Gimp.ChannelOps.REPLACE, channel)
    image.remove_channel(channel)


def _bounds(image: Gimp.Image) -> Area | None:
    _success, is_there, left, top, right, bottom = Gimp.Selection.bounds(image)
    return Area(left, top, right - left, bottom - top) if is_there else None


def _read(image: Gimp.Image, bounds: Area | None) -> bytes:
    """The mask inside `bounds` as float32 coverage."""
    if bounds is None:
        return b""
    buffer = image.get_selection().get_buffer()
    return bytes(buffer.get(Gegl.Rectangle.new(*bounds), 1.0, "Y float", Gegl.AbyssPolicy.NONE))
