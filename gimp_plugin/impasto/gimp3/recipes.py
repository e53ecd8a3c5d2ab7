"""What recipes and the history ask of GIMP 3: parasites, names, files and thumbnails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gi.repository import Gimp

from common.choices import Choice
from common.history import Thumbnail
from common.recipes import PERSISTENT
from gimp3 import styles


class Editor:
    """See `common.recipe_book.Editor`."""

    def is_there(self, thing: Gimp.Item | Gimp.Image) -> bool:
        return bool(thing.is_valid())

    def all_layers(self) -> Iterable[Gimp.Layer]:
        return styles.all_layers()

    def layers_of(self, image: Gimp.Image) -> Iterable[Gimp.Layer]:
        return styles.layers_of(image)

    def name(self, layer: Gimp.Drawable) -> str:
        return str(layer.get_name())

    def title(self, layer: Gimp.Drawable) -> str:
        return styles.title(layer)

    def is_in(self, layer: Gimp.Drawable, image: Gimp.Image) -> bool:
        return bool(layer.get_image().get_id() == image.get_id())

    def single_file(self, layer: Gimp.Drawable) -> str:
        image = layer.get_image()
        file = image.get_file() or image.get_imported_file()
        is_whole = len(image.get_layers()) == 1 and not image.is_dirty()
        return (file.get_path() or "") if file and is_whole else ""

    def parasite(self, thing: Gimp.Item | Gimp.Image, name: str) -> bytes:
        found = thing.get_parasite(name)
        return bytes(found.get_data()) if found else b""

    def attach(self, image: Gimp.Image, name: str, data: bytes) -> None:
        image.attach_parasite(Gimp.Parasite.new(name, PERSISTENT, data))

    def thumbnail(self, layer: Gimp.Drawable, side: int) -> Thumbnail | None:
        pixbuf: Any = layer.get_thumbnail(side, side, Gimp.PixbufTransparency.SMALL_CHECKS)
        if pixbuf is None:
            return None
        width, height = pixbuf.get_width(), pixbuf.get_height()
        pixels, stride, channels = pixbuf.get_pixels(), pixbuf.get_rowstride(), pixbuf.get_n_channels()
        rows = b"".join(pixels[row * stride : row * stride + channels * width] for row in range(height))
        rgb = bytearray(3 * width * height)
        for channel in range(3):
            rgb[channel::3] = rows[channel::channels]
        return Thumbnail(width, height, bytes(rgb))

    def choice(self, layer: Gimp.Drawable) -> Choice:
        return Choice(layer)

    def open_file(self, path: Path) -> Choice:
        return styles.open_file(str(path))
