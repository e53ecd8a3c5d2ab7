"""The colour classes of gimpcolor: RGB, HSV, HSL and CMYK, each channel 0..1 inside.

As sequences their items are whole numbers: 0..255, hues 0..360, saturation, value and lightness 0..100; as arguments
whole numbers are taken in that range and floats from 0 to 1.
"""

from __future__ import annotations

import colorsys
import ctypes
from typing import Any

from .channels import Color
from .host import IS_GIMP_3
from .libraries import decoded, encoded, gimpcolor, gobject
from .structs import Rgb

LUMINANCE = (0.22248840, 0.71690369, 0.06060791)
"""The weights of red, green and blue in GIMP 2.10's luminance."""

COMPOSITE_NONE, COMPOSITE_NORMAL, COMPOSITE_BEHIND = range(3)
"""GimpRGBCompositeMode."""


class RGB(Color):
    """Red, green, blue and alpha."""

    CHANNELS = ("r", "g", "b", "a")
    NAMES = ("red", "green", "blue", "alpha")
    SCALES = (255, 255, 255, 255)
    r: float
    g: float
    b: float
    a: float

    @classmethod
    def from_c(cls, color: Rgb) -> RGB:
        """The colour in a GimpRGB."""
        return cls(color.r, color.g, color.b, color.a)

    def to_c(self) -> Rgb:
        """A GimpRGB of this colour."""
        return Rgb(self.r, self.g, self.b, self.a)

    def add(self, color: RGB, with_alpha: bool = False) -> None:
        """Add another colour's red, green and blue, and its alpha where asked for."""
        self._take(*(one + two for one, two in zip(self._values(), color._values())), with_alpha=with_alpha)

    def subtract(self, color: RGB, with_alpha: bool = False) -> None:
        """Subtract another colour's red, green and blue, and its alpha where asked for."""
        self._take(*(one - two for one, two in zip(self._values(), color._values())), with_alpha=with_alpha)

    def multiply(self, factor: float, with_alpha: bool = False) -> None:
        """Multiply red, green and blue, and alpha where asked for, by a number."""
        self._take(*(one * factor for one in self._values()), with_alpha=with_alpha)

    def _take(self, r: float, g: float, b: float, a: float, with_alpha: bool) -> None:
        self.r, self.g, self.b = r, g, b
        if with_alpha:
            self.a = a

    def gamma(self, gamma: float) -> None:
        """Raise red, green and blue to the power 1 / gamma."""
        power = 1.0 / gamma if gamma else 0.0
        self.r, self.g, self.b = self.r**power, self.g**power, self.b**power

    def composite(self, color: RGB, mode: int = COMPOSITE_NORMAL) -> None:
        """Lay another colour over this one (RGB_COMPOSITE_NORMAL) or under it (RGB_COMPOSITE_BEHIND)."""
        if mode not in (COMPOSITE_NONE, COMPOSITE_NORMAL, COMPOSITE_BEHIND):
            raise TypeError("composite type is not valid")
        if mode == COMPOSITE_NONE or (mode == COMPOSITE_BEHIND and self.a >= 1.0):
            return
        upper, lower = (color, self) if mode == COMPOSITE_NORMAL else (self, color)
        if upper.a == 1.0:
            self._take(*upper._values(), with_alpha=True)
            return
        # As in libgimpcolor: the result is premultiplied by its alpha.
        rest = lower.a * (1.0 - upper.a)
        mixed = [low * rest + up * upper.a for low, up in zip(lower._values()[:3], upper._values()[:3])]
        self._take(*mixed, rest + upper.a, with_alpha=True)

    def distance(self, color: RGB, alpha: bool = False) -> float:  # noqa: ARG002 - as in the original, without effect
        """The sum of the differences of red, green and blue."""
        return abs(self.r - color.r) + abs(self.g - color.g) + abs(self.b - color.b)

    def max(self) -> float:
        """The greatest of red, green and blue."""
        return max(self.r, self.g, self.b)

    def min(self) -> float:
        """The smallest of red, green and blue."""
        return min(self.r, self.g, self.b)

    def luminance(self) -> float:
        """How bright the colour is, 0..1."""
        return sum(weight * value for weight, value in zip(LUMINANCE, (self.r, self.g, self.b)))

    def to_hsv(self) -> HSV:
        """The same colour as hue, saturation and value."""
        return HSV(*colorsys.rgb_to_hsv(self.r, self.g, self.b), self.a)

    def to_hsl(self) -> HSL:
        """The same colour as hue, saturation and lightness."""
        hue, lightness, saturation = colorsys.rgb_to_hls(self.r, self.g, self.b)
        return HSL(hue, saturation, lightness, self.a)

    def to_cmyk(self, pullout: float = 1.0) -> CMYK:
        """The same colour as cyan, magenta, yellow and black; `pullout` 0..1 is how much goes into the black."""
        inks = [1.0 - self.r, 1.0 - self.g, 1.0 - self.b]
        black = min(inks) * pullout
        rest = 1.0 - black
        return CMYK(*((ink - black) / rest if rest > 1e-6 else 0.0 for ink in inks), black, self.a)

    def parse_css(self, css: str, with_alpha: bool = False) -> None:
        """Take the colour of a CSS text such as "#f80", "rgb(255,128,0)" or "orange"; ValueError where it is none."""
        other = parse(css, with_alpha)
        self._take(*other._values(), with_alpha=with_alpha)

    def parse_name(self, name: str) -> None:
        """Take the colour of a name such as "orange"; ValueError where there is none of this name."""
        self._take(*parse(name, kind="name")._values(), with_alpha=False)

    def parse_hex(self, hex: str) -> None:
        """Take the colour of a text such as "#f80" or "ff8000"; ValueError where it is none."""
        self._take(*parse(hex, kind="hex")._values(), with_alpha=False)


