"""GIMP's constants, asked of its own libraries: no list here that could be wrong."""

from __future__ import annotations

import ctypes
import json
from pathlib import Path

from .libraries import decoded, gimp, gimpbase, gobject

PREFIX = "GIMP_"
_ENUM = 48
"""The number of G_TYPE_ENUM."""

_UNITS = ("UNIT_PIXEL", "UNIT_INCH", "UNIT_MM", "UNIT_POINT", "UNIT_PICA")
_EDGES = ("NONE", "WRAP", "SMEAR", "BLACK", "BACKGROUND")
_CAPABILITIES = (
    "CAN_HANDLE_RGB",
    "CAN_HANDLE_GRAY",
    "CAN_HANDLE_INDEXED",
    "CAN_HANDLE_BITMAP",
    "CAN_HANDLE_ALPHA",
    "CAN_HANDLE_LAYERS",
    "CAN_HANDLE_LAYERS_AS_ANIMATION",
    "CAN_HANDLE_LAYER_MASKS",
    "NEEDS_ALPHA",
    "NEEDS_CROP",
)
FIXED = {
    **{name: number for number, name in enumerate(_UNITS)},
    "PARASITE_PERSISTENT": 1,
    "PARASITE_UNDOABLE": 2,
    "PARASITE_ATTACH_PARENT": 0x80 << 8,
    "PARASITE_PARENT_PERSISTENT": 1 << 8,
    "PARASITE_PARENT_UNDOABLE": 2 << 8,
    "PARASITE_ATTACH_GRANDPARENT": 0x80 << 16,
    "PARASITE_GRANDPARENT_PERSISTENT": 1 << 16,
    "PARASITE_GRANDPARENT_UNDOABLE": 2 << 16,
    **{f"PIXEL_FETCHER_EDGE_{name}": number for number, name in enumerate(_EDGES)},
    **{f"EXPORT_{name}": 1 << bit for bit, name in enumerate(_CAPABILITIES)},
    **{f"EXPORT_{name}": number for number, name in enumerate(("CANCEL", "IGNORE", "EXPORT"))},
    "MIN_IMAGE_SIZE": 1,
    "MAX_IMAGE_SIZE": 524288,
    "MIN_RESOLUTION": 5e-3,
    "MAX_RESOLUTION": 1048576.0,
    "MAX_MEMSIZE": 1 << 42,
    "TRUE": True,
    "FALSE": False,
}
"""Constants that are macros in C, or belong to the libraries of windows, which are loaded only when needed."""


def constants() -> dict[str, int | float]:
    """Every constant by its name without GIMP_ in front, those of older GIMPs included."""
    found: dict[str, int | float] = {}
    gimp.gimp_enums_init()
    gimpbase.gimp_base_compat_enums_init()
    compatible = gobject.g_quark_from_string(b"gimp-compat-enum")
    types = [*_named_types(), gimpbase.gimp_check_size_get_type(), gimpbase.gimp_check_type_get_type()]
    for kind in types:
        found.update(_members(kind))
        older = gobject.g_type_get_qdata(kind, compatible)
        if older:
            found.update(_members(older))
    found.update(_members(gimpbase.gimp_layer_mode_effects_get_type()))
    return {**found, **FIXED}


def constants_of_gimp_3() -> dict[str, int | float]:
    """Every constant by its name in GIMP 2.10 with the number it has in GIMP 3, and those that GIMP 3 has besides."""
    gimp.gimp_enums_init()
    old = json.loads((Path(__file__).parent / "gimp3" / "constants.json").read_text("utf-8"))
    found: dict[str, int | float] = {}
    for kind in _named_types():
        if gobject.g_type_fundamental(kind) == _ENUM:
            found.update(_members(kind))
    renamed = {name: found[new] for name, new in old["renamed"].items()}
    return {**old["gone"], **found, **renamed, "TRUE": True, "FALSE": False}


def _named_types() -> list[int]:
    """The enumerations that GIMP announces."""
    count = ctypes.c_int()
    names = gimp.gimp_enums_get_type_names(ctypes.byref(count))
    return [kind for kind in (gobject.g_type_from_name(names[n]) for n in range(count.value)) if kind]


def _members(kind: int) -> dict[str, int]:
    """The constants of one enumeration."""
    enum = gobject.g_type_class_ref(kind).contents
    members = {}
    for member in enum.values[: enum.count]:
        name = decoded(member.name)
        members[name[len(PREFIX) :] if name.startswith(PREFIX) else name] = int(member.value)
    return members
