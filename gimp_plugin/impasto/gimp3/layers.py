"""A GIMP 3 layer as a job sees it: what may be painted, and its pixels."""

from __future__ import annotations

from gi.repository import Gegl, Gimp

from common.layers import Layer, Obstacle, Shape
from common.pixels import Area, pixel_format


class GimpLayer(Layer):
    """A layer (or, as a style, any drawable) of GIMP 3."""

    def __init__(self, drawable: Gimp.Drawable) -> None:
        self._id, self._image_id = drawable.get_id(), drawable.get_image().get_id()
        super().__init__(drawable, drawable.get_name())

    def current_offsets(self) -> tuple[int, int]:
        return offsets(self.drawable)

    def selected_bounds(self) -> Area | None:
        touches, x, y, width, height = self.drawable.mask_intersect()
        return Area(x, y, width, height) if touches and width and height else None

    def canvas_size(self) -> tuple[int, int]:
        image = self.drawable.get_image()
        return image.get_width(), image.get_height()

    def opacity(self) -> float:
        return float(self.drawable.get_opacity()) / 100

    def _has_mask(self) -> bool:
        return self.drawable.get_mask() is not None

    def _is_normal(self) -> bool:
        return self.drawable.get_mode() in (Gimp.LayerMode.NORMAL, Gimp.LayerMode.NORMAL_LEGACY)

    def _obstacle(self) -> Obstacle | None:
        layer = self.drawable
        if not isinstance(layer, Gimp.Layer):
            return Obstacle.NO_LAYER
        if layer.is_floating_sel():
            return Obstacle.FLOATING
        if layer.is_group():
            return Obstacle.GROUP
        if layer.get_lock_content() or locked_ancestors(layer):
            return Obstacle.LOCKED
        return Obstacle.SPECIAL if _is_special(layer) else None

    def _exists(self) -> bool:
        return bool(Gimp.Image.id_is_valid(self._image_id) and Gimp.Item.id_is_valid(self._id))

    def _current_shape(self) -> Shape:
        one, image = self.drawable, self.drawable.get_image()
        return one.get_width(), one.get_height(), image.get_id(), one.has_alpha(), int(image.get_base_type())

    def _pixels(self, area: Area) -> bytes:
        buffer, form = self.drawable.get_buffer(), pixel_format(self.channels())
        return bytes(buffer.get(Gegl.Rectangle.new(*area), 1.0, form, Gegl.AbyssPolicy.NONE))


def find_item(number: int) -> Gimp.Item | None:
    """The layer or channel with this id; None if it was removed."""
    return Gimp.Item.get_by_id(number) if number > 0 and Gimp.Item.id_is_valid(number) else None


def offsets(drawable: Gimp.Drawable) -> tuple[int, int]:
    """Where the drawable is in its image."""
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
