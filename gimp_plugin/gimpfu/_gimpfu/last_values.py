"""What was last chosen in a script's dialog: kept in GIMP until it ends, and in a file of the user's GIMP folder.

The file outlives GIMP, but not the images and layers: what was chosen of them is kept in GIMP alone.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import values
from .colors import RGB
from .handles import Handle, found_or_none
from .libraries import decoded, gimpbase
from .parameters import OBJECTS, PF_COLOR, PF_OPTION, PF_RADIO, PF_SLIDER, PF_SPINNER, Parameter
from .procedures import call

FOLDER = "gimpfu"


def of(name: str, params: Sequence[Parameter]) -> list[Any]:
    """The last values of a script's parameters; the defaults where there are none that still fit."""
    here, filed = _read(name), _read_file(name)
    return [_last(one, here, filed) for one in params]


def keep(name: str, params: Sequence[Parameter], chosen: Sequence[Any]) -> None:
    """Keep what was chosen."""
    plain = {one.name: _plain(value) for one, value in zip(params, chosen)}
    block = json.dumps({**_read(name), **plain}).encode()
    call("gimp-procedural-db-set-data", _key(name), len(block), block)
    lasting = {one.name: plain[one.name] for one in params if one.kind not in OBJECTS}
    _write_file(name, {**_read_file(name), **lasting})


def _last(one: Parameter, here: dict[str, Any], filed: dict[str, Any]) -> Any:
    """The last value of a parameter: of this session, else of the file, else the default."""
    if one.name in here:
        return _restored(one, here[one.name])
    if one.kind not in OBJECTS and one.name in filed and _fits(one, filed[one.name]):
        return _restored(one, filed[one.name])
    return one.default


def _key(name: str) -> str:
    return f"python-fu-save--{name}"


def _read(name: str) -> dict[str, Any]:
    found = found_or_none("gimp-procedural-db-get-data", _key(name))
    return _dictionary(bytes(found[1])) if found else {}


def _file(name: str) -> Path:
    return Path(decoded(gimpbase.gimp_directory())) / FOLDER / f"{name}.json"


def _read_file(name: str) -> dict[str, Any]:
    try:
        return _dictionary(_file(name).read_bytes())
    except OSError:
        return {}


def _write_file(name: str, plain: dict[str, Any]) -> None:
    """Write the file as a whole or not at all; without it the values last until GIMP ends."""
    path = _file(name)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(plain, indent=1))
        part.replace(path)


def _dictionary(block: bytes) -> dict[str, Any]:
    try:
        kept = json.loads(block)
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _fits(one: Parameter, value: Any) -> bool:
    """Whether a value of the file is one that the script, which may have changed since, can be given."""
    if one.kind == PF_RADIO:
        return any(value == choice for _label, choice in one.extra or ())
    if one.kind == PF_OPTION:
        return isinstance(value, int) and 0 <= value < len(one.extra or ())
    if one.kind in (PF_SLIDER, PF_SPINNER):
        low, high = (one.extra or (0, 100))[:2]
        return isinstance(value, (int, float)) and low <= value <= high
    if one.kind == PF_COLOR:
        return isinstance(value, list) and len(value) == 4
    if one.pdb_type == values.STRING:
        return value is None or isinstance(value, str)
    return isinstance(value, (int, float))


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
