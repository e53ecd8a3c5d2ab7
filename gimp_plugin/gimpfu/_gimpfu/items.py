"""gimp.Item and gimp.Drawable: what layers, channels, masks and vectors have in common."""

from __future__ import annotations

import array
from typing import Any

from . import pixels, values
from .handles import Handle, Parasitic, attribute, found_or_none, method
from .pixels import Pixels
from .procedures import call
from .regions import PixelRgn, Tile
from .transforms import Transforms

FULLY_OPAQUE = 100.0
_BYTES = (3, 4, 1, 2, 1, 2)
"""Bytes of one 8-bit pixel, by GimpImageType."""


class Item(Parasitic, Handle):
    """Anything that is part of an image."""

    _PARASITES = "gimp-item"

    image = attribute("gimp-item-get-image", doc="The image it belongs to.")
    name = attribute("gimp-item-get-name", "gimp-item-set-name", doc="Its name.")
    visible = attribute("gimp-item-get-visible", "gimp-item-set-visible", bool, "Whether it is shown.")
    linked = attribute("gimp-item-get-linked", "gimp-item-set-linked", bool, "Whether the chain is shown.")
    tattoo = attribute("gimp-item-get-tattoo", "gimp-item-set-tattoo", doc="A number that stays with it for ever.")
    parent = attribute("gimp-item-get-parent", doc="The group it is in, or None.")
    color_tag = attribute("gimp-item-get-color-tag", "gimp-item-set-color-tag", doc="Its colour in the dialogs.")
    lock_content = attribute("gimp-item-get-lock-content", "gimp-item-set-lock-content", bool, "Pixels are locked.")
    lock_position = attribute("gimp-item-get-lock-position", "gimp-item-set-lock-position", bool, "Place is locked.")

    is_drawable = attribute("gimp-item-is-drawable", kind=bool, doc="Whether it has pixels.")
    is_layer = attribute("gimp-item-is-layer", kind=bool, doc="Whether it is a layer.")
    is_text_layer = attribute("gimp-item-is-text-layer", kind=bool, doc="Whether it is a text layer.")
    is_channel = attribute("gimp-item-is-channel", kind=bool, doc="Whether it is a channel.")
    is_layer_mask = attribute("gimp-item-is-layer-mask", kind=bool, doc="Whether it is a layer's mask.")
    is_selection = attribute("gimp-item-is-selection", kind=bool, doc="Whether it is the selection.")
    is_vectors = attribute("gimp-item-is-vectors", kind=bool, doc="Whether it is a path.")
    is_group = attribute("gimp-item-is-group", kind=bool, doc="Whether it holds other items.")

    @classmethod
    def from_id(cls, number: int) -> Any:
        """The item with this ID, as an object of its own class; None where there is none."""
        return any_item(number)

    @classmethod
    def bare(cls, number: int) -> Any:
        """An object of this very class for an ID, unchecked."""
        return super().from_id(number)

    is_valid = method("gimp-item-is-valid", "Whether GIMP still has it.", result=bool)

    @property
    def children(self) -> list[Any]:
        """The items in a group, from the top; empty for anything else."""
        if not self.is_group:
            return []
        _count, numbers = call("gimp-item-get-children", self)
        return [any_item(number) for number in numbers]

    delete = method("gimp-item-delete", "Free an item that is not in its image.")

    @classmethod
    def _family(cls) -> type:
        return Item

    def _label(self) -> str:
        return str(found_or_none("gimp-item-get-name", self) or f"ID {self.ID}")


