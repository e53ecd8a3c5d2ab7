"""Where a style paints, and how much of the strength a place gets, in GIMP 2.10: a channel, or the layer's mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gimp
from gimp import pdb
from gimpenums import PRECISION_U8_GAMMA

from common.errors import GoneError, InputError
from common.layers import Content
from common.pixels import Area, Sink
from common.texts import _

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
        channel = gimp.Item.from_id(self.number)
        if channel is None:
            raise GoneError(_("The channel of a region was removed before it was read."))
        # GIMP keeps channels gamma-coded in 8-bit images alone; the value as it is stored counts.
        plain = not channel.is_layer_mask and self.number != channel.image.selection.ID
        coded = plain and channel.image.precision == PRECISION_U8_GAMMA
        file.write(bytes(channel.read("Y' float" if coded else "Y float", *area.moved(*self.offsets))))


@dataclass(frozen=True)
class Region:
    """A channel of the painted image or its selection, by its id; None: the mask of whatever layer is painted."""

    number: int | None

    def over(self, content: Content) -> Mask:
        """The channel as it lies on a content, or the layer's own mask."""
        if self.number is not None:
            return Mask(self.number, content.offsets)
        mask = content.drawable and content.drawable.mask
        if mask is None:
            raise InputError(
                _("The layer “{name}” has no layer mask.").format(name=content.name),
                _("Add one (Layer > Mask > Add Layer Masks), or choose a channel."),
            )
        return Mask(mask.ID, (0, 0))


def find(image: gimp.Image, name: str) -> Region | None:
    """The region that a name stands for; None for an empty one; raises InputError if the image has no such channel."""
    if not name:
        return None
    for channel in image.channels:
        if channel.name == name:
            return Region(channel.ID)
    if name == LAYER_MASK:
        return Region(None)
    raise InputError(
        _("The image has no channel “{name}”.").format(name=name),
        _("Select > Save to Channel makes one of a selection."),
    )


def find_map(image: gimp.Image, name: str) -> Region | None:
    """The same for a strength map, which may also be the selection."""
    if name != SELECTION or any(channel.name == name for channel in image.channels):
        return find(image, name)
    if pdb.gimp_selection_is_empty(image):
        raise InputError(_("The image has no selection."), _("Select something, or choose another strength map."))
    return Region(image.selection.ID)


def offered_maps(image: gimp.Image, targets: Sequence[gimp.Drawable]) -> dict[str, str]:
    """Titles of what can be a strength map, by name."""
    selection = {} if pdb.gimp_selection_is_empty(image) else {SELECTION: _("The selection")}
    return {"": _("None: the same everywhere"), **selection, **offered(image, targets)}


def offered(image: gimp.Image, targets: Sequence[gimp.Drawable]) -> dict[str, str]:
    """The names that can be chosen, each with its title."""
    names = {channel.name: channel.name for channel in image.channels}
    if all(isinstance(target, gimp.Layer) and target.mask for target in targets):
        names[LAYER_MASK] = _("Layer mask")
    return names
