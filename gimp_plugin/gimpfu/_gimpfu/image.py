"""gimp.Image and gimp.Display."""

from __future__ import annotations

from typing import Any

from . import values
from .handles import Handle, Parasitic, attribute, found_or_none, method
from .host import IS_GIMP_3
from .items import Item, call_with_interpolation
from .layers import FULLY_OPAQUE, NORMAL_MODE, Layer
from .procedures import call

RGB, TRANSPARENT_FILL = 0, 4 if IS_GIMP_3 else 3


def _item_list(procedure: str, kind: int, doc: str) -> Any:
    """A property: all items of one kind, whose IDs a procedure returns."""
    return property(lambda image: [values.wrap(kind, number) for number in call(procedure, image)[1]], doc=doc)


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
    layers = _item_list("gimp-image-get-layers", values.LAYER, "The layers and groups, from the top.")
    channels = _item_list("gimp-image-get-channels", values.CHANNEL, "The channels, from the top.")
    vectors = _item_list("gimp-image-get-vectors", values.VECTORS, "The paths, from the top.")
    tattoo_state = attribute("gimp-image-get-tattoo-state", "gimp-image-set-tattoo-state", doc="The last tattoo.")

    def __init__(self, width: int, height: int, type: int = RGB) -> None:
        self.ID = call("gimp-image-new", width, height, type).ID

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

    is_valid = method("gimp-image-is-valid", "Whether GIMP still has it.", result=bool)

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

    insert_layer = method(
        "gimp-image-insert-layer",
        "Put a layer into the image (or a group of it); -1 is above the active layer, 0 the top.",
        "layer",
        parent=None,
        position=-1,
    )

    def add_layer(self, layer: Layer, position: int = -1) -> None:
        """Put a layer into the image; -1 is above the active layer, 0 the top."""
        self.insert_layer(layer, None, position)

    remove_layer = method("gimp-image-remove-layer", "Take a layer out.", "layer")
    raise_layer = method("gimp-image-raise-item", "Move a layer up by one.", "layer")
    lower_layer = method("gimp-image-lower-item", "Move a layer down by one.", "layer")
    raise_layer_to_top = method("gimp-image-raise-item-to-top", "Move a layer to the top.", "layer")
    lower_layer_to_bottom = method("gimp-image-lower-item-to-bottom", "Move a layer to the bottom.", "layer")

    def add_layer_mask(self, layer: Layer, mask: Any) -> None:
        """Attach a mask to a layer."""
        layer.add_mask(mask)

    def remove_layer_mask(self, layer: Layer, mode: int) -> None:
        """Take a layer's mask off: MASK_APPLY or MASK_DISCARD."""
        layer.remove_mask(mode)

    flatten = method("gimp-image-flatten", "Merge all that is visible into one layer without alpha, which is returned.")
    merge_visible_layers = method(
        "gimp-image-merge-visible-layers",
        "Merge the visible layers: EXPAND_AS_NECESSARY, CLIP_TO_IMAGE, ...",
        "merge_type",
    )
    merge_down = method("gimp-image-merge-down", "Merge a layer with the one below.", "layer merge_type")
    pick_correlate_layer = method("gimp-image-pick-correlate-layer", "The layer one sees at a place, or None.", "x y")

    def get_layer_by_tattoo(self, tattoo: int) -> Any:
        """The layer with this tattoo, or None."""
        return found_or_none("gimp-image-get-layer-by-tattoo", self, tattoo)

    # Channels and paths

    insert_channel = method(
        "gimp-image-insert-channel", "Put a channel into the image.", "channel", parent=None, position=-1
    )

    def add_channel(self, channel: Any, position: int = -1) -> None:
        """Put a channel into the image."""
        self.insert_channel(channel, None, position)

    remove_channel = method("gimp-image-remove-channel", "Take a channel out.", "channel")
    raise_channel = method("gimp-image-raise-item", "Move a channel up by one.", "channel")
    lower_channel = method("gimp-image-lower-item", "Move a channel down by one.", "channel")
    unset_active_channel = method("gimp-image-unset-active-channel", "Paint on the layer again.")

    def get_channel_by_tattoo(self, tattoo: int) -> Any:
        """The channel with this tattoo, or None."""
        return found_or_none("gimp-image-get-channel-by-tattoo", self, tattoo)

    get_component_active = method(
        "gimp-image-get-component-active",
        "Whether one of red, green, blue, alpha is painted on.",
        "component",
        result=bool,
    )
    set_component_active = method(
        "gimp-image-set-component-active",
        "Choose whether one of red, green, blue, alpha is painted on.",
        "component active",
    )
    get_component_visible = method(
        "gimp-image-get-component-visible", "Whether one of red, green, blue, alpha is shown.", "component", result=bool
    )
    set_component_visible = method(
        "gimp-image-set-component-visible",
        "Choose whether one of red, green, blue, alpha is shown.",
        "component visible",
    )
    insert_vectors = method(
        "gimp-image-insert-vectors", "Put a path into the image.", "vectors", parent=None, position=-1
    )

    def add_vectors(self, vectors: Any, position: int = -1) -> None:
        """Put a path into the image."""
        self.insert_vectors(vectors, None, position)

    remove_vectors = method("gimp-image-remove-vectors", "Take a path out.", "vectors")

    # Guides

    add_hguide = method("gimp-image-add-hguide", "Add a horizontal guide; returns its number.", "ypos")
    add_vguide = method("gimp-image-add-vguide", "Add a vertical guide; returns its number.", "xpos")
    delete_guide = method("gimp-image-delete-guide", "Take a guide away.", "guide")
    find_next_guide = method("gimp-image-find-next-guide", "The guide after this one; 0 begins and ends.", "guide")
    get_guide_orientation = method(
        "gimp-image-get-guide-orientation", "ORIENTATION_HORIZONTAL or ORIENTATION_VERTICAL.", "guide"
    )
    get_guide_position = method("gimp-image-get-guide-position", "Where a guide is, in pixels.", "guide")

    # The whole image

    def scale(self, width: int, height: int, interpolation: int | None = None) -> None:
        """Scale to a size."""
        call_with_interpolation(interpolation, "gimp-image-scale", self, width, height)

    resize = method(
        "gimp-image-resize",
        "Change the size of the canvas; the layers move by the offsets.",
        "width height",
        offset_x=0,
        offset_y=0,
    )
    resize_to_layers = method("gimp-image-resize-to-layers", "Make the canvas as large as all layers together.")
    crop = method("gimp-image-crop", "Cut to a rectangle.", "width height", offset_x=0, offset_y=0)
    duplicate = method("gimp-image-duplicate", "A copy of the image, with no window.")
    clean_all = method("gimp-image-clean-all", "Count as saved.")

    def free_shadow(self) -> None:
        """Forget the shadows of all drawables."""
        for item in self.layers:
            item.free_shadow()

    delete = method("gimp-image-delete", "Free an image that has no window.")

    # Undo

    undo_group_start = method("gimp-image-undo-group-start", "What follows becomes one step of the undo history.")
    undo_group_end = method("gimp-image-undo-group-end", "The step ends.")
    disable_undo = method("gimp-image-undo-disable", "Keep no undo history.", result=bool)
    enable_undo = method("gimp-image-undo-enable", "Keep an undo history again.", result=bool)
    undo_freeze = method("gimp-image-undo-freeze", "Add nothing to the undo history for a while.", result=bool)
    undo_thaw = method("gimp-image-undo-thaw", "Add to the undo history again.", result=bool)
    undo_is_enabled = method("gimp-image-undo-is-enabled", "Whether there is an undo history.", result=bool)

    def _label(self) -> str:
        return str(found_or_none("gimp-image-get-name", self) or f"ID {self.ID}")


class Display(Handle):
    """A window on an image; gimp.Display(image) opens one."""

    def __init__(self, image: Image) -> None:
        self.ID = call("gimp-display-new", image).ID

    is_valid = method("gimp-display-is-valid", "Whether GIMP still has it.", result=bool)
    delete = method("gimp-display-delete", "Close the window.")


def delete(thing: Image | Item | Display) -> None:
    """gimp.delete: free an image, an item or a display."""
    thing.delete()


values.OBJECTS[values.IMAGE] = values.ObjectType(Image, Image.from_id)
values.OBJECTS[values.DISPLAY] = values.ObjectType(Display, Display.from_id)
