"""What can be a style in GIMP 3: any layer of any open image, or a picture file; and the styles chosen last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from gi.repository import Gegl, Gimp, Gio, GLib

from common.choices import Choice, SelectedPart, cannot_open, masked, no_layers, restored, saved
from common.pixels import Area, pixel_format
from gimp3.layers import GimpLayer, find_item, offsets

LARGEST_SMALL = 1024
"""Longest side, in pixels, of a style for a cell: as large as the largest brush size needs it."""


class StyleLayer(SelectedPart, GimpLayer):
    """See `SelectedPart`; `painted` is the image that is painted."""

    _scale = 1.0

    def __init__(self, drawable: Gimp.Drawable, painted: Gimp.Image) -> None:
        super().__init__(drawable)
        image = drawable.get_image()
        chosen = image.get_id() != painted.get_id() and not Gimp.Selection.is_empty(image)
        self._selection = image.get_selection() if chosen and self.selected_bounds() else None

    def _pixels(self, area: Area) -> bytes:
        data = _read(self.drawable.get_buffer(), area, self._scale, pixel_format(self.channels()))
        if self._selection is None:
            return data
        x, y = (int(self._scale * offset) for offset in offsets(self.drawable))
        there = Area(area.x + x, area.y + y, area.width, area.height)
        return masked(data, _read(self._selection.get_buffer(), there, self._scale, "Y float"))


class SmallStyle(StyleLayer):
    """A style as a small cell needs it, reduced where it is larger: many large layers would fill the disk."""

    def __init__(self, drawable: Gimp.Drawable, painted: Gimp.Image) -> None:
        super().__init__(drawable, painted)
        self._whole = super().style_area()
        self._scale = min(1.0, LARGEST_SMALL / max(self._whole.width, self._whole.height))

    def style_area(self) -> Area:
        """See `Layer`: in reduced pixels."""
        self.require_intact()
        x, y, width, height = (int(self._scale * each) for each in self._whole)
        return Area(x, y, max(1, width), max(1, height))


def all_layers() -> Iterator[Gimp.Layer]:
    """The layers of all open images, groups before what is in them."""
    for image in Gimp.get_images():
        yield from layers_of(image)


def layers_of(image: Gimp.Image) -> Iterator[Gimp.Layer]:
    """The layers of an image, groups before what is in them."""
    return _with_children(image.get_layers())


def title(drawable: Gimp.Drawable) -> str:
    """A drawable as people know it: "photo.jpg - Background"."""
    image, name = drawable.get_image(), drawable.get_name()
    file = image.get_file() or image.get_imported_file() or image.get_exported_file()
    where = file.get_basename() if file else image.get_name()
    return where if where in (name, Path(name).stem) else f"{where} - {name}"


def drawables(text: str) -> list[Gimp.Drawable]:
    """The layers whose numbers a text such as "12,15" lists; raises InputError if the text holds anything else."""
    words = text.replace(",", " ").split()
    if not all(word.isdecimal() and Gimp.Item.id_is_drawable(int(word)) for word in words):
        raise no_layers(text)
    return [Gimp.Item.get_by_id(int(word)) for word in words]


def open_file(path: str) -> Choice:
    """Open a picture file as a style; no window shows it. `close_files` closes it again.

    Raises InputError if it cannot be opened.
    """
    try:
        image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(path))
    except GLib.Error as error:
        raise cannot_open(path, error.message) from error
    if image is None:
        raise cannot_open(path, Gimp.get_pdb().get_last_error())
    layers = image.get_layers()
    layer = layers[0] if len(layers) == 1 else image.merge_visible_layers(Gimp.MergeType.CLIP_TO_IMAGE)
    _files.append(image)
    return Choice(layer, path)


_files: list[Gimp.Image] = []


def close_files() -> None:
    """Close the picture files that were opened as styles."""
    while _files:
        image = _files.pop()
        if image.is_valid():
            image.delete()


def save_last(choices: Sequence[Choice], key: str) -> None:
    """Save what was chosen, under a key; a parasite of GIMP itself lasts as long as its session."""
    known = saved(choices, lambda drawable: int(drawable.get_id()))
    Gimp.attach_parasite(Gimp.Parasite.new(key, 0, json.dumps(known).encode()))


def load_last(key: str) -> list[Choice]:
    """What was chosen last and is still available: layers of open images, and files."""
    parasite = Gimp.get_parasite(key)
    return restored(lambda: json.loads(bytes(parasite.get_data())) if parasite else [], open_file, find_item)


def _with_children(layers: Sequence[Gimp.Layer]) -> Iterator[Gimp.Layer]:
    for layer in layers:
        yield layer
        if layer.is_group():
            yield from _with_children(layer.get_children())


def _read(buffer: Gegl.Buffer, area: Area, scale: float, form: str) -> bytes:
    """The pixels of an area of a buffer that is reduced by a factor."""
    none = Gegl.AbyssPolicy.NONE
    if scale == 1:
        return bytes(buffer.get(Gegl.Rectangle.new(*area), 1.0, form, none))
    # GIMP's own buffers are empty where they are read reduced; one of ours is not.
    bounds = area.x, area.y, area.x + area.width, area.y + area.height
    left, top, right, bottom = (int(each / scale) for each in bounds)
    whole = Gegl.Rectangle.new(left, top, right - left + 1, bottom - top + 1)
    near = Gegl.Buffer.new(form, whole.x, whole.y, whole.width, whole.height)
    buffer.copy(whole, Gegl.AbyssPolicy.CLAMP, near, whole)
    return bytes(near.get(Gegl.Rectangle.new(*area), scale, form, Gegl.AbyssPolicy.CLAMP))
