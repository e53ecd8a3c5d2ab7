"""What the objects of GIMP have in common: each is an ID that GIMP knows."""

from __future__ import annotations

from typing import Any

from .procedures import ask, call, function


class Handle:
    """Something GIMP keeps and Python knows by its ID; two of the same class and ID are equal."""

    ID: int

    @classmethod
    def from_id(cls, number: int) -> Any:
        """The object with this ID."""
        made = cls.__new__(cls)
        made.ID = int(number)
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and self._family() is other._family() and self.ID == other.ID

    def __hash__(self) -> int:
        # As in the original: what an ID means ends with the object, so it makes a bad key.
        raise TypeError(f"unhashable type: 'gimp.{type(self).__name__}'")

    def __repr__(self) -> str:
        return f"<gimp.{type(self).__name__} '{self._label()}'>"

    @classmethod
    def _family(cls) -> type:
        """The class that has the numbering of the IDs to itself."""
        return cls

    def _label(self) -> str:
        return str(self.ID)


def attribute(getter: str, setter: str = "", kind: type = object, doc: str = "") -> Any:
    """A property that is read with one procedure and written with another; `kind` converts what was read."""

    def read(self: Any) -> Any:
        value = ask(getter, self)
        return value if kind is object else kind(value)

    def write(self: Any, value: Any) -> None:
        call(setter, self, value)

    return property(read, write if setter else None, doc=doc)


def method(procedure: str, doc: str, parameters: str = "", **options: Any) -> Any:
    """A method that calls a procedure with the object as its first argument; the options are those of `function`."""
    return function(procedure, doc, f"self {parameters}", **options)


class Parasitic:
    """The methods around parasites, for images and items; `_PARASITES` is how their procedures begin."""

    _PARASITES = ""

    def parasite_find(self, name: str) -> Any:
        """The parasite of this name, or None."""
        return found_or_none(f"{self._PARASITES}-get-parasite", self, name)

    def parasite_attach(self, parasite: Any) -> None:
        """Attach a parasite, in place of one of the same name."""
        call(f"{self._PARASITES}-attach-parasite", self, parasite)

    def attach_new_parasite(self, name: str, flags: int, data: bytes | str) -> None:
        """Make a parasite and attach it."""
        from .parasite import Parasite

        self.parasite_attach(Parasite(name, flags, data))

    def parasite_detach(self, name: str) -> None:
        """Take the parasite of this name away."""
        call(f"{self._PARASITES}-detach-parasite", self, name)

    def parasite_list(self) -> list[str]:
        """The names of all parasites here."""
        _count, names = call(f"{self._PARASITES}-get-parasite-list", self)
        return list(names)


def found_or_none(procedure: str, *arguments: Any) -> Any:
    """What a procedure finds; None where it fails because there is nothing."""
    try:
        return call(procedure, *arguments)
    except RuntimeError:
        return None
