"""The colour classes of gimpcolor: RGB, HSV, HSL and CMYK, each channel 0..1 inside.

As sequences their items are whole numbers: 0..255 (hues 0..360, percents for CMYK); as arguments whole numbers are
taken in that range and floats from 0 to 1.
"""

from __future__ import annotations

import colorsys
import ctypes
from collections.abc import Iterator
from typing import Any, ClassVar

from .libraries import encoded, gimpcolor
from .structs import Rgb

LUMINANCE = (0.22248840, 0.71690369, 0.06060791)
"""The weights of red, green and blue in GIMP 2.10's luminance."""


class Color:
    """A colour of some channels, the last of which is optional in arguments."""

    CHANNELS: ClassVar[tuple[str, ...]] = ()
    SCALES: ClassVar[tuple[int, ...]] = ()

    def __init__(self, *values: float, **named: float) -> None:
        given = dict(zip(self.CHANNELS, values), **named)
        if len(values) > len(self.CHANNELS) or not set(given) <= set(self.CHANNELS):
            raise TypeError(f"{type(self).__name__} has the channels {', '.join(self.CHANNELS)}")
        for name, scale, last in zip(self.CHANNELS, self.SCALES, self._defaults()):
            setattr(self, name, _fraction(given.get(name, last), scale))

    @classmethod
    def _defaults(cls) -> tuple[float, ...]:
        """What counts for channels that are not given: 0, and 1 for alpha."""
        return tuple(1.0 if name == "a" else 0.0 for name in cls.CHANNELS)

    def set(self, *values: float, **named: float) -> None:
        """Take new values; channels that are not given keep theirs."""
        old = {name: float(getattr(self, name)) for name in self.CHANNELS}
        new = type(self)(**{**old, **dict(zip(self.CHANNELS, values)), **named})
        for name in self.CHANNELS:
            setattr(self, name, getattr(new, name))

    def copy(self) -> Any:
        """Another object of the same colour."""
        return type(self)(*self._channels())

    def _channels(self) -> tuple[float, ...]:
        return tuple(getattr(self, name) for name in self.CHANNELS)

    def _numbers(self) -> tuple[int, ...]:
        return tuple(round(value * scale) for value, scale in zip(self._channels(), self.SCALES))

    def __len__(self) -> int:
        return len(self.CHANNELS)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers())

    def __getitem__(self, place: Any) -> Any:
        return self._numbers()[place]

    def __setitem__(self, place: int, value: float) -> None:
        name = self.CHANNELS[place]
        setattr(self, name, _fraction(value, self.SCALES[place]))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Color):
            return type(self) is type(other) and self._numbers() == other._numbers()
        return isinstance(other, tuple) and other in (self._numbers(), self._numbers()[: len(other)]) and len(other) > 2

    __hash__ = None  # type: ignore[assignment] # a colour can be changed

    def __repr__(self) -> str:
        return f"gimpcolor.{type(self).__name__}({', '.join(map(repr, self._channels()))})"

    def __str__(self) -> str:
        return f"{type(self).__name__} ({', '.join(map(str, self._numbers()))})"


class RGB(Color):
    """Red, green, blue and alpha."""

    CHANNELS = ("r", "g", "b", "a")
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

    def set_alpha(self, alpha: float) -> None:
        """Change the alpha alone."""
        self.a = _fraction(alpha, 255)

    def add(self, other: RGB) -> None:
        """Add another colour's red, green and blue."""
        self.r, self.g, self.b = self.r + other.r, self.g + other.g, self.b + other.b

    def subtract(self, other: RGB) -> None:
        """Subtract another colour's red, green and blue."""
        self.r, self.g, self.b = self.r - other.r, self.g - other.g, self.b - other.b

    def multiply(self, factor: float) -> None:
        """Multiply red, green and blue by a number."""
        self.r, self.g, self.b = self.r * factor, self.g * factor, self.b * factor

    def clamp(self) -> None:
        """Bring every channel into 0..1."""
        self.r, self.g, self.b, self.a = (min(1.0, max(0.0, value)) for value in self._channels())

    def distance(self, other: RGB) -> float:
        """The sum of the differences of red, green and blue."""
        return abs(self.r - other.r) + abs(self.g - other.g) + abs(self.b - other.b)

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

    def parse_css(self, text: str, alpha: bool = False) -> None:
        """Take the colour of a CSS text such as "#f80", "rgb(255,128,0)" or "orange"; ValueError where it is none."""
        other = parse(text, alpha)
        self.r, self.g, self.b = other.r, other.g, other.b
        if alpha:
            self.a = other.a

    parse_name = parse_hex = parse_css


class HSV(Color):
    """Hue, saturation, value and alpha."""

    CHANNELS = ("h", "s", "v", "a")
    SCALES = (360, 255, 255, 255)
    h: float
    s: float
    v: float
    a: float

    def to_rgb(self) -> RGB:
        """The same colour as red, green and blue."""
        return RGB(*colorsys.hsv_to_rgb(self.h, self.s, self.v), self.a)


class HSL(Color):
    """Hue, saturation, lightness and alpha."""

    CHANNELS = ("h", "s", "l", "a")
    SCALES = (360, 255, 255, 255)
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


def parse(text: str | bytes, alpha: bool = False) -> RGB:
    """The colour of a CSS text; ValueError where it is none."""
    color, code = Rgb(0.0, 0.0, 0.0, 1.0), encoded(text)
    function = gimpcolor.gimp_rgba_parse_css if alpha else gimpcolor.gimp_rgb_parse_css
    if not function(ctypes.byref(color), code, -1):
        raise ValueError(f"unable to parse color specification {text!r}")
    return RGB.from_c(color)


def _fraction(value: float, scale: int) -> float:
    """A channel as given: whole numbers up to `scale`, floats up to 1."""
    return value if isinstance(value, float) else int(value) / scale
