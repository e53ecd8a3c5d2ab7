"""Procedures of GIMP 3, called as those of GIMP 2.10: arguments by position, arrays with their lengths before them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from .. import values
from ..errors import UnknownProcedureError
from ..libraries import decoded, encoded
from ..procedures import CANCEL, SUCCESS, Info
from ..values import Definition
from . import gvalue
from .library import base, gimp, gobject
from .renames import RENAMED
from .translations import find

_KINDS = {
    "gchararray": values.STRING,
    "gdouble": values.FLOAT,
    "GeglColor": values.COLOR,
    "GimpImage": values.IMAGE,
    "GimpLayer": values.LAYER,
    "GimpChannel": values.CHANNEL,
    "GimpDrawable": values.DRAWABLE,
    "GimpItem": values.ITEM,
    "GimpPath": values.VECTORS,
    "GimpDisplay": values.DISPLAY,
    "GimpParasite": values.PARASITE,
    "GimpDoubleArray": values.FLOATARRAY,
    "GimpInt32Array": values.INT32ARRAY,
    "GBytes": values.INT8ARRAY,
    "GStrv": values.STRINGARRAY,
    "GimpColorArray": values.COLORARRAY,
    "GimpCoreObjectArray": values.INT32ARRAY,
    "GFile": values.STRING,
    **dict.fromkeys(("GimpBrush", "GimpFont", "GimpGradient", "GimpPalette", "GimpPattern"), values.STRING),
}


def ask(name: str) -> Info:
    """Look a procedure up, by its name in GIMP 2.10 or in GIMP 3; gimp.error where there is none."""
    dashed = name.replace("_", "-")
    if find(dashed):
        return Info(name, "", "", "", "", "", 0, (), ())
    procedure = _lookup(RENAMED.get(dashed, dashed))
    texts = (getattr(gimp, f"gimp_procedure_get_{part}")(procedure) for part in ("blurb", "help", "authors"))
    about = [decoded(text) for text in texts]
    about += [decoded(gimp.gimp_procedure_get_copyright(procedure)), decoded(gimp.gimp_procedure_get_date(procedure))]
    params, results = (_definitions(procedure, part) for part in ("arguments", "return_values"))
    return Info(name, *about, gimp.gimp_procedure_get_proc_type(procedure), params, results)  # type: ignore[arg-type]


def run(found: Info, arguments: Sequence[Any]) -> Any:
    """Call a procedure; what it returns is as in GIMP 2.10."""
    name = found.name.replace("_", "-")
    translated = find(name)
    if translated:
        return translated(*arguments)
    return native(RENAMED.get(name, name), *arguments)


def native(name: str, *arguments: Any) -> Any:
    """Call a procedure of GIMP 3 by its own name.

    Raises
    ------
    RuntimeError
        The procedure failed; the message is GIMP's.
    TypeError
        The arguments do not fit.
    """
    procedure = _lookup(name)
    specs = _specs(procedure, "arguments")
    given = _without_lengths(specs, list(arguments))
    if len(given) != len(specs):
        raise TypeError("wrong number of parameters")
    config = gimp.gimp_procedure_create_config(procedure)
    try:
        for number, (spec, value) in enumerate(zip(specs, given), 1):
            _set(config, spec, value, f"Procedure '{name}', argument #{number}")
        answer = gimp.gimp_procedure_run_config(procedure, config)
    finally:
        gobject.g_object_unref(config)
    try:
        return _result(answer)
    finally:
        base.gimp_value_array_unref(answer)


def _set(config: int, spec: Any, value: Any, what: str) -> None:
    """Set one argument; RuntimeError where a number is out of range, which GIMP would replace by the default."""
    cell = gvalue.write(value, spec.value_type)
    try:
        if gvalue.is_number(spec.value_type) and gobject.g_param_value_validate(spec, cell):
            raise RuntimeError(f"{what} has been called with value '{value}'. This value is out of range.")
        gobject.g_object_set_property(config, spec.name, cell)
    finally:
        gobject.g_value_unset(cell)


def _lookup(name: str) -> int:
    """The procedure of a name."""
    pdb = gimp.gimp_get_pdb()
    if not name or not gimp.gimp_pdb_procedure_exists(pdb, encoded(name)):
        raise UnknownProcedureError("procedure not found")
    return int(gimp.gimp_pdb_lookup_procedure(pdb, encoded(name)))


def _specs(procedure: int, part: str) -> list[Any]:
    """The GParamSpec of each argument or return value."""
    count = ctypes.c_int()
    listed = getattr(gimp, f"gimp_procedure_get_{part}")(procedure, count)
    return [listed[n].contents for n in range(count.value)]


def _definitions(procedure: int, part: str) -> tuple[Definition, ...]:
    found = []
    for spec in _specs(procedure, part):
        kind = _KINDS.get(gvalue.type_name(spec.value_type), values.INT32)
        found.append(Definition(kind, decoded(spec.name), decoded(spec.blurb)))
    return tuple(found)


def _without_lengths(specs: Sequence[Any], given: list[Any]) -> list[Any]:
    """The arguments without the lengths that GIMP 2.10 wants before arrays."""
    kept: list[Any] = []
    for n, spec in enumerate(specs):
        surplus = len(given) > len(specs) - n
        if surplus and gvalue.type_name(spec.value_type) in gvalue.ARRAYS and isinstance(given[0], int):
            given.pop(0)
        if given:
            kept.append(given.pop(0))
    return kept + given


def _result(answer: int) -> Any:
    """What the script gets: the first value is the status, arrays have their length before them."""
    cells = [base.gimp_value_array_index(answer, n).contents for n in range(base.gimp_value_array_length(answer))]
    status = gvalue.read(cells[0]) if cells else CANCEL
    if status != SUCCESS:
        raise RuntimeError(decoded(gimp.gimp_pdb_get_last_error(gimp.gimp_get_pdb())))
    results: list[Any] = []
    for cell in cells[1:]:
        value = gvalue.read(cell)
        if gvalue.type_name(cell.type) in gvalue.ARRAYS:
            results.append(len(value))
        results.append(value)
    if not results:
        return None
    return results[0] if len(results) == 1 else tuple(results)


def query(*patterns: str) -> tuple[str, ...]:
    """The names of all procedures that match seven regular expressions, those of GIMP 2.10."""
    name, blurb, help_text, author, copyright_text, date, kind = patterns
    eight = (name, blurb, help_text, ".*", author, copyright_text, date, kind)
    found = gimp.gimp_pdb_query_procedures(gimp.gimp_get_pdb(), *map(encoded, eight))
    names = []
    while found and found[len(names)]:
        names.append(decoded(found[len(names)]))
    if found:
        gobject.g_strfreev(ctypes.cast(found, ctypes.c_void_p))
    return tuple(names)
