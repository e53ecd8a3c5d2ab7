"""gimpcolor: the colour classes RGB, HSV, HSL and CMYK, and colours read from CSS texts."""

from __future__ import annotations

from _gimpfu.colors import CMYK, HSL, HSV, RGB
from _gimpfu.colors import LUMINANCE as _LUMINANCE
from _gimpfu.colors import parse as _parse

RGB_LUMINANCE_RED, RGB_LUMINANCE_GREEN, RGB_LUMINANCE_BLUE = _LUMINANCE

__all__ = ["CMYK", "HSL", "HSV", "RGB", "rgb_parse_css", "rgb_parse_hex", "rgb_parse_name", "rgba_parse_css"]


def rgb_parse_css(text: str) -> RGB:
    """The colour of a CSS text such as "rgb(255, 128, 0)" or "orange"; ValueError where it is none."""
    return _parse(text)


rgb_parse_name = rgb_parse_css


def rgba_parse_css(text: str) -> RGB:
    """The colour of a CSS text such as "rgba(255, 128, 0, 0.5)"; ValueError where it is none."""
    return _parse(text, alpha=True)


def rgb_parse_hex(text: str) -> RGB:
    """The colour of a text such as "#f80" or "ff8000"; ValueError where it is none."""
    return _parse(text if text.startswith("#") else f"#{text}")
