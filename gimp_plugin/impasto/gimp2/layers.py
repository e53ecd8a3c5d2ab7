"""A GIMP 2.10 layer as a job sees it: what may be painted, and its pixels."""

from __future__ import annotations

import gimp
from gimpenums import LAYER_MODE_NORMAL, LAYER_MODE_NORMAL_LEGACY

from common.layers import Layer, Obstacle, Shape
from common.pixels import Area
from gimp2 import profiles


class GimpLayer(Layer):
    """A layer (or, as a style, any drawable) of GIMP 2.10."""

    def __init__(self, drawable: gimp.Drawable) -> None:
        self._image: gimp.Image = drawable.image
        super().__init__(drawable, drawable.name)

    def current_offsets(self) -> tuple[int, int]:
        x, y = self.drawable.offsets
        return x, y

    def selected_bounds(self) -> Area | None:
        area = self.drawable.mask_intersect()
        return Area(*area) if area and area[2] and area[3] else None

    def canvas_size(self) -> tuple[int, int]:
        return self._image.width, self._image.height

    def opacity(self) -> float:
        return float(self.drawable.opacity) / 100

    def _has_mask(self) -> bool:
        return self.drawable.mask is not None

    def _is_normal(self) -> bool:
        return self.drawable.mode in (LAYER_MODE_NORMAL, LAYER_MODE_NORMAL_LEGACY)

    def _obstacle(self) -> Obstacle | None:
        if not isinstance(self.drawable, gimp.Layer):
            return Obstacle.NO_LAYER
        if self.drawable.is_floating_sel:
            return Obstacle.FLOATING
        if self.drawable.is_group:
            return Obstacle.GROUP
        locked = self.drawable.lock_content or locked_ancestors(self.drawable)
        return Obstacle.LOCKED if locked else None

    def _exists(self) -> bool:
        return bool(self._image.is_valid() and self.drawable.is_valid())

    def _current_shape(self) -> Shape:
        one, image = self.drawable, self.drawable.image
        return one.width, one.height, image.ID if image else -1, one.has_alpha, image.base_type if image else -1

    def _pixels(self, area: Area) -> bytes:
        return profiles.read(self.drawable, self.channels(), area)


def locked_ancestors(item: gimp.Item) -> list[gimp.Item]:
    """The groups the item is in, from the inside out, whose content is locked."""
    locked = []
    while (item := item.parent) is not None:
        if item.lock_content:
            locked.append(item)
    return locked
