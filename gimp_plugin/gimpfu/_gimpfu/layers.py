"""gimp.Layer, gimp.GroupLayer and gimp.Channel."""

from __future__ import annotations

from typing import Any

from . import colors, values
from .handles import attribute, method
from .items import FULLY_OPAQUE, Drawable, Item, call_with_interpolation
from .procedures import call

RGB_IMAGE, NORMAL_MODE = 0, 0


class Layer(Drawable):
    """A layer; made by gimp.Layer(image, name, width, height, type, opacity, mode), then inserted into the image."""

    opacity = attribute("gimp-layer-get-opacity", "gimp-layer-set-opacity", doc="0.0 to 100.0.")
    mode = attribute("gimp-layer-get-mode", "gimp-layer-set-mode", doc="LAYER_MODE_NORMAL, ...")
    apply_mask = attribute("gimp-layer-get-apply-mask", "gimp-layer-set-apply-mask", bool, "The mask takes effect.")
    edit_mask = attribute("gimp-layer-get-edit-mask", "gimp-layer-set-edit-mask", bool, "The mask is painted on.")
    show_mask = attribute("gimp-layer-get-show-mask", "gimp-layer-set-show-mask", bool, "The mask is shown.")
    lock_alpha = attribute("gimp-layer-get-lock-alpha", "gimp-layer-set-lock-alpha", bool, "Alpha stays as it is.")
    preserve_trans = lock_alpha
    mask = attribute("gimp-layer-get-mask", doc="Its mask, a gimp.Channel, or None.")
    is_floating_sel = attribute("gimp-layer-is-floating-sel", kind=bool, doc="Whether it is a floating selection.")

    def __init__(
        self,
        image: Any,
        name: str,
        width: int,
        height: int,
        type: int = RGB_IMAGE,
        opacity: float = FULLY_OPAQUE,
        mode: int = NORMAL_MODE,
    ) -> None:
        self.ID = call("gimp-layer-new", image, width, height, type, name, opacity, mode).ID

    copy = method("gimp-layer-copy", "A copy that is not in an image yet.", add_alpha=False)

    def scale(self, width: int, height: int, local_origin: bool = False, interpolation: int | None = None) -> None:
        """Scale to a size, around its own centre or (local_origin) its own corner."""
        call_with_interpolation(interpolation, "gimp-layer-scale", self, width, height, local_origin)

    resize = method(
        "gimp-layer-resize",
        "Change the size of the sheet without scaling the picture on it.",
        "width height",
        offset_x=0,
        offset_y=0,
    )
    resize_to_image_size = method("gimp-layer-resize-to-image-size", "Make the sheet as large as the image.")
    translate = method("gimp-layer-translate", "Move by a distance.", "offset_x offset_y")
    set_offsets = method("gimp-layer-set-offsets", "Move to a place in the image.", "offset_x offset_y")
    create_mask = method(
        "gimp-layer-create-mask",
        "A new mask that is not attached yet: ADD_MASK_WHITE, ADD_MASK_ALPHA, ...",
        "mask_type",
    )
    add_mask = method("gimp-layer-add-mask", "Attach a mask.", "mask")
    remove_mask = method("gimp-layer-remove-mask", "Take the mask off: MASK_APPLY or MASK_DISCARD.", "mode")
    add_alpha = method("gimp-layer-add-alpha", "Add an alpha channel.")
    flatten = method("gimp-layer-flatten", "Take the alpha channel away.")


class GroupLayer(Layer):
    """A layer that holds other layers."""

    def __init__(self, image: Any, name: str = "", opacity: float = FULLY_OPAQUE, mode: int | None = None) -> None:
        self.ID = call("gimp-layer-group-new", image).ID
        if name:
            self.name = name
        if opacity != FULLY_OPAQUE:
            self.opacity = opacity
        if mode is not None:
            self.mode = mode

    @property
    def layers(self) -> list[Any]:
        """The layers in it, from the top."""
        return self.children


class Channel(Drawable):
    """A channel, a layer mask or the selection; gimp.Channel(image, name, width, height, opacity, color) makes one."""

    opacity = attribute("gimp-channel-get-opacity", "gimp-channel-set-opacity", doc="0.0 to 100.0.")
    color = attribute("gimp-channel-get-color", "gimp-channel-set-color", doc="The colour it is shown in.")
    colour = color
    show_masked = attribute(
        "gimp-channel-get-show-masked", "gimp-channel-set-show-masked", bool, "Whether what is not selected is shown."
    )

    def __init__(
        self, image: Any, name: str, width: int, height: int, opacity: float = FULLY_OPAQUE, color: Any = (0, 0, 0)
    ) -> None:
        self.ID = call("gimp-channel-new", image, width, height, name, opacity, colors.to_rgb(color)).ID

    copy = method("gimp-channel-copy", "A copy that is not in an image yet.")
    combine_masks = method(
        "gimp-channel-combine-masks",
        "Add, subtract, replace or intersect with another channel: CHANNEL_OP_ADD, ...",
        "channel operation offset_x offset_y",
    )


def _layer(number: int) -> Any:
    group = call("gimp-item-is-group", Item.bare(number))
    return (GroupLayer if group else Layer).bare(number)


values.OBJECTS[values.LAYER] = values.ObjectType(Layer, _layer)
values.OBJECTS[values.CHANNEL] = values.OBJECTS[values.SELECTION] = values.ObjectType(Channel, Channel.bare)
