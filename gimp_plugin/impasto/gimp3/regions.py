"""Where a style paints, and how much of the strength a place gets, in GIMP 3: a channel or the painted layer's mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gi.repository import Gegl, Gimp

from common.errors import GoneError
from common.pixels import Area, Sink
from common.regions import Channels
from common.texts import _
from gimp3.layers import find_item


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


def coding(channel: Gimp.Channel) -> str:
    """The pixel format in which a channel's values are those that are stored.

    GIMP keeps channels gamma-coded in 8-bit images alone, and neither masks nor the selection.
    """
    image = channel.get_image()
    plain = not channel.is_layer_mask() and channel.get_id() != image.get_selection().get_id()
    return "Y' float" if plain and image.get_precision() == Gimp.Precision.U8_NON_LINEAR else "Y float"


class _Channels(Channels):
    """See `Hooks` in common/regions.py."""

    def _names(self, image: Gimp.Image) -> Sequence[str]:
        return [channel.get_name() for channel in image.get_channels()]

    def _channel(self, image: Gimp.Image, name: str) -> int | None:
        channel = image.get_channel_by_name(name)
        return channel.get_id() if channel else None

    def _selection(self, image: Gimp.Image) -> int | None:
        return None if Gimp.Selection.is_empty(image) else image.get_selection().get_id()

    def _mask(self, drawable: Gimp.Drawable) -> int | None:
        mask = drawable.get_mask() if isinstance(drawable, Gimp.Layer) else None
        return mask.get_id() if mask else None

    def _lying(self, number: int, offsets: tuple[int, int]) -> Mask:
        return Mask(number, offsets)


CHANNELS = _Channels()
