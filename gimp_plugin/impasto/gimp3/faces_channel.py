"""A channel that holds the faces of a layer of GIMP 3: 0 on them, 1 elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gi.repository import Gegl, Gimp

from common.faces import CHANNEL, find_faces
from common.pixels import Area, Picture, read_bands
from common.session import Session
from gimp3.layers import GimpLayer, offsets
from gimp3.regions import coding
from gimp3.widgets import process_events


def add_faces(session: Session, drawable: Gimp.Drawable, options: Mapping[str, Any]) -> str:
    """Find the faces of a drawable, and add the channel to its image, in one undo step; the channel's name.

    Raises PluginError where there are no faces, the drawable has gone, or the engine fails.
    """
    found = find_faces(session, GimpLayer(drawable), options, process_events)
    return _add_channel(drawable, found)


def _add_channel(drawable: Gimp.Drawable, found: Picture) -> str:
    image = drawable.get_image()
    selected = image.get_selected_layers()
    channel = Gimp.Channel.new(image, CHANNEL, image.get_width(), image.get_height(), 50.0, Gegl.Color.new("black"))
    channel.fill(Gimp.FillType.WHITE)
    buffer, (x, y) = channel.get_buffer(), offsets(drawable)
    for top, rows, pixels in read_bands(found):
        place = Area(x, y + top, found.width, rows)
        buffer.set(Gegl.Rectangle.new(*place), coding(channel), pixels)
    buffer.flush()
    image.insert_channel(channel, None, 0)
    image.set_selected_layers(selected)  # the new channel would be painted otherwise
    Gimp.displays_flush()
    return str(channel.get_name())
