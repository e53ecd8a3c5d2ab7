"""What was last chosen in a script's dialog, kept in GIMP until it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from . import values
from .colors import RGB
from .handles import Handle, found_or_none
from .parameters import OBJECTS, PF_COLOR, Parameter
from .procedures import call


def of(name: str, params: Sequence[Parameter]) -> list[Any]:
    """The last values of a script's parameters; the defaults where there are none that still fit."""
    kept = _read(name)
    return [_restored(one, kept[one.name]) if one.name in kept else one.default for one in params]


def keep(name: str, params: Sequence[Parameter], chosen: Sequence[Any]) -> None:
    """Keep what was chosen."""
    plain = {one.name: _plain(value) for one, value in zip(params, chosen)}
    block = json.dumps({**_read(name), **plain}).encode()
    call("gimp-procedural-db-set-data", _key(name), len(block), block)


def _key(name: str) -> str:
    return f"python-fu-save--{name}"


def _read(name: str) -> dict[str, Any]:
    found = found_or_none("gimp-procedural-db-get-data", _key(name))
    try:
        kept = json.loads(bytes(found[1])) if found else {}
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _plain(value: Any) -> Any:
    """A value as JSON can keep it."""
    if isinstance(value, RGB):
        return [value.r, value.g, value.b, value.a]
    return value.ID if isinstance(value, Handle) else value


def _restored(one: Parameter, value: Any) -> Any:
    """A value as it was; the default where it is an object that has gone."""
    if one.kind == PF_COLOR and isinstance(value, list):
        return RGB(*map(float, value))
    if one.kind not in OBJECTS or value is None:
        return value
    thing = values.wrap(one.kind, int(value))
    return thing if thing is not None and thing.is_valid() else one.default
