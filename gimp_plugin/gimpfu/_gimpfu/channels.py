"""What all colour classes share: channels that are 0..1 inside, and whole numbers as items of a sequence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar


class Channel:
    """One channel of a colour: read as a float, written as a float (0..1) or a whole number (0..`scale`)."""

    def __init__(self, name: str, scale: int) -> None:
        self._key, self._scale = f"_{name}", scale
        self.__doc__ = f"{name}, 0..1; a whole number given to it counts as 0..{scale}."

    def __get__(self, color: Any, kind: type | None = None) -> Any:
        return self if color is None else vars(color)[self._key]

    def __set__(self, color: Any, value: float) -> None:
        vars(color)[self._key] = float(value) if isinstance(value, float) else int(value) / self._scale


class Color:
    """A colour of some channels, the last of which, alpha, is optional in arguments."""

    CHANNELS: ClassVar[tuple[str, ...]] = ()
    NAMES: ClassVar[tuple[str, ...]] = ()
    SCALES: ClassVar[tuple[int, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for channel, name, scale in zip(cls.CHANNELS, cls.NAMES, cls.SCALES):
            one = Channel(channel, scale)
            setattr(cls, channel, one)
            setattr(cls, name, one)

    def __init__(self, *values: float, **named: float) -> None:
        given = dict(zip(self.CHANNELS, values), **named)
        if len(values) > len(self.CHANNELS) or not set(given) <= set(self.CHANNELS):
            raise TypeError(f"{type(self).__name__} has the channels {', '.join(self.CHANNELS)}")
        for name in self.CHANNELS:
            setattr(self, name, given.get(name, 1.0 if name == "a" else 0.0))

    def set(self, *values: float, **named: float) -> None:
        """Take new values; channels that are not given keep theirs."""
        for name, value in {**dict(zip(self.CHANNELS, values)), **named}.items():
            setattr(self, self._channel(name), value)

    def set_alpha(self, a: float) -> None:
        """Change the alpha alone."""
        self.set(a=a)

    def clamp(self) -> None:
        """Bring every channel into 0..1."""
        self.set(*(min(1.0, max(0.0, value)) for value in self._values()))

    def copy(self) -> Any:
        """Another object of the same colour."""
        return type(self)(*self._values())

    def _values(self) -> tuple[float, ...]:
        return tuple(getattr(self, name) for name in self.CHANNELS)

    def _numbers(self) -> tuple[int, ...]:
        """The channels as whole numbers, rounded half up."""
        return tuple(int(min(1.0, max(0.0, one)) * scale + 0.5) for one, scale in zip(self._values(), self.SCALES))

    def _channel(self, name: str) -> str:
        """The attribute of a channel called "r" or "Red"; KeyError where there is none."""
        lower = name.lower()
        if lower in self.NAMES:
            return self.CHANNELS[self.NAMES.index(lower)]
        if lower not in self.CHANNELS:
            raise KeyError(name)
        return lower

    def __len__(self) -> int:
        return len(self.CHANNELS)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers())

    def __getitem__(self, place: Any) -> Any:
        return getattr(self, self._channel(place)) if isinstance(place, str) else self._numbers()[place]

    def __setitem__(self, place: int, value: float) -> None:
        setattr(self, self.CHANNELS[place], value)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Color):
            return type(self) is type(other) and self._values() == other._values()
        return isinstance(other, tuple) and len(other) > 2 and other == self._numbers()[: len(other)]

    def __hash__(self) -> int:
        return hash(self._numbers())

    def __repr__(self) -> str:
        return f"gimpcolor.{type(self).__name__}({', '.join(map(repr, self._values()))})"

    def __str__(self) -> str:
        return f"{type(self).__name__} ({', '.join(map(_short, self._values()))})"


def _short(value: float) -> str:
    """A float as Python 2 wrote it: twelve digits."""
    text = f"{value:.12g}"
    return text if set(text) - set("-0123456789") else f"{text}.0"
