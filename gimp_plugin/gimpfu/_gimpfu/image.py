"""gimp.Image and gimp.Display."""

from __future__ import annotations

from typing import Any

from . import values
from .handles import Handle, Parasitic, attribute, found_or_none
from .items import Item
from .layers import FULLY_OPAQUE, NORMAL_MODE, Layer
from .procedures import call

RGB, TRANSPARENT_FILL = 0, 3


class Image(Parasitic, Handle):
    """An image; gimp.Image(width, height, type) makes an empty one."""

    _PARASITES = "gimp-image"

    width = attribute("gimp-image-width", doc="Width in pixels.")
    height = attribute("gimp-image-height", doc="Height in pixels.")
    base_type = attribute("gimp-image-base-type", doc="RGB, GRAY or INDEXED.")
    precision = attribute("gimp-image-get-precision", doc="PRECISION_U8_GAMMA, ...")
    dirty = attribute("gimp-image-is-dirty", kind=bool, doc="Whether it has changes that are not saved.")
    name = attribute("gimp-image-get-name", doc="What its window is called.")
    filename = attribute("gimp-image-get-filename", "gimp-image-set-filename", doc="Its file, or None.")
    uri = attribute("gimp-image-get-uri", doc="Its address, or None.")
    unit = attribute("gimp-image-get-unit", "gimp-image-set-unit", doc="UNIT_INCH, ...")
    selection = attribute("gimp-image-get-selection", doc="The selection, a gimp.Channel.")
    floating_selection = attribute("gimp-image-get-floating-sel", doc="The floating selection, or None.")
    floating_sel_attached_to = attribute("gimp-image-floating-sel-attached-to", doc="What it floats over.")
    active_layer = attribute("gimp-image-get-active-layer", "gimp-image-set-active-layer", doc="The active layer.")
    active_channel = attribute(
        "gimp-image-get-active-channel", "gimp-image-set-active-channel", doc="The active channel, or None."
    )
    active_vectors = attribute(
        "gimp-image-get-active-vectors", "gimp-image-set-active-vectors", doc="The active path, or None."
    )
    active_drawable = attribute("gimp-image-get-active-drawable", doc="What is painted on.")
    tattoo_state = attribute("gimp-image-get-tattoo-state", "gimp-image-set-tattoo-state", doc="The last tattoo.")

    def __init__(self, width: int, height: int, type: int = RGB) -> None:
        self.ID = call("gimp-image-new", width, height, type).ID

    @property
    def layers(self) -> list[Any]:
        """The layers and groups, from the top."""
        return self._items("layers", values.LAYER)

    @property
    def channels(self) -> list[Any]:
        """The channels, from the top."""
        return self._items("channels", values.CHANNEL)

    @property
    def vectors(self) -> list[Any]:
        """The paths, from the top."""
        return self._items("vectors", values.VECTORS)

    @property
    def resolution(self) -> tuple[float, float]:
        """Dots per inch, (x, y)."""
        dots: tuple[float, float] = call("gimp-image-get-resolution", self)
        return dots

    @resolution.setter
    def resolution(self, dots: tuple[float, float]) -> None:
        call("gimp-image-set-resolution", self, *dots)

    @property
    def colormap(self) -> bytes:
        """The palette of an indexed image: red, green, blue, red, ..."""
        return bytes(call("gimp-image-get-colormap", self)[1])

    @colormap.setter
    def colormap(self, colors: bytes) -> None:
        call("gimp-image-set-colormap", self, len(colors), colors)

    cmap = colormap

    def is_valid(self) -> bool:
        """Whether GIMP still has it."""
        return bool(call("gimp-image-is-valid", self))

    # Layers

    def new_layer(
        self,
        name: str | None = None,
        width: int = -1,
        height: int = -1,
        offset_x: int = 0,
        offset_y: int = 0,
        alpha: bool = True,
        pos: int = -1,
        opacity: float = FULLY_OPAQUE,
        mode: int = NORMAL_MODE,
        fill_mode: int = -1,
    ) -> Layer:
        """Make a layer, as large as the image unless told otherwise, and put it into the image."""
        kind = 2 * self.base_type + bool(alpha)
        width, height = width if width > 0 else self.width, height if height > 0 else self.height
        layer = Layer(self, name or "New Layer", width, height, kind, opacity, mode)
        layer.fill(fill_mode if fill_mode >= 0 else TRANSPARENT_FILL)
        self.insert_layer(layer, None, pos)
        layer.set_offsets(offset_x, offset_y)
        return layer

    def insert_layer(self, layer: Layer, parent: Layer | None = None, position: int = -1) -> None:
        """Put a layer into the image (or a group of it); -1 is above the active layer, 0 the top."""
        call("gimp-image-insert-layer", self, layer, parent, position)

    def add_layer(self, layer: Layer, position: int = -1) -> None:
        """Put a layer into the image; -1 is above the active layer, 0 the top."""
        self.insert_layer(layer, None, position)

    def remove_layer(self, layer: Layer) -> None:
        """Take a layer out."""
        call("gimp-image-remove-layer", self, layer)

    def raise_layer(self, layer: Layer) -> None:
        """Move a layer up by one."""
        call("gimp-image-raise-item", self, layer)

    def lower_layer(self, layer: Layer) -> None:
        """Move a layer down by one."""
        call("gimp-image-lower-item", self, layer)

    def raise_layer_to_top(self, layer: Layer) -> None:
        """Move a layer to the top."""
        call("gimp-image-raise-item-to-top", self, layer)

    def lower_layer_to_bottom(self, layer: Layer) -> None:
        """Move a layer to the bottom."""
        call("gimp-image-lower-item-to-bottom", self, layer)

    def add_layer_mask(self, layer: Layer, mask: Any) -> None:
        """Attach a mask to a layer."""
        layer.add_mask(mask)

    def remove_layer_mask(self, layer: Layer, mode: int) -> None:
        """Take a layer's mask off: MASK_APPLY or MASK_DISCARD."""
        layer.remove_mask(mode)

    def flatten(self) -> Any:
        """Merge all that is visible into one layer without alpha, which is returned."""
        return call("gimp-image-flatten", self)

    def merge_visible_layers(self, merge_type: int) -> Any:
        """Merge the visible layers: EXPAND_AS_NECESSARY, CLIP_TO_IMAGE, ..."""
        return call("gimp-image-merge-visible-layers", self, merge_type)

    def merge_down(self, layer: Layer, merge_type: int) -> Any:
        """Merge a layer with the one below."""
        return call("gimp-image-merge-down", self, layer, merge_type)

    def pick_correlate_layer(self, x: int, y: int) -> Any:
        """The layer one sees at a place, or None."""
        return call("gimp-image-pick-correlate-layer", self, x, y)

    def get_layer_by_tattoo(self, tattoo: int) -> Any:
        """The layer with this tattoo, or None."""
        return found_or_none("gimp-image-get-layer-by-tattoo", self, tattoo)

    # Channels and paths

    def insert_channel(self, channel: Any, parent: Any = None, position: int = -1) -> None:
        """Put a channel into the image."""
        call("gimp-image-insert-channel", self, channel, parent, position)

    def add_channel(self, channel: Any, position: int = -1) -> None:
        """Put a channel into the image."""
        self.insert_channel(channel, None, position)

    def remove_channel(self, channel: Any) -> None:
        """Take a channel out."""
        call("gimp-image-remove-channel", self, channel)

    def raise_channel(self, channel: Any) -> None:
        """Move a channel up by one."""
        call("gimp-image-raise-item", self, channel)

    def lower_channel(self, channel: Any) -> None:
        """Move a channel down by one."""
        call("gimp-image-lower-item", self, channel)

    def unset_active_channel(self) -> None:
        """Paint on the layer again."""
        call("gimp-image-unset-active-channel", self)

    def get_channel_by_tattoo(self, tattoo: int) -> Any:
        """The channel with this tattoo, or None."""
        return found_or_none("gimp-image-get-channel-by-tattoo", self, tattoo)

    def get_component_active(self, component: int) -> bool:
        """Whether one of red, green, blue, alpha is painted on."""
        return bool(call("gimp-image-get-component-active", self, component))

    def set_component_active(self, component: int, active: bool) -> None:
        """Choose whether one of red, green, blue, alpha is painted on."""
        call("gimp-image-set-component-active", self, component, active)

    def get_component_visible(self, component: int) -> bool:
        """Whether one of red, green, blue, alpha is shown."""
        return bool(call("gimp-image-get-component-visible", self, component))

    def set_component_visible(self, component: int, visible: bool) -> None:
        """Choose whether one of red, green, blue, alpha is shown."""
        call("gimp-image-set-component-visible", self, component, visible)

    def insert_vectors(self, vectors: Any, parent: Any = None, position: int = -1) -> None:
        """Put a path into the image."""
        call("gimp-image-insert-vectors", self, vectors, parent, position)

    def add_vectors(self, vectors: Any, position: int = -1) -> None:
        """Put a path into the image."""
        self.insert_vectors(vectors, None, position)

    def remove_vectors(self, vectors: Any) -> None:
        """Take a path out."""
        call("gimp-image-remove-vectors", self, vectors)

    # The whole image

    def scale(self, width: int, height: int, interpolation: int | None = None) -> None:
        """Scale to a size."""
        call("gimp-context-push")
        try:
            if interpolation is not None and interpolation >= 0:
                call("gimp-context-set-interpolation", interpolation)
            call("gimp-image-scale", self, width, height)
        finally:
            call("gimp-context-pop")

    def resize(self, width: int, height: int, offset_x: int = 0, offset_y: int = 0) -> None:
        """Change the size of the canvas; the layers move by the offsets."""
        call("gimp-image-resize", self, width, height, offset_x, offset_y)

    def resize_to_layers(self) -> None:
        """Make the canvas as large as all layers together."""
        call("gimp-image-resize-to-layers", self)

    def crop(self, width: int, height: int, offset_x: int = 0, offset_y: int = 0) -> None:
        """Cut to a rectangle."""
        call("gimp-image-crop", self, width, height, offset_x, offset_y)

    def duplicate(self) -> Any:
        """A copy of the image, with no window."""
        return call("gimp-image-duplicate", self)

    def clean_all(self) -> None:
        """Count as saved."""
        call("gimp-image-clean-all", self)

    def free_shadow(self) -> None:
        """Forget the shadows of all drawables."""
        for item in self.layers:
            item.free_shadow()

    def delete(self) -> None:
        """Free an image that has no window."""
        call("gimp-image-delete", self)

    # Undo

    def undo_group_start(self) -> None:
        """What follows becomes one step of the undo history."""
        call("gimp-image-undo-group-start", self)

    def undo_group_end(self) -> None:
        """The step ends."""
        call("gimp-image-undo-group-end", self)

    def disable_undo(self) -> bool:
        """Keep no undo history."""
        return bool(call("gimp-image-undo-disable", self))

    def enable_undo(self) -> bool:
        """Keep an undo history again."""
        return bool(call("gimp-image-undo-enable", self))

    def undo_freeze(self) -> bool:
        """Add nothing to the undo history for a while."""
        return bool(call("gimp-image-undo-freeze", self))

    def undo_thaw(self) -> bool:
        """Add to the undo history again."""
        return bool(call("gimp-image-undo-thaw", self))

    def undo_is_enabled(self) -> bool:
        """Whether there is an undo history."""
        return bool(call("gimp-image-undo-is-enabled", self))

    def _items(self, what: str, kind: int) -> list[Any]:
        _count, numbers = call(f"gimp-image-get-{what}", self)
        return [values.wrap(kind, number) for number in numbers]

    def _label(self) -> str:
        return str(found_or_none("gimp-image-get-name", self) or f"ID {self.ID}")


class Display(Handle):
    """A window on an image; gimp.Display(image) opens one."""

    def __init__(self, image: Image) -> None:
        self.ID = call("gimp-display-new", image).ID

    def is_valid(self) -> bool:
        """Whether GIMP still has it."""
        return bool(call("gimp-display-is-valid", self))

    def delete(self) -> None:
        """Close the window."""
        call("gimp-display-delete", self)


def delete(thing: Image | Item | Display) -> None:
    """gimp.delete: free an image, an item or a display."""
    thing.delete()


values.OBJECTS[values.IMAGE] = values.ObjectType(Image, Image.from_id)
values.OBJECTS[values.DISPLAY] = values.ObjectType(Display, Display.from_id)
