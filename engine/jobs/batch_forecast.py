"""What the pictures of a batch will take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PIL import Image

from ..arrays import Array
from ..errors import InputError
from ..imaging import read_image, read_mask
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..transfer.plan import plan
from .batch import Item

_ORIENTATION, _SIDEWAYS = 274, (5, 6, 7, 8)


def forecasts(items: Iterable[Item], network: Network) -> list[Forecast | None]:
    """Expected seconds and memory of each picture; None where that cannot be known, as its painting will say."""
    pictures, masks = _Cache(lambda path: read_image(path).pixels), _Cache(read_mask)
    known: dict[Any, Forecast | None] = {}
    expected = []
    for item in items:
        size = picture_size(item.files.content)
        key = (size, tuple(item.files.styles), item.files.options, item.files.strength_map)
        if key not in known:
            known[key] = _forecast(item, size, network, pictures, masks)
        expected.append(known[key])
    return expected


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height as a picture is shown, read without its pixels where that is possible; None if it is damaged."""
    try:
        with Image.open(path) as picture:
            width, height = picture.size
            return (height, width) if picture.getexif().get(_ORIENTATION) in _SIDEWAYS else (width, height)
    except Exception:  # formats that other libraries read, and whatever decoders raise on damage
        try:
            shape = read_image(path).pixels.shape
        except InputError:
            return None
        return shape[1], shape[0]


def _forecast(
    item: Item, size: tuple[int, int] | None, network: Network, pictures: _Cache, masks: _Cache
) -> Forecast | None:
    if size is None:
        return None
    try:
        styles = [style.converted(pictures, masks) for style in item.files.styles]
        strength_map = masks(item.files.strength_map) if item.files.strength_map else None
        return plan((size[1], size[0]), styles, item.files.options, network, strength_map).forecast(network)
    except InputError:
        return None


class _Cache:
    """Pictures in memory, each read once."""

    def __init__(self, read: Callable[[Path], Array]) -> None:
        self._read = read
        self._known: dict[Path, Array] = {}

    def __call__(self, path: Path) -> Array:
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]
