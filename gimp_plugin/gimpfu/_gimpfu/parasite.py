"""gimp.Parasite."""

from __future__ import annotations

from . import values

PERSISTENT, UNDOABLE = 1, 2


class Parasite:
    """Named data that can be attached to an image, an item or GIMP itself.

    Parameters
    ----------
    name : its name
    flags : PARASITE_PERSISTENT (1) to be saved, PARASITE_UNDOABLE (2) to be undone
    data : bytes, or a string that becomes UTF-8
    """

    name: str
    flags: int
    data: bytes

    def __init__(self, name: str, flags: int, data: bytes | str) -> None:
        self.name = name
        self.flags = int(flags)
        self.data = data.encode() if isinstance(data, str) else bytes(data)

    @property
    def is_persistent(self) -> bool:
        """Whether it is saved with what it is attached to."""
        return bool(self.flags & PERSISTENT)

    @property
    def is_undoable(self) -> bool:
        """Whether attaching it can be undone."""
        return bool(self.flags & UNDOABLE)

    def copy(self) -> Parasite:
        """Another one with the same name, flags and data."""
        return Parasite(self.name, self.flags, self.data)

    def is_type(self, name: str) -> bool:
        """Whether this is its name."""
        return self.name == name

    def has_flag(self, flag: int) -> bool:
        """Whether a flag is set."""
        return bool(self.flags & flag)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parasite) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<gimp.Parasite {self.name!r}>"


values.PARASITE_CLASS.append(Parasite)
