"""Filling, colour tools and gradients of GIMP 2.10 on GIMP 3: 0 to 1 for 0 to 255, a context for many arguments."""

from __future__ import annotations

from typing import Any

from .context import Table, adder
from .context import in_context as _in_context
from .context import native as _native

TABLE: Table = {}
_stands_for = adder(TABLE)
_GRADIENTS = ("fg-bg-rgb", "fg-bg-hsv-cw", "fg-transparent")
_FILLS = (0, 1, 5)
"""FillType of GIMP 3 for foreground, background and pattern."""


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


TABLE["gimp-hue-saturation"] = lambda drawable, hues, hue, lightness, saturation: _native(
    "gimp-drawable-hue-saturation", drawable, hues, hue, lightness, saturation, 0
)
TABLE["gimp-invert"] = lambda drawable: _native("gimp-drawable-invert", drawable, False)
TABLE["gimp-desaturate"] = lambda drawable: _native("gimp-drawable-desaturate", drawable, 0)
TABLE["gimp-brightness-contrast"] = lambda drawable, brightness, contrast: _native(
    "gimp-drawable-brightness-contrast", drawable, brightness / 127.0, contrast / 127.0
)
TABLE["gimp-curves-spline"] = lambda drawable, channel, _count, points: _native(
    "gimp-drawable-curves-spline", drawable, channel, [point / 255.0 for point in points]
)
TABLE["gimp-levels"] = lambda drawable, channel, low, high, gamma, low_out, high_out: _native(
    "gimp-drawable-levels", drawable, channel, low / 255, high / 255, False, gamma, low_out / 255, high_out / 255, False
)
TABLE["gimp-threshold"] = lambda drawable, low, high: _native(
    "gimp-drawable-threshold", drawable, 0, low / 255.0, high / 255.0
)
TABLE["gimp-histogram"] = lambda drawable, channel, start, end: _native(
    "gimp-drawable-histogram", drawable, channel, start / 255.0, end / 255.0
)
for _side in ("left", "right"):
    TABLE[f"gimp-gradient-segment-set-{_side}-color"] = lambda gradient, segment, color, opacity, side=_side: _native(
        f"gimp-gradient-segment-set-{side}-color", gradient, segment, _with_opacity(color, opacity)
    )
for _samples in ("uniform", "custom"):
    TABLE[f"gimp-gradient-get-{_samples}-samples"] = lambda *arguments, kind=_samples: _flat(
        _native(f"gimp-gradient-get-{kind}-samples", *arguments)[1]
    )
TABLE["gimp-drawable-offset"] = lambda drawable, wrap, fill, x, y: _native(
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


TABLE["gimp-bucket-fill"], TABLE["gimp-blend"] = _bucket_fill, _blend
