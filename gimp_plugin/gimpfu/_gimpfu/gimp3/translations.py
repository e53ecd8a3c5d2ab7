"""Procedures of GIMP 2.10 that GIMP 3 has with other arguments, or no longer.

The functions take the arguments of GIMP 2.10, without the run mode, and return what the procedure returned there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import values
from . import filters, handlers, painting, selecting
from .context import Table, adder
from .context import in_context as _in_context
from .context import native as _native

_TABLE: Table = {}
_stands_for = adder(_TABLE)
_LAYER_TYPES = {"active-layer": "layers", "active-channel": "channels", "active-vectors": "paths"}
_FILENAME, _UNTITLED = "gimpfu-filename", "[Untitled]"
_XCF = re.compile(r"\.xcf(\.\w+)?$|\.xcf\w+$")


def find(name: str) -> Callable[..., Any] | None:
    """The function that stands for a procedure of GIMP 2.10."""
    for table in (_TABLE, painting.TABLE, selecting.TABLE):
        if name in table:
            return table[name]
    return filters.find(name)


# What is active became what is selected


def _first(procedure: str, image: Any) -> Any:
    _count, numbers = _native(procedure, image)
    return values.wrap(values.ITEM, numbers[0]) if numbers else None


for _old, _new in _LAYER_TYPES.items():
    _TABLE[f"gimp-image-get-{_old}"] = lambda image, new=_new: _first(f"gimp-image-get-selected-{new}", image)
    _TABLE[f"gimp-image-set-{_old}"] = lambda image, item, new=_new: _native(
        f"gimp-image-set-selected-{new}", image, [item] if item else []
    )
_TABLE["gimp-image-active-drawable"] = lambda image: _first("gimp-image-get-selected-drawables", image)
_TABLE["gimp-image-get-active-drawable"] = lambda image: _first("gimp-image-get-selected-drawables", image)
_TABLE["gimp-image-unset-active-channel"] = lambda image: _native("gimp-image-set-selected-channels", image, [])


@_stands_for("gimp-edit-paste")
def _paste(drawable: Any, into: bool) -> Any:
    _count, numbers = _native("gimp-edit-paste", drawable, into)
    return values.wrap(values.ITEM, numbers[0]) if numbers else None


# Making things


@_stands_for("gimp-layer-new")
def _layer_new(image: Any, width: int, height: int, kind: int, name: str, opacity: float, mode: int) -> Any:
    return _native("gimp-layer-new", image, name, width, height, kind, opacity, mode)


@_stands_for("gimp-channel-new")
def _channel_new(image: Any, width: int, height: int, name: str, opacity: float, color: Any) -> Any:
    return _native("gimp-channel-new", image, name, width, height, opacity, color)


for _kind, _new in (("layer", "layer"), ("channel", "channel"), ("vectors", "path")):
    _TABLE[f"gimp-image-add-{_kind}"] = lambda image, item, place, new=_new: _native(
        f"gimp-image-insert-{new}", image, item, None, place
    )
_TABLE["gimp-image-add-layer-mask"] = lambda _image, layer, mask: _native("gimp-layer-add-mask", layer, mask)
_TABLE["gimp-image-remove-layer-mask"] = lambda _image, layer, mode: _native("gimp-layer-remove-mask", layer, mode)
_TABLE["gimp-image-merge-layer-group"] = lambda _image, group: _native("gimp-group-layer-merge", group)
_TABLE["gimp-layer-group-new"] = lambda image: _native("gimp-group-layer-new", image, None)


@_stands_for("gimp-layer-copy")
def _layer_copy(layer: Any, add_alpha: bool) -> Any:
    copy = _native("gimp-layer-copy", layer)
    if add_alpha:
        _native("gimp-layer-add-alpha", copy)
    return copy


# Files


@_stands_for("gimp-image-get-filename")
def _filename(image: Any) -> str | None:
    try:
        kept = _native("gimp-image-get-parasite", image, _FILENAME)
    except RuntimeError:
        kept = None
    found = (kept.data.decode("utf-8", "surrogateescape") if kept else None) or _native("gimp-image-get-file", image)
    return found or _native("gimp-image-get-imported-file", image) or None


@_stands_for("gimp-image-set-filename")
def _set_filename(image: Any, path: str) -> None:
    """GIMP 3 takes names of its own format only; others stay with the image until it is closed."""
    if _XCF.search(path):
        _native("gimp-image-set-file", image, path)
    else:
        block = path.encode("utf-8", "surrogateescape")
        _native("gimp-image-attach-parasite", image, values.PARASITE_CLASS[0](_FILENAME, 0, block))


@_stands_for("gimp-image-get-uri")
def _uri(image: Any) -> str | None:
    path = _filename(image)
    return f"file://{path}" if path else None


@_stands_for("gimp-file-load")
def _load(path: str, _raw: str = "") -> Any:
    image = _native("gimp-file-load", 1, path)
    if _filename(image) is None:
        _set_filename(image, path)
    return image


@_stands_for("gimp-image-get-name")
def _image_name(image: Any) -> str:
    name, path = str(_native("gimp-image-get-name", image)), _filename(image)
    return Path(path).name if path and name.startswith(_UNTITLED) else name


_TABLE["gimp-file-save"] = lambda image, _drawable, path, _raw="": _native("gimp-file-save", 1, image, path, None)
for _kind in (
    "png-save",
    "png-save2",
    "png-save-defaults",
    "jpeg-save",
    "gif-save",
    "tiff-save",
    "bmp-save",
    "webp-save",
):
    _TABLE[f"file-{_kind}"] = lambda image, _drawable, path, *_options: _native("gimp-file-save", 1, image, path, None)


# Indexed images


@_stands_for("gimp-image-get-colormap")
def _get_colormap(image: Any) -> Any:
    palette = _native("gimp-image-get-palette", image)
    colors = _native("gimp-palette-get-colors", palette)[1] if palette is not None else ()
    block = tuple(channel for color in colors for channel in color[:3])
    return len(block), block


@_stands_for("gimp-image-set-colormap")
def _set_colormap(image: Any, _count: int, block: Any) -> None:
    channels = list(block)
    palette = _native("gimp-palette-new", "Colormap")
    for n in range(0, len(channels), 3):
        _native("gimp-palette-add-entry", palette, "", tuple(channels[n : n + 3]))
    _native("gimp-image-set-palette", image, palette)
    _native("gimp-resource-delete", palette)


# Text


@_stands_for("gimp-text-fontname")
def _text(image: Any, drawable: Any, x: float, y: float, text: str, border: int, smooth: bool, *rest: Any) -> Any:
    size, unit, font = rest
    return _native("gimp-text-font", image, drawable, x, y, text, border, smooth, _pixels(image, size, unit), font)


_TABLE["gimp-text-get-extents-fontname"] = lambda text, size, _unit, font: _native(
    "gimp-text-get-extents-font", text, size, font
)


def _pixels(image: Any, size: float, unit: int) -> float:
    """A size in pixels; GIMP 2.10 took points as well, which are 1/72 inch."""
    return size * _native("gimp-image-get-resolution", image)[1] / 72.0 if unit == 1 else size


# Items


for _owner in ("item", "drawable", "layer", "vectors"):
    _TABLE[f"gimp-{_owner}-get-linked"] = lambda _item: 0
    _TABLE[f"gimp-{_owner}-set-linked"] = lambda _item, _linked: None


@_stands_for("gimp-drawable-get-pixel")
def _get_pixel(drawable: Any, x: int, y: int) -> Any:
    pixel = drawable.get_pixel(x, y)
    return len(pixel), pixel


@_stands_for("gimp-drawable-set-pixel")
def _set_pixel(drawable: Any, x: int, y: int, _count: int, pixel: Any) -> None:
    drawable.set_pixel(x, y, bytes(pixel))


@_stands_for("gimp-vectors-to-selection")
def _to_selection(path: Any, operation: int, smooth: bool, feather: bool, x: float, y: float) -> None:
    image = _native("gimp-item-get-image", path)

    def select() -> None:
        _native("gimp-context-set-feather-radius", x, y)
        _native("gimp-image-select-item", image, operation, path)

    _in_context(select, antialias=smooth, feather=feather)


for _source in ("file", "string"):
    _TABLE[f"gimp-vectors-import-from-{_source}"] = lambda *arguments, source=_source: _native(
        f"gimp-image-import-paths-from-{source}", *arguments
    )


def _old_transform(name: str, clip: bool, *arguments: Any) -> Any:
    return _in_context(lambda: _native(f"gimp-item-transform-{name}", *arguments), transform_resize=int(bool(clip)))


for _simple in ("flip-simple", "rotate-simple"):
    _TABLE[f"gimp-drawable-transform-{_simple}"] = lambda *arguments, name=_simple: _old_transform(
        name, arguments[-1], *arguments[:-1]
    )
for _name in ("flip", "perspective", "rotate", "scale", "shear", "2d", "matrix"):
    _TABLE[f"gimp-drawable-transform-{_name}-default"] = lambda *arguments, name=_name: _old_transform(
        name, arguments[-1], *arguments[:-2]
    )
    _TABLE[f"gimp-drawable-transform-{_name}"] = lambda *arguments, name=_name: _old_transform(
        name, arguments[-1], *arguments[:-5]
    )


# Data until GIMP ends, and the database itself


@_stands_for("gimp-procedural-db-set-data")
def _set_data(name: str, _count: int, data: bytes) -> None:
    _native("gimp-attach-parasite", values.PARASITE_CLASS[0](f"gimpfu-data-{name}", 0, bytes(data)))


@_stands_for("gimp-procedural-db-get-data")
def _get_data(name: str) -> Any:
    found = _native("gimp-get-parasite", f"gimpfu-data-{name}")
    if found is None:
        raise RuntimeError(f"no data for {name}")
    return len(found.data), tuple(found.data)


@_stands_for("gimp-procedural-db-query")
def _query(*patterns: str) -> Any:
    from .calls import query

    names = query(*patterns)
    return len(names), names


_TABLE["gimp-image-get-cmap"], _TABLE["gimp-image-set-cmap"] = _get_colormap, _set_colormap
for _owner in ("image", "layer"):
    _TABLE[f"gimp-{_owner}-scale-full"] = lambda thing, width, height, *rest, owner=_owner: _in_context(
        lambda: _native(f"gimp-{owner}-scale", thing, width, height, *rest[:-1]), interpolation=rest[-1]
    )
_TABLE["gimp-register-load-handler"] = _TABLE["gimp-register-magic-load-handler"] = handlers.register_load
_TABLE["gimp-register-save-handler"] = handlers.register_save
