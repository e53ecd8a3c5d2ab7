"""Where a style paints, and how much of the strength a place gets, in GIMP 3: a channel or the painted layer's mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gi.repository import Gegl, Gimp

from common.errors import GoneError, InputError
from common.layers import Content
from common.pixels import Area, Sink
from common.texts import _
from gimp3.layers import find_item

LAYER_MASK, SELECTION = "layer-mask", "selection"


@dataclass(frozen=True)
class Mask:
    """A channel as it lies on a layer: a picture of one channel, 1 where it is white.

    `number` is the channel's id in GIMP, `offsets` the position of the layer's first pixel in the channel.
    """

    number: int
    offsets: tuple[int, int]

    def channels(self) -> int:
        """1."""
        return 1

    def read(self, area: Area, file: Sink) -> None:
        """Write the mask over an area of the layer to `file`; beyond the channel it is black."""
        channel = find_item(self.number)
        if channel is None:
            raise GoneError(_("The channel of a region was removed before it was read."))
        there = Gegl.Rectangle.new(area.x + self.offsets[0], area.y + self.offsets[1], area.width, area.height)
        file.write(channel.get_buffer().get(there, 1.0, coding(channel), Gegl.AbyssPolicy.NONE))


@dataclass(frozen=True)
class Region:
    """A channel of the painted image or its selection, by its id; None: the mask of whatever layer is painted."""

    number: int | None

    def over(self, content: Content) -> Mask:
        """The channel as it lies on a content, or the layer's own mask."""
        if self.number is not None:
            return Mask(self.number, content.offsets)
        mask = content.drawable and content.drawable.get_mask()
        if mask is None:
            raise InputError(
                _("The layer “{name}” has no layer mask.").format(name=content.name),
                _("Add one (Layer > Mask > Add Layer Masks), or choose a channel."),
            )
        return Mask(mask.get_id(), (0, 0))


def coding(channel: Gimp.Channel) -> str:
    """The pixel format in which a channel's values are those that are stored.

    GIMP keeps channels gamma-coded in 8-bit images alone, and neither masks nor the selection.
    """
    image = channel.get_image()
    plain = not channel.is_layer_mask() and channel.get_id() != image.get_selection().get_id()
    return "Y' float" if plain and image.get_precision() == Gimp.Precision.U8_NON_LINEAR else "Y float"


def find(image: Gimp.Image, name: str) -> Region | None:
    """The region that a name stands for; None for an empty one; raises InputError if the image has no such channel."""
    if not name:
        return None
    channel = image.get_channel_by_name(name)
    if channel is not None:
        return Region(channel.get_id())
    if name == LAYER_MASK:
        return Region(None)
    raise InputError(
        _("The image has no channel “{name}”.").format(name=name),
        _("Select > Save to Channel makes one of a selection."),
    )


def find_map(image: Gimp.Image, name: str) -> Region | None:
    """The same for a strength map, which may also be the selection."""
    if name != SELECTION or image.get_channel_by_name(name):
        return find(image, name)
    if Gimp.Selection.is_empty(image):
        raise InputError(_("The image has no selection."), _("Select something, or choose another strength map."))
    return Region(image.get_selection().get_id())


def offered_maps(image: Gimp.Image, targets: Sequence[Gimp.Drawable]) -> dict[str, str]:
    """Titles of what can be a strength map, by name."""
    selection = {} if Gimp.Selection.is_empty(image) else {SELECTION: _("The selection")}
    return {"": _("None: the same everywhere"), **selection, **dict(offered(image, targets))}


def offered(image: Gimp.Image, targets: Sequence[Gimp.Drawable]) -> list[tuple[str, str]]:
    """The names that can be chosen, each with its title."""
    names = [(channel.get_name(), channel.get_name()) for channel in image.get_channels()]
    if all(isinstance(target, Gimp.Layer) and target.get_mask() for target in targets):
        names.append((LAYER_MASK, _("Layer mask")))
    return names
