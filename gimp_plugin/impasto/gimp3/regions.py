"""Where a style paints, in GIMP 3: a channel of the image, or the mask of the layer that is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from common.errors import GoneError, InputError
from common.host import Area
from common.texts import _
from gi.repository import Gegl, Gimp

from gimp3.layers import Gimp3Layer

LAYER_MASK = "layer-mask"


@dataclass(frozen=True)
class Mask:
    """A channel as it lies on a layer: a picture of one channel, 1 where it is white.

    Attributes
    ----------
    number : the channel's id in GIMP
    offsets : where the layer's first pixel is in the channel
    """

    number: int
    offsets: tuple[int, int]

    def channels(self) -> int:
        """1."""
        return 1

    def read(self, area: Area, file: BinaryIO) -> None:
        """Write the mask over an area of the layer to `file`; beyond the channel it is black."""
        channel = Gimp.Item.get_by_id(self.number) if Gimp.Item.id_is_valid(self.number) else None
        if channel is None:
            raise GoneError(_("The channel of a region was removed before it was read."))
        there = Gegl.Rectangle.new(area.x + self.offsets[0], area.y + self.offsets[1], area.width, area.height)
        # GIMP keeps channels gamma-coded in 8-bit images alone; what counts is the value as it is kept.
        coded = channel.get_image().get_precision() == Gimp.Precision.U8_NON_LINEAR and not channel.is_layer_mask()
        file.write(channel.get_buffer().get(there, 1.0, "Y' float" if coded else "Y float", Gegl.AbyssPolicy.NONE))


@dataclass(frozen=True)
class ChannelRegion:
    """A channel of the painted image."""

    number: int

    def over(self, layer: Gimp3Layer) -> Mask:
        """The channel as it lies on a layer."""
        return Mask(self.number, layer.offsets)


@dataclass(frozen=True)
class LayerMaskRegion:
    """The mask of whatever layer is painted."""

    def over(self, layer: Gimp3Layer) -> Mask:
        """The layer's own mask."""
        mask = layer.drawable.get_mask()
        if mask is None:
            raise InputError(
                _("The layer “{name}” has no layer mask.").format(name=layer.name),
                _("Add one (Layer > Mask > Add Layer Masks), or choose a channel."),
            )
        return Mask(mask.get_id(), (0, 0))


def find(image: Gimp.Image, name: str) -> ChannelRegion | LayerMaskRegion | None:
    """The region that a name stands for; None for an empty one.

    Raises
    ------
    InputError
        The image has no such channel.
    """
    if not name:
        return None
    channel = image.get_channel_by_name(name)
    if channel is not None:
        return ChannelRegion(channel.get_id())
    if name == LAYER_MASK:
        return LayerMaskRegion()
    raise InputError(
        _("The image has no channel “{name}”.").format(name=name),
        _("Select > Save to Channel makes one of a selection."),
    )


def offered(image: Gimp.Image, targets: Sequence[Gimp.Drawable]) -> list[tuple[str, str]]:
    """The names that can be chosen, each with its title."""
    names = [(channel.get_name(), channel.get_name()) for channel in image.get_channels()]
    if all(isinstance(target, Gimp.Layer) and target.get_mask() for target in targets):
        names.append((LAYER_MASK, _("Layer mask")))
    return names
