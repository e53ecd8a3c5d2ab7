"""The PF_... parameter types: what the procedure database calls them, and what counts as a value of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from . import values
from .colors import RGB
from .errors import error
from .image import Display, Image
from .items import Drawable, Item
from .layers import Channel, Layer
from .vectors import Vectors

PF_INT8, PF_INT16, PF_INT32, PF_FLOAT, PF_STRING = values.INT8, values.INT16, values.INT32, values.FLOAT, values.STRING
PF_INT, PF_VALUE = PF_INT32, PF_STRING
PF_COLOR = PF_COLOUR = values.COLOR
PF_ITEM, PF_DISPLAY, PF_IMAGE, PF_LAYER = values.ITEM, values.DISPLAY, values.IMAGE, values.LAYER
PF_CHANNEL, PF_DRAWABLE, PF_VECTORS = values.CHANNEL, values.DRAWABLE, values.VECTORS
PF_TOGGLE, PF_SLIDER, PF_SPINNER, PF_FONT, PF_FILE, PF_BRUSH, PF_PATTERN = range(1000, 1007)
PF_GRADIENT, PF_RADIO, PF_TEXT, PF_PALETTE, PF_FILENAME, PF_DIRNAME, PF_OPTION = range(1007, 1014)
PF_BOOL, PF_ADJUSTMENT = PF_TOGGLE, PF_SPINNER

INTEGERS = {PF_INT8, PF_INT16, PF_INT32}
NUMBERS = {PF_FLOAT, PF_SLIDER}
OBJECTS: dict[int, type] = {
    PF_ITEM: Item,
    PF_DISPLAY: Display,
    PF_IMAGE: Image,
    PF_LAYER: Layer,
    PF_CHANNEL: Channel,
    PF_DRAWABLE: Drawable,
    PF_VECTORS: Vectors,
}
RESOURCES = {PF_BRUSH, PF_FONT, PF_GRADIENT, PF_PALETTE, PF_PATTERN}
_TEXTS = {PF_STRING, PF_TEXT, PF_RADIO, PF_FILE, PF_FILENAME, PF_DIRNAME, *RESOURCES}
_LETTERS = frozenset("-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Parameter(NamedTuple):
    """One parameter as a script registers it; `extra` is a range or a list of choices."""

    kind: int
    name: str
    description: str
    default: Any = None
    extra: Any = None

    @property
    def pdb_type(self) -> int:
        """Its type in the procedure database."""
        if self.kind in _TEXTS:
            return values.STRING
        if self.kind in NUMBERS:
            return values.FLOAT
        return values.INT32 if self.kind in (PF_TOGGLE, PF_OPTION, PF_SPINNER) else self.kind

    @property
    def definition(self) -> tuple[int, str, str]:
        """What the procedure database says of it."""
        return self.pdb_type, self.name, self.description.replace("_", "")

    def accepts(self, value: Any) -> bool:
        """Whether a value that came with the call fills this parameter, so that nobody need be asked for it."""
        if self.pdb_type == values.STRING:
            return isinstance(value, (str, type(None)))
        if self.kind == PF_COLOR:
            return isinstance(value, RGB)
        if self.kind in OBJECTS:
            return isinstance(value, OBJECTS[self.kind])
        return isinstance(value, float if self.pdb_type == values.FLOAT else int)

    def to_script(self, value: Any) -> Any:
        """A value from the procedure database as scripts expect it: radio values keep the type of their choices."""
        if self.kind == PF_RADIO and isinstance(value, str):
            return next((choice for _label, choice in self.extra or () if str(choice) == value), value)
        return value


def parameter(entry: Sequence[Any]) -> Parameter:
    """Check one tuple of register(); gimp.error where it is wrong."""
    if len(entry) < 4:
        raise error(f"parameter definition must contain at least 4 elements ({len(entry)} given: {entry})")
    return Parameter(*_checked(entry), *entry[3:5])


def result(entry: Sequence[Any]) -> Parameter:
    """Check one tuple of register()'s results; gimp.error where it is wrong."""
    if len(entry) < 3:
        raise error(f"result definition must contain at least 3 elements ({len(entry)} given: {entry})")
    return Parameter(*_checked(entry))


def _checked(entry: Sequence[Any]) -> Sequence[Any]:
    """Type, name and description; gimp.error where they are none."""
    kind, name, description = entry[:3]
    if not isinstance(kind, int):
        raise error("parameter types must be integers")
    if not isinstance(name, str) or not name:
        raise error("parameter names must be strings")
    if not set(name) <= _LETTERS:
        raise error(f"parameter name {name!r} contains illegal characters")
    return kind, name, str(description)