class Drawable(Transforms, Item):
    """An item with pixels.

    gimpfu's own ways to pixels (get_pixel_rgn, get_pixel) are 8-bit. `read` and `write` are not: they take any format
    of babl, such as "R'G'B'A float" or "Y' u16", whatever the image's precision.
    """

    width = attribute("gimp-drawable-width", doc="Width in pixels.")
    height = attribute("gimp-drawable-height", doc="Height in pixels.")
    type = attribute("gimp-drawable-type", doc="RGB_IMAGE, RGBA_IMAGE, GRAY_IMAGE, ...")
    type_with_alpha = attribute("gimp-drawable-type-with-alpha", doc="The type it would have with an alpha channel.")
    has_alpha = attribute("gimp-drawable-has-alpha", kind=bool, doc="Whether it has an alpha channel.")
    is_rgb = attribute("gimp-drawable-is-rgb", kind=bool, doc="Whether it is RGB.")
    is_gray = attribute("gimp-drawable-is-gray", kind=bool, doc="Whether it is gray.")
    is_grey = is_gray
    is_indexed = attribute("gimp-drawable-is-indexed", kind=bool, doc="Whether it has a palette.")
    offsets = attribute("gimp-drawable-offsets", doc="Where it lies in its image, (x, y).")

    @property
    def bpp(self) -> int:
        """Bytes of one pixel in gimpfu's 8-bit view."""
        return _BYTES[self.type]

    @property
    def mask_bounds(self) -> tuple[int, int, int, int]:
        """The corners (x1, y1, x2, y2) of the part inside the selection."""
        bounds: tuple[int, int, int, int] = call("gimp-drawable-mask-bounds", self)[1:]
        return bounds

    def mask_intersect(self) -> tuple[int, int, int, int] | None:
        """The part inside the selection, (x, y, width, height); None where there is none."""
        touches, *area = call("gimp-drawable-mask-intersect", self)
        return tuple(area) if touches else None  # type: ignore[return-value]

    def flush(self) -> None:
        """Send what was written through pixel regions to GIMP."""
        pixels.flush(self.ID)

    update = method("gimp-drawable-update", "Redraw an area.", "x y width height")
    merge_shadow = method(
        "gimp-drawable-merge-shadow",
        "Take the shadow's pixels over inside the selection, as one step that can be undone.",
        undo=False,
    )
    free_shadow = method("gimp-drawable-free-shadow", "Forget the shadow.")
    fill = method("gimp-drawable-fill", "Fill all of it: FILL_FOREGROUND, FILL_WHITE, FILL_TRANSPARENT, ...", fill=0)
    offset = method(
        "gimp-drawable-offset", "Shift the pixels inside the drawable.", "wrap_around fill_type offset_x offset_y"
    )

    def get_pixel_rgn(self, x: int, y: int, width: int, height: int, dirty: bool = True, shadow: bool = False) -> Any:
        """A window on the 8-bit pixels: region[x, y] and region[x1:x2, y1:y2] are bytes."""
        return PixelRgn(self, x, y, width, height, dirty, shadow)

    def get_tile(self, shadow: bool, row: int, col: int) -> Tile:
        """The tile in this row and column."""
        return Tile(self, shadow, row, col)

    def get_tile2(self, shadow: bool, x: int, y: int) -> Tile:
        """The tile around a pixel."""
        return Tile.around(self, shadow, x, y)

    def get_pixel(self, x: int, y: int) -> tuple[int, ...]:
        """One pixel as numbers from 0 to 255."""
        self._check_inside(x, y)
        form = self.format_8bit()
        return tuple(pixels.buffer(self.ID).get((x, y, 1, 1), form))

    def set_pixel(self, x: int, y: int, pixel: tuple[int, ...] | bytes) -> None:
        """Set one pixel, numbers from 0 to 255 or bytes; without undo, as in the original."""
        self._check_inside(x, y)
        if len(pixel) != self.bpp:
            raise TypeError(f"a pixel of this drawable has {self.bpp} numbers, not {len(pixel)}")
        form = self.format_8bit()
        pixels.buffer(self.ID).put((x, y, 1, 1), form, bytes(pixel))

    def get_data(self, format: str = "RGBA float") -> array.array[Any]:
        """All pixels in a babl format, as an array of its numbers."""
        kinds = {"double": "d", "float": "f", "u16": "H", "u8": "B"}
        kind = kinds.get(format.split()[-1], "B")
        return array.array(kind, self.read(format))

    def read(
        self,
        fmt: str,
        x: int = 0,
        y: int = 0,
        width: int | None = None,
        height: int | None = None,
        shadow: bool = False,
    ) -> bytes:
        """The pixels of an area in a babl format, row by row (not in the original).

        Without an area all of the drawable. What lies outside the drawable is read as transparent black.
        """
        area = self._area(x, y, width, height)
        return pixels.buffer(self.ID, shadow).get(area, fmt)

    def write(self, fmt: str, x: int, y: int, width: int, height: int, data: Pixels, merge: bool = True) -> None:
        """Replace an area by pixels in a babl format, inside the selection and as one undo step (not in the original).

        Parameters
        ----------
        fmt : such as "R'G'B'A float"
        data : bytes, or anything that shows its bytes, of exactly width * height pixels
        merge : False leaves the pixels in the shadow, for more to come: begin with `fill_shadow`, end with
            `merge_shadow`, then `update`
        """
        if merge and (x, y, width, height) != self._area(0, 0, None, None):
            self.fill_shadow()
        pixels.buffer(self.ID, shadow=True).put((x, y, width, height), fmt, data)
        if merge:
            self.merge_shadow(True)
            self.update(x, y, width, height)

    def fill_shadow(self) -> None:
        """Copy all pixels into the shadow (not in the original).

        Merging takes over the whole selection: what was not written to the shadow would become transparent.
        """
        area = self._area(0, 0, None, None)
        pixels.buffer(self.ID, shadow=True).copy_from(pixels.buffer(self.ID), area)

    def format_8bit(self) -> str | int:
        """The babl format of gimpfu's 8-bit view."""
        return pixels.format_of(self.ID, self.type)

    def _area(self, x: int, y: int, width: int | None, height: int | None) -> tuple[int, int, int, int]:
        return (x, y, self.width - x if width is None else width, self.height - y if height is None else height)

    def _check_inside(self, x: int, y: int) -> None:
        if not (0 <= x < self.width and 0 <= y < self.height):
            raise IndexError(f"there is no pixel ({x}, {y}) in {self!r}")


def call_with_interpolation(interpolation: int | None, procedure: str, *arguments: Any) -> None:
    """Call a procedure that scales, with an interpolation other than the user's where one is given."""
    call("gimp-context-push")
    try:
        if interpolation is not None and interpolation >= 0:
            call("gimp-context-set-interpolation", interpolation)
        call(procedure, *arguments)
    finally:
        call("gimp-context-pop")


def any_item(number: int) -> Any:
    """The object for an item's ID, of the class that fits; None where GIMP has no such item."""
    bare = Item.bare(number)
    if number < 0 or not bare.is_valid():
        return None
    for kind in (values.LAYER, values.CHANNEL, values.VECTORS):
        if call(_TESTS[kind], bare):
            return values.wrap(kind, number)
    return bare


_TESTS = {
    values.LAYER: "gimp-item-is-layer",
    values.CHANNEL: "gimp-item-is-channel",
    values.VECTORS: "gimp-item-is-vectors",
}

values.OBJECTS[values.ITEM] = values.ObjectType(Item, any_item)
values.OBJECTS[values.DRAWABLE] = values.ObjectType(Drawable, any_item)
