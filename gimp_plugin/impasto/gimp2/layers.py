"""A GIMP 2.10 layer as the job sees it: what may be painted, and its pixels."""

from __future__ import annotations

from typing import BinaryIO

import gimp
from common.errors import GoneError
from common.host import Area
from common.texts import _


class Gimp2Layer:
    """A layer (or, as a style, any drawable) of GIMP 2.10."""

    def __init__(self, drawable: gimp.Drawable) -> None:
        self.drawable = drawable
        self.image: gimp.Image = drawable.image
        self.name: str = drawable.name
        self.offsets: tuple[int, int] = drawable.offsets
        self._channels = 4 if drawable.has_alpha else 3
        self._shape = self._current_shape()

    def problem(self, in_place: bool) -> str:
        """Why this layer cannot be painted, as a sentence; empty when it can."""
        if not isinstance(self.drawable, gimp.Layer):
            return _("“{name}” is not a layer; select a layer to paint.").format(name=self.name)
        if self.drawable.is_floating_sel:
            return _("The layer is a floating selection; anchor it (Layer > Anchor Layer) and try again.")
        reason = self._not_in_place() if in_place else ""
        return reason and reason.format(name=self.name)

    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.drawable.width, self.drawable.height

    def selected_area(self) -> Area | None:
        """The part of the layer inside the selection, with its context; None where the selection misses it."""
        area = self.drawable.mask_intersect()
        return Area(*area).with_context(*self.size()) if area and area[2] and area[3] else None

    def style_area(self) -> Area:
        """The part of the layer that is meant where it is a style: all of it; raises GoneError where it has gone."""
        self.require()
        return Area(0, 0, *self.size())

    def channels(self) -> int:
        """4 with transparency, 3 without."""
        return self._channels

    def read(self, area: Area, file: BinaryIO) -> None:
        """Write the pixels of `area` to `file`; raises GoneError where there are none any more."""
        self.require()
        file.write(self.drawable.read(pixel_format(self._channels), *area))

    def is_intact(self) -> bool:
        """Whether the layer is still there, in its image and with the size it had when the job began."""
        return self.image.is_valid() and self.drawable.is_valid() and self._current_shape() == self._shape

    def require(self) -> None:
        """Raise GoneError unless the layer is intact."""
        if not self.is_intact():
            raise GoneError(_("The layer “{name}” was removed or changed before it was read.").format(name=self.name))

    def _current_shape(self) -> tuple[int, int, int, bool, int]:
        image = self.drawable.image
        number = image.ID if image else -1
        return (*self.size(), number, self.drawable.has_alpha, image.base_type if image else -1)

    def _not_in_place(self) -> str:
        """Why the layer's own pixels cannot be replaced."""
        if self.drawable.is_group:
            return _("“{name}” is a layer group; select a layer in it, or choose the result as a new layer.")
        if _is_locked(self.drawable):
            return _("The pixels of the layer “{name}” are locked; unlock them, or choose the result as a new layer.")
        return ""


def pixel_format(channels: int) -> str:
    """The name GIMP gives to float pixels in the image's own gamma-coded colours."""
    return "R'G'B'A float" if channels == 4 else "R'G'B' float"


def _is_locked(item: gimp.Item | None) -> bool:
    """Whether the item's content is locked, by itself or by a group it is in."""
    while item is not None:
        if item.lock_content:
            return True
        item = item.parent
    return False
