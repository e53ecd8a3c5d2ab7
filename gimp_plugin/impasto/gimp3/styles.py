"""What can be a style in GIMP 3: any layer of any open image, or a picture file; and the styles chosen last."""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path
from typing import Any

from gi.repository import Gegl, Gimp, Gio, GLib

from common.errors import InputError
from common.pixels import Area, pixel_format
from common.texts import _
from gimp3.layers import GimpLayer, find_item, offsets

LARGEST_SMALL = 1024
"""Longest side, in pixels, of a style for a cell: as large as the largest brush size needs it."""


@dataclass(frozen=True)
class Choice:
    """A style the user or a script has chosen: a layer, or a picture file that is opened for it alone.

    `region` names where it paints, see regions.py.
    """

    drawable: Gimp.Drawable
    file: str = ""
    weight: float = 1.0
    region: str = ""

    @property
    def is_there(self) -> bool:
        """Whether its image has not been closed, nor its layer removed."""
        return bool(self.drawable.is_valid())


class StyleLayer(GimpLayer):
    """A drawable as a style: where its image has a selection, only that part counts.

    The selection of the `painted` image itself says where to paint, and not what the style is.
    """

    _scale = 1.0

    def __init__(self, drawable: Gimp.Drawable, painted: Gimp.Image) -> None:
        super().__init__(drawable)
        image = drawable.get_image()
        chosen = image.get_id() != painted.get_id() and not Gimp.Selection.is_empty(image)
        self._selection = image.get_selection() if chosen and self.selected_bounds() else None

    def style_area(self) -> Area:
        """See `Layer`: the bounds of the selected part."""
        whole = super().style_area()
        return (self._selection and self.selected_bounds()) or whole

    def channels(self) -> int:
        """4 with transparency, and for a part: what is not selected counts as transparent."""
        return 4 if self._selection else super().channels()

    def _pixels(self, area: Area) -> bytes:
        data = _read(self.drawable.get_buffer(), area, self._scale, pixel_format(self.channels()))
        if self._selection is None:
            return data
        x, y = (int(self._scale * offset) for offset in offsets(self.drawable))
        there = Area(area.x + x, area.y + y, area.width, area.height)
        pixels = array("f", data)
        mask = array("f", _read(self._selection.get_buffer(), there, self._scale, "Y float"))
        pixels[3::4] = array("f", map(mul, pixels[3::4], mask))
        return pixels.tobytes()


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
        raise InputError(
            _("“{text}” are no numbers of layers.").format(text=text),
            _("Give the IDs of layers of open images, as in “12,15”."),
        )
    return [Gimp.Item.get_by_id(int(word)) for word in words]


def open_file(path: str) -> Choice:
    """Open a picture file as a style; no window shows it. `close_files` closes it again.

    Raises InputError if it cannot be opened.
    """
    try:
        image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(path))
    except GLib.Error as error:
        raise _cannot_open(path, error.message) from error
    if image is None:
        raise _cannot_open(path, Gimp.get_pdb().get_last_error())
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
    known = [
        {"drawable": one.drawable.get_id(), "file": one.file, "weight": one.weight, "region": one.region}
        for one in choices
    ]
    Gimp.attach_parasite(Gimp.Parasite.new(key, 0, json.dumps(known).encode()))


def load_last(key: str) -> list[Choice]:
    """What was chosen last and is still available: layers of open images, and files."""
    parasite = Gimp.get_parasite(key)
    choices: list[Choice] = []
    with contextlib.suppress(ValueError, KeyError, TypeError):
        for known in json.loads(bytes(parasite.get_data())) if parasite else []:
            choices += _restored(known)
    return choices


def _restored(known: dict[str, Any]) -> Iterator[Choice]:
    """One saved style, if it is still available."""
    number, file, weight = int(known["drawable"]), str(known["file"]), float(known["weight"])
    region = str(known.get("region", ""))
    if file:
        with contextlib.suppress(InputError):
            yield Choice(open_file(file).drawable, file, weight, region)
    elif drawable := find_item(number):
        yield Choice(drawable, "", weight, region)


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


def _cannot_open(path: str, reason: str) -> InputError:
    return InputError(
        _("{path} cannot be opened as a picture ({reason}).").format(path=path, reason=reason),
        _("Choose another file as the style."),
    )
