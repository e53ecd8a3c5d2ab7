"""gimpcolor: the colour classes RGB, HSV, HSL and CMYK, colours read from texts, and bilinear interpolation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from _gimpfu.colors import CMYK, COMPOSITE_BEHIND, COMPOSITE_NONE, COMPOSITE_NORMAL, HSL, HSV, RGB
from _gimpfu.colors import LUMINANCE as _LUMINANCE
from _gimpfu.colors import names as rgb_names
from _gimpfu.colors import parse as _parse
from _gimpfu.colors import to_rgb as _to_rgb

RGB_LUMINANCE_RED, RGB_LUMINANCE_GREEN, RGB_LUMINANCE_BLUE = _LUMINANCE
RGB_COMPOSITE_NONE, RGB_COMPOSITE_NORMAL, RGB_COMPOSITE_BEHIND = COMPOSITE_NONE, COMPOSITE_NORMAL, COMPOSITE_BEHIND

__all__ = [
    "CMYK",
    "HSL",
    "HSV",
    "RGB",
    "RGB_COMPOSITE_BEHIND",
    "RGB_COMPOSITE_NONE",
    "RGB_COMPOSITE_NORMAL",
    "RGB_LUMINANCE_BLUE",
    "RGB_LUMINANCE_GREEN",
    "RGB_LUMINANCE_RED",
    "bilinear",
    "bilinear_rgb",
    "bilinear_rgba",
    "rgb_names",
    "rgb_parse_css",
    "rgb_parse_hex",
    "rgb_parse_name",
    "rgba_parse_css",
]


def rgb_parse_css(css: str, with_alpha: bool = False) -> RGB:
    """The colour of a CSS text such as "rgb(255, 128, 0)" or "orange"; ValueError where it is none."""
    return _parse(css, alpha=with_alpha)


def rgba_parse_css(css: str) -> RGB:
    """The colour of a CSS text such as "rgba(255, 128, 0, 0.5)"; ValueError where it is none."""
    return _parse(css, alpha=True)


def rgb_parse_name(name: str) -> RGB:
    """The colour of a name such as "orange"; ValueError where there is none of this name."""
    return _parse(name, kind="name")


def rgb_parse_hex(hex: str) -> RGB:
    """The colour of a text such as "#f80" or "ff8000"; ValueError where it is none."""
    return _parse(hex, kind="hex")


def bilinear(x: float, y: float, values: Sequence[float]) -> Any:
    """What lies between four numbers at the corners of a square, at a place (0..1) in it.

    With four bytes the result is one byte, rounded down.
    """
    between = _between(x, y, _four(values))
    return bytes([int(between)]) if isinstance(values, (bytes, bytearray)) else between


def bilinear_rgb(x: float, y: float, values: Sequence[Any]) -> RGB:
    """What lies between the four colours at the corners of a square, without their alpha; its own is 0."""
    corners = [_to_rgb(value) for value in _four(values)]
    return RGB(*(_between(x, y, [getattr(one, channel) for one in corners]) for channel in "rgb"), 0.0)


def bilinear_rgba(x: float, y: float, values: Sequence[Any]) -> RGB:
    """What lies between the four colours at the corners of a square, each weighted by its alpha."""
    corners = [_to_rgb(value) for value in _four(values)]
    alpha = _between(x, y, [one.a for one in corners])
    if alpha <= 0.0:
        return RGB(0.0, 0.0, 0.0, alpha)
    mixed = (_between(x, y, [one.a * getattr(one, channel) for one in corners]) / alpha for channel in "rgb")
    return RGB(*mixed, alpha)


def _four(values: Sequence[Any]) -> Sequence[Any]:
    if len(values) != 4:
        raise TypeError("values is not a sequence of 4 items")
    return values


def _between(x: float, y: float, values: Sequence[float]) -> float:
    """Bilinear interpolation; only the fractions of x and y count."""
    x, y = x % 1.0, y % 1.0
    upper, lower = ((1.0 - x) * values[n] + x * values[n + 1] for n in (0, 2))
    return (1.0 - y) * upper + y * lower
