"""A GIMP 3 layer as the job sees it: what may be painted, and its pixels."""

from __future__ import annotations

from typing import BinaryIO

from common.errors import GoneError
from common.host import Area
from common.texts import _
from gi.repository import Gegl, Gimp


class Gimp3Layer:
    """A layer (or, as a style, any drawable) of GIMP 3."""

    def __init__(self, drawable: Gimp.Drawable) -> None:
        self.drawable = drawable
        self.name: str = drawable.get_name()
        self.offsets = offsets(drawable)
        self._id = drawable.get_id()
        self._image_id = drawable.get_image().get_id()
        self._shape = self._current_shape()

    def problem(self, in_place: bool) -> str:
        """Why this layer cannot be painted, as a sentence; empty when it can."""
        if not isinstance(self.drawable, Gimp.Layer):
            return _("“{name}” is not a layer; select a layer to paint.").format(name=self.name)
        if self.drawable.is_floating_sel():
            return _("The layer is a floating selection; anchor it (Layer > Anchor Layer) and try again.")
        reason = self._not_in_place() if in_place else ""
        return reason and reason.format(name=self.name)

    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.drawable.get_width(), self.drawable.get_height()

    def selected_area(self) -> Area | None:
        """The part of the layer inside the selection, with its context; None where the selection misses it."""
        bounds = self.selected_bounds()
        return bounds.with_context(*self.size()) if bounds else None

    def selected_bounds(self) -> Area | None:
        """The part of the layer inside the selection; None where the selection misses it."""
        touches, x, y, width, height = self.drawable.mask_intersect()
        return Area(x, y, width, height) if touches and width and height else None

    def style_area(self) -> Area:
        """The part of the layer that is meant where it is a style: all of it; raises GoneError where it has gone."""
        self.require()
        return Area(0, 0, *self.size())

    def channels(self) -> int:
        """4 with transparency, 3 without."""
        return 4 if self.drawable.has_alpha() else 3

    def read(self, area: Area, file: BinaryIO) -> None:
        """Write the pixels of `area` to `file`; raises GoneError where there are none any more."""
        self.require()
        buffer = self.drawable.get_buffer()
        file.write(buffer.get(Gegl.Rectangle.new(*area), 1.0, pixel_format(self.channels()), Gegl.AbyssPolicy.NONE))

    def is_intact(self) -> bool:
        """Whether the layer is still there, in its image and with the size it had when the job began."""
        return (
            Gimp.Image.id_is_valid(self._image_id)
            and Gimp.Item.id_is_valid(self._id)
            and (self._current_shape() == self._shape)
        )

    def require(self) -> None:
        """Raise GoneError unless the layer is intact."""
        if not self.is_intact():
            raise GoneError(_("The layer “{name}” was removed or changed before it was read.").format(name=self.name))

    def _current_shape(self) -> tuple[int, int, int, bool, int]:
        drawable = self.drawable
        return (
            *self.size(),
            drawable.get_image().get_id(),
            drawable.has_alpha(),
            int(drawable.get_image().get_base_type()),
        )

    def _not_in_place(self) -> str:
        """Why the layer's own pixels cannot be replaced."""
        if self.drawable.is_group():
            return _("“{name}” is a layer group; select a layer in it, or choose the result as a new layer.")
        if self.drawable.get_lock_content() or locked_ancestors(self.drawable):
            return _("The pixels of the layer “{name}” are locked; unlock them, or choose the result as a new layer.")
        if _is_special(self.drawable):
            return _("“{name}” is a link or vector layer; rasterize it, or choose the result as a new layer.")
        return ""


def pixel_format(channels: int) -> str:
    """The name GIMP gives to sRGB-coded float pixels."""
    return "R'G'B'A float" if channels == 4 else "R'G'B' float"


def offsets(drawable: Gimp.Drawable) -> tuple[int, int]:
    """Where the drawable lies in its image."""
    _success, x, y = drawable.get_offsets()
    return x, y


def locked_ancestors(item: Gimp.Item) -> list[Gimp.Item]:
    """The groups the item is in, from the inside out, whose content is locked."""
    locked = []
    while (item := item.get_parent()) is not None:
        if item.get_lock_content():
            locked.append(item)
    return locked


def _is_special(layer: Gimp.Layer) -> bool:
    """Whether this is one of GIMP 3.2's layers that are no pixels; older ones do not know them."""
    kinds = (getattr(Gimp, name, None) for name in ("LinkLayer", "VectorLayer"))
    return any(kind is not None and isinstance(layer, kind) for kind in kinds)
