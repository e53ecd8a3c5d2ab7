"""Where a style paints, and how much of the strength a place gets, in GIMP 2.10: a channel, or the layer's mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gimp
from gimp import pdb
from gimpenums import PRECISION_U8_GAMMA

from common.errors import GoneError
from common.pixels import Area, Sink
from common.regions import Channels
from common.texts import _


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


class _Channels(Channels):
    """See `Hooks` in common/regions.py."""

    def _names(self, image: gimp.Image) -> Sequence[str]:
        return [channel.name for channel in image.channels]

    def _channel(self, image: gimp.Image, name: str) -> int | None:
        return next((channel.ID for channel in image.channels if channel.name == name), None)

    def _selection(self, image: gimp.Image) -> int | None:
        return None if pdb.gimp_selection_is_empty(image) else image.selection.ID

    def _mask(self, drawable: gimp.Drawable) -> int | None:
        mask = drawable.mask if isinstance(drawable, gimp.Layer) else None
        return mask.ID if mask else None

    def _lying(self, number: int, offsets: tuple[int, int]) -> Mask:
        return Mask(number, offsets)


CHANNELS = _Channels()
