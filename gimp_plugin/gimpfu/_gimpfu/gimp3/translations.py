"""Procedures of GIMP 2.10 that GIMP 3 has with other arguments, or no longer.

The functions take the arguments of GIMP 2.10, without the run mode, and return what the procedure returned there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import values
from . import filters, selecting

_TABLE: dict[str, Callable[..., Any]] = {}
_LAYER_TYPES = {"active-layer": "layers", "active-channel": "channels", "active-vectors": "paths"}
_GRADIENTS = ("fg-bg-rgb", "fg-bg-hsv-cw", "fg-transparent")
_FILLS = (0, 1, 5)
"""FillType of GIMP 3 for foreground, background and pattern."""


def find(name: str) -> Callable[..., Any] | None:
    """The function that stands for a procedure of GIMP 2.10."""
    return _TABLE.get(name) or selecting.TABLE.get(name) or filters.find(name)


def _native(name: str, *arguments: Any) -> Any:
    from .calls import native

    return native(name, *arguments)


def _stands_for(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def keep(function: Callable[..., Any]) -> Callable[..., Any]:
        _TABLE[name] = function
        return function

    return keep


def _in_context(work: Callable[[], Any], **settings: Any) -> Any:
    """Do something in a context with other settings: opacity=50 is gimp-context-set-opacity."""
    _native("gimp-context-push")
    try:
        for name, value in settings.items():
            _native(f"gimp-context-set-{name.replace('_', '-')}", *([value] if value is not None else []))
        return work()
    finally:
        _native("gimp-context-pop")


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


_TABLE["gimp-image-get-filename"] = lambda image: (
    _native("gimp-image-get-file", image) or _native("gimp-image-get-imported-file", image) or None
)
_TABLE["gimp-image-set-filename"] = lambda image, path: _native("gimp-image-set-file", image, path)
_TABLE["gimp-image-get-uri"] = lambda image: (lambda path: f"file://{path}" if path else None)(
    _TABLE["gimp-image-get-filename"](image)
)
_TABLE["gimp-file-load"] = lambda path, _raw="": _native("gimp-file-load", 1, path)
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


# Filling and colours


@_stands_for("gimp-edit-bucket-fill")
def _bucket_fill(
    drawable: Any, fill: int, mode: int, opacity: float, threshold: float, merged: bool, x: float, y: float
) -> None:
    whole = not _native("gimp-selection-is-empty", _native("gimp-item-get-image", drawable))
    name = "gimp-drawable-edit-fill" if whole else "gimp-drawable-edit-bucket-fill"
    place = () if whole else (x, y)
    settings = {"opacity": opacity, "paint_mode": mode, "sample_threshold_int": threshold, "sample_merged": merged}
    _in_context(lambda: _native(name, drawable, _FILLS[fill], *place), **settings)


@_stands_for("gimp-edit-blend")
def _blend(drawable: Any, blend: int, mode: int, kind: int, opacity: float, offset: float, *rest: Any) -> None:
    repeat, reverse, supersample, depth, threshold, dither, x1, y1, x2, y2 = rest
    arguments = (drawable, kind, offset, supersample, max(1, depth), threshold, dither, x1, y1, x2, y2)
    settings: dict[str, Any] = {"opacity": opacity, "paint_mode": mode}
    if blend < len(_GRADIENTS):
        settings[f"gradient_{_GRADIENTS[blend]}"] = None
    settings.update(gradient_repeat_mode=repeat, gradient_reverse=reverse)
    _in_context(lambda: _native("gimp-drawable-edit-gradient-fill", *arguments), **settings)


_TABLE["gimp-hue-saturation"] = lambda drawable, hues, hue, lightness, saturation: _native(
    "gimp-drawable-hue-saturation", drawable, hues, hue, lightness, saturation, 0
)
_TABLE["gimp-invert"] = lambda drawable: _native("gimp-drawable-invert", drawable, False)
_TABLE["gimp-desaturate"] = lambda drawable: _native("gimp-drawable-desaturate", drawable, 0)
_TABLE["gimp-brightness-contrast"] = lambda drawable, brightness, contrast: _native(
    "gimp-drawable-brightness-contrast", drawable, brightness / 127.0, contrast / 127.0
)
_TABLE["gimp-curves-spline"] = lambda drawable, channel, _count, points: _native(
    "gimp-drawable-curves-spline", drawable, channel, [point / 255.0 for point in points]
)
_TABLE["gimp-levels"] = lambda drawable, channel, low, high, gamma, low_out, high_out: _native(
    "gimp-drawable-levels", drawable, channel, low / 255, high / 255, False, gamma, low_out / 255, high_out / 255, False
)
_TABLE["gimp-threshold"] = lambda drawable, low, high: _native(
    "gimp-drawable-threshold", drawable, 0, low / 255.0, high / 255.0
)
_TABLE["gimp-histogram"] = lambda drawable, channel, start, end: _native(
    "gimp-drawable-histogram", drawable, channel, start / 255.0, end / 255.0
)
for _side in ("left", "right"):
    _TABLE[f"gimp-gradient-segment-set-{_side}-color"] = lambda gradient, segment, color, opacity, side=_side: _native(
        f"gimp-gradient-segment-set-{side}-color", gradient, segment, _with_opacity(color, opacity)
    )
for _samples in ("uniform", "custom"):
    _TABLE[f"gimp-gradient-get-{_samples}-samples"] = lambda *arguments, kind=_samples: _flat(
        _native(f"gimp-gradient-get-{kind}-samples", *arguments)[1]
    )
_TABLE["gimp-drawable-offset"] = lambda drawable, wrap, fill, x, y: _native(
    "gimp-drawable-offset", drawable, wrap, fill, _native("gimp-context-get-background"), x, y
)


def _flat(colors: Any) -> Any:
    """Colours as GIMP 2.10 returned them: how many numbers, and four for each colour."""
    numbers = tuple(channel for color in colors for channel in (color.r, color.g, color.b, color.a))
    return len(numbers), numbers


def _with_opacity(color: Any, opacity: float) -> Any:
    from ..colors import to_rgb

    copy = to_rgb(color).copy()
    copy.set_alpha(opacity / 100.0)
    return copy


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
_TABLE["gimp-bucket-fill"], _TABLE["gimp-blend"] = _bucket_fill, _blend
for _owner in ("image", "layer"):
    _TABLE[f"gimp-{_owner}-scale-full"] = lambda thing, width, height, *rest, owner=_owner: _in_context(
        lambda: _native(f"gimp-{owner}-scale", thing, width, height, *rest[:-1]), interpolation=rest[-1]
    )
