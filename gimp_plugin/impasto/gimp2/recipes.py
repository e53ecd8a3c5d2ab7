"""What recipes and the history ask of GIMP 2.10: parasites, names, files and thumbnails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import gimp
from gimp import pdb

from common.choices import Choice
from common.history import Thumbnail
from common.recipes import PERSISTENT
from gimp2 import styles

_GREY = 128


class Editor:
    """See `common.recipe_book.Editor`."""

    def is_there(self, thing: gimp.Item | gimp.Image) -> bool:
        return bool(thing.is_valid())

    def all_layers(self) -> Iterable[gimp.Layer]:
        return styles.all_layers()

    def layers_of(self, image: gimp.Image) -> Iterable[gimp.Layer]:
        return styles.layers_of(image)

    def name(self, layer: gimp.Drawable) -> str:
        return str(layer.name)

    def title(self, layer: gimp.Drawable) -> str:
        return styles.title(layer)

    def is_in(self, layer: gimp.Drawable, image: gimp.Image) -> bool:
        return bool(layer.image.ID == image.ID)

    def single_file(self, layer: gimp.Drawable) -> str:
        image = layer.image
        return (image.filename or "") if len(image.layers) == 1 and not image.dirty else ""

    def parasite(self, thing: gimp.Item | gimp.Image, name: str) -> bytes:
        found = thing.parasite_find(name)
        return found.data if found else b""

    def attach(self, image: gimp.Image, name: str, data: bytes) -> None:
        image.attach_new_parasite(name, PERSISTENT, data)

    def thumbnail(self, layer: gimp.Drawable, side: int) -> Thumbnail | None:
        try:
            width, height, channels, _count, data = pdb.gimp_drawable_thumbnail(layer, side, side)
        except RuntimeError:
            return None
        return Thumbnail(width, height, _rgb(bytes(data), channels))

    def choice(self, layer: gimp.Drawable) -> Choice:
        return Choice(layer)

    def open_file(self, path: Path) -> Choice:
        return styles.open_file(str(path))


def _rgb(rows: bytes, channels: int) -> bytes:
    """8-bit rows of one to four channels as three; what is transparent is grey."""
    colours = [rows[place::channels] for place in ((0, 1, 2) if channels > 2 else (0, 0, 0))]
    if channels in (2, 4):
        alpha = rows[channels - 1 :: channels]
        colours = [bytes((value * a + _GREY * (255 - a)) // 255 for value, a in zip(one, alpha)) for one in colours]
    rgb = bytearray(3 * len(colours[0]))
    for channel in range(3):
        rgb[channel::3] = colours[channel]
    return bytes(rgb)