class HSV(Color):
    """Hue, saturation, value and alpha."""

    CHANNELS = ("h", "s", "v", "a")
    NAMES = ("hue", "saturation", "value", "alpha")
    SCALES = (360, 100, 100, 255)
    h: float
    s: float
    v: float
    a: float

    def clamp(self) -> None:
        """Bring every channel into 0..1; the hue goes round in a circle."""
        hue = self.h % 1.0
        super().clamp()
        self.h = hue

    def to_rgb(self) -> RGB:
        """The same colour as red, green and blue."""
        return RGB(*colorsys.hsv_to_rgb(self.h, self.s, self.v), self.a)


class HSL(Color):
    """Hue, saturation, lightness and alpha."""

    CHANNELS = ("h", "s", "l", "a")
    NAMES = ("hue", "saturation", "lightness", "alpha")
    SCALES = (360, 100, 100, 255)
    h: float
    s: float
    l: float  # noqa: E741 - the field's own name
    a: float

    def to_rgb(self) -> RGB:
        """The same colour as red, green and blue."""
        return RGB(*colorsys.hls_to_rgb(self.h, self.l, self.s), self.a)


class CMYK(Color):
    """Cyan, magenta, yellow, black and alpha."""

    CHANNELS = ("c", "m", "y", "k", "a")
    NAMES = ("cyan", "magenta", "yellow", "black", "alpha")
    SCALES = (255, 255, 255, 255, 255)
    c: float
    m: float
    y: float
    k: float
    a: float

    def to_rgb(self) -> RGB:
        """The same colour as red, green and blue."""
        white = 1.0 - self.k
        return RGB((1.0 - self.c) * white, (1.0 - self.m) * white, (1.0 - self.y) * white, self.a)


def to_rgb(value: Any) -> RGB:
    """What a script may give as a colour: RGB, another colour class, a CSS text, or 3 or 4 numbers."""
    if isinstance(value, RGB):
        return value
    if isinstance(value, (HSV, HSL, CMYK)):
        return value.to_rgb()
    if isinstance(value, (str, bytes)):
        return parse(value)
    if isinstance(value, (tuple, list)) and len(value) in (3, 4):
        return RGB(*value)
    raise TypeError("could not convert to GimpRGB")


def parse(text: str | bytes, alpha: bool = False, kind: str = "css") -> RGB:
    """The colour of a CSS text, a colour's name ("name") or a number ("hex"); ValueError where it is none."""
    color, code = Rgb(0.0, 0.0, 0.0, 1.0), encoded(text)
    function = gimpcolor.gimp_rgba_parse_css if alpha else getattr(gimpcolor, f"gimp_rgb_parse_{kind}")
    if not function(ctypes.byref(color), code, -1):
        raise ValueError(f"unable to parse color specification {text!r}")
    return RGB.from_c(color)


def names() -> dict[str, RGB]:
    """All colours that have a name."""
    if IS_GIMP_3:
        return {name: parse(name, kind="name") for name in gimpcolor.names()}
    listed, colors = ctypes.POINTER(ctypes.c_char_p)(), ctypes.POINTER(Rgb)()
    count = gimpcolor.gimp_rgb_list_names(ctypes.byref(listed), ctypes.byref(colors))
    found = {decoded(listed[n]): RGB.from_c(colors[n]) for n in range(count)}
    for block in (listed, colors):
        gobject.g_free(block)
    return found
