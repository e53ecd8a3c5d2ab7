"""What can be a style in GIMP 2.10: any layer of any open image, or a picture file; and the styles chosen last."""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path
from typing import Any

import gimp
from gimp import pdb
from gimpenums import CLIP_TO_IMAGE

from common.errors import InputError
from common.pixels import Area
from common.remembered import Remembered
from common.texts import _
from gimp2.layers import GimpLayer


@dataclass(frozen=True)
class Choice:
    """A style the user or a script has chosen: a layer, or a picture file that is opened for it alone.

    `region` names where it paints, see regions.py.
    """

    drawable: gimp.Drawable
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

    def __init__(self, drawable: gimp.Drawable, painted: gimp.Image) -> None:
        super().__init__(drawable)
        image = drawable.image
        chosen = image.ID != painted.ID and not pdb.gimp_selection_is_empty(image)
        self._selection = image.selection if chosen and self.selected_bounds() else None

    def style_area(self) -> Area:
        """See `Layer`: the bounds of the selected part."""
        whole = super().style_area()
        return (self._selection and self.selected_bounds()) or whole

    def channels(self) -> int:
        """4 with transparency, and for a part: what is not selected counts as transparent."""
        return 4 if self._selection else super().channels()

    def _pixels(self, area: Area) -> bytes:
        if self._selection is None:
            return super()._pixels(area)
        pixels = array("f", super()._pixels(area))
        mask = array("f", self._selection.read("Y float", *area.moved(*self.current_offsets())))
        pixels[3::4] = array("f", map(mul, pixels[3::4], mask))
        return pixels.tobytes()


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
        raise InputError(
            _("“{text}” are no numbers of layers.").format(text=text),
            _("Give the IDs of layers of open images, as in “12,15”."),
        )
    return found


def open_file(path: str) -> Choice:
    """Open a picture file as a style; no window shows it. `close_files` closes it again.

    Raises InputError if it cannot be opened.
    """
    try:
        image = pdb.gimp_file_load(path, path)
    except RuntimeError as error:
        raise InputError(
            _("{path} cannot be opened as a picture ({reason}).").format(path=path, reason=error),
            _("Choose another file as the style."),
        ) from error
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
    known = [
        {"drawable": one.drawable.ID, "file": one.file, "weight": one.weight, "region": one.region} for one in choices
    ]
    gimp.set_data(key, json.dumps(known))
    remembered.save("styles", [one for one in known if one["file"]])


def load_last(key: str, remembered: Remembered) -> list[Choice]:
    """What was chosen last and is still available: layers of open images, and files."""
    choices: list[Choice] = []
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        for known in _saved(key, remembered):
            choices += _restored(known)
    return choices


def _saved(key: str, remembered: Remembered) -> Any:
    try:
        return json.loads(gimp.get_data(key))
    except gimp.error:
        return remembered.load("styles") or []


def _restored(known: dict[str, Any]) -> Iterator[Choice]:
    """One saved style, if it is still available."""
    number, file, weight = int(known["drawable"]), str(known["file"]), float(known["weight"])
    region = str(known.get("region", ""))
    if file:
        with contextlib.suppress(InputError):
            yield Choice(open_file(file).drawable, file, weight, region)
        return
    drawable = gimp.Item.from_id(number)
    if drawable is not None:
        yield Choice(drawable, "", weight, region)


def _with_children(layers: Sequence[gimp.Layer]) -> Iterator[gimp.Layer]:
    for layer in layers:
        yield layer
        if layer.is_group:
            yield from _with_children(layer.children)
