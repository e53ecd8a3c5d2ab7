"""What can be a style in GIMP 2.10: any layer of any open image, or a picture file; and the styles chosen last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gimp
from gimp import pdb
from gimpenums import CLIP_TO_IMAGE

from common.choices import Choice, SelectedPart, cannot_open, masked, no_layers, restored, saved
from common.pixels import Area
from common.remembered import Remembered
from gimp2.layers import GimpLayer


class StyleLayer(SelectedPart, GimpLayer):
    """See `SelectedPart`; `painted` is the image that is painted."""

    def __init__(self, drawable: gimp.Drawable, painted: gimp.Image) -> None:
        super().__init__(drawable)
        image = drawable.image
        chosen = image.ID != painted.ID and not pdb.gimp_selection_is_empty(image)
        self._selection = image.selection if chosen and self.selected_bounds() else None

    def _pixels(self, area: Area) -> bytes:
        if self._selection is None:
            return super()._pixels(area)
        return masked(super()._pixels(area), self._selection.read("Y float", *area.moved(*self.current_offsets())))


def all_layers() -> Iterator[gimp.Layer]:
    """The layers of all open images, groups before what is in them."""
    for image in gimp.image_list():
        yield from layers_of(image)


def layers_of(image: gimp.Image) -> Iterator[gimp.Layer]:
    """The layers of an image, groups before what is in them."""
    return _with_children(image.layers)


def title(drawable: gimp.Drawable) -> str:
    """A drawable as people know it: "photo.jpg - Background"."""
    image, name = drawable.image, drawable.name
    where = Path(image.filename).name if image.filename else image.name.strip("[]")
    return where if Path(where).stem in (name, Path(name).stem) else f"{where} - {name}"


def drawables(text: str) -> list[gimp.Drawable]:
    """The layers whose numbers a text such as "12,15" lists; raises InputError if the text holds anything else."""
    words = text.replace(",", " ").split()
    found = [gimp.Item.from_id(int(word)) if word.isdecimal() else None for word in words]
    if not all(item is not None and item.is_drawable for item in found):
        raise no_layers(text)
    return found


def open_file(path: str) -> Choice:
    """Open a picture file as a style; no window shows it. `close_files` closes it again.

    Raises InputError if it cannot be opened.
    """
    try:
        image = pdb.gimp_file_load(path, path)
    except RuntimeError as error:
        raise cannot_open(path, error) from error
    layers = image.layers
    layer = layers[0] if len(layers) == 1 else image.merge_visible_layers(CLIP_TO_IMAGE)
    _files.append(image)
    return Choice(layer, path)


_files: list[gimp.Image] = []


def close_files() -> None:
    """Close the picture files that were opened as styles."""
    while _files:
        image = _files.pop()
        if image.is_valid():
            gimp.delete(image)


def save_last(choices: Sequence[Choice], key: str, remembered: Remembered) -> None:
    """Save what was chosen: all of it until GIMP ends, and those that are files for longer."""
    known = saved(choices, lambda drawable: int(drawable.ID))
    gimp.set_data(key, json.dumps(known))
    remembered.save("styles", [one for one in known if one["file"]])


def load_last(key: str, remembered: Remembered) -> list[Choice]:
    """What was chosen last and is still available: layers of open images, and files."""
    return restored(lambda: _saved(key, remembered), open_file, gimp.Item.from_id)


def _saved(key: str, remembered: Remembered) -> Any:
    try:
        return json.loads(gimp.get_data(key))
    except gimp.error:
        return remembered.load("styles") or []


def _with_children(layers: Sequence[gimp.Layer]) -> Iterator[gimp.Layer]:
    for layer in layers:
        yield layer
        if layer.is_group:
            yield from _with_children(layer.children)
