"""The selection tools as procedures of their own, which GIMP 2.10 kept from before: image-select-... in a context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .context import Table
from .context import native as _native

TABLE: Table = {}


def _select(tool: str, *arguments: Any, feather: Any = (False, 0.0), **settings: Any) -> Any:
    """Select with a tool in a context of its own: antialias=True is gimp-context-set-antialias."""
    _native("gimp-context-push")
    try:
        _native("gimp-context-set-feather", feather[0])
        if feather[0]:
            _native("gimp-context-set-feather-radius", feather[1], feather[1])
        for name, value in settings.items():
            _native(f"gimp-context-set-{name.replace('_', '-')}", value)
        return _native(f"gimp-image-select-{tool}", *arguments)
    finally:
        _native("gimp-context-pop")


def _rectangle(image: Any, x: float, y: float, width: float, height: float, how: int, *feather: Any) -> None:
    _select("rectangle", image, how, x, y, width, height, feather=feather)


def _round_rectangle(
    image: Any, x: float, y: float, width: float, height: float, rx: float, ry: float, *rest: Any
) -> None:
    how, smooth, *feather = rest
    _select("round-rectangle", image, how, x, y, width, height, rx, ry, feather=feather, antialias=smooth)


def _ellipse(
    image: Any, x: float, y: float, width: float, height: float, how: int, smooth: bool, *feather: Any
) -> None:
    _select("ellipse", image, how, x, y, width, height, feather=feather, antialias=smooth)


def _free(image: Any, _count: int, points: Any, how: int, smooth: bool, *feather: Any) -> None:
    _select("polygon", image, how, points, feather=feather, antialias=smooth)


def _fuzzy(drawable: Any, x: float, y: float, threshold: int, how: int, smooth: bool, *rest: Any) -> None:
    *feather, merged = rest
    settings = {"antialias": smooth, "sample_threshold_int": threshold, "sample_merged": merged}
    image = _native("gimp-item-get-image", drawable)
    _select("contiguous-color", image, how, drawable, x, y, feather=feather, **settings)


def _by_color(drawable: Any, color: Any, threshold: int, how: int, smooth: bool, *rest: Any) -> None:
    *feather, merged = rest
    settings = {"antialias": smooth, "sample_threshold_int": threshold, "sample_merged": merged}
    image = _native("gimp-item-get-image", drawable)
    _select("color", image, how, drawable, color, feather=feather, **settings)


def _item(how: int) -> Callable[[Any], None]:
    def select(item: Any) -> None:
        _native("gimp-image-select-item", _native("gimp-item-get-image", item), how, item)

    return select


def _combine(channel: Any, how: int) -> None:
    _item(how)(channel)


def _float(drawable: Any, x: int, y: int) -> Any:
    """Cut the selection out and let it float; GIMP 3 has no such procedure, but pastes what was cut as floating."""
    from ..procedures import call

    image = _native("gimp-item-get-image", drawable)
    bounds = _native("gimp-selection-bounds", image)
    _native("gimp-edit-cut", drawable)
    floating = call("gimp-edit-paste", drawable, False)
    _native("gimp-layer-set-offsets", floating, bounds[1] + x, bounds[2] + y)
    return floating


TABLE.update(
    {
        "gimp-rect-select": _rectangle,
        "gimp-round-rect-select": _round_rectangle,
        "gimp-ellipse-select": _ellipse,
        "gimp-free-select": _free,
        "gimp-fuzzy-select": _fuzzy,
        "gimp-by-color-select": _by_color,
        "gimp-selection-load": _item(2),
        "gimp-selection-layer-alpha": _item(2),
        "gimp-selection-combine": _combine,
        "gimp-selection-float": _float,
    }
)
