"""GIMP 3's main loop: the procedures that a script installs become Gimp.Procedures."""

from __future__ import annotations

import ctypes
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .. import pixels, values
from ..colors import to_rgb
from ..errors import CancelError, error
from . import gvalue, handlers
from .library import gegl, gobject
from .native import GValue


class Installed(NamedTuple):
    """A procedure as the script defined it."""

    about: tuple[Any, ...]
    params: Sequence[Sequence[Any]]
    results: Sequence[Sequence[Any]]


_installed: dict[str, Installed] = {}
_menus: dict[str, list[str]] = {}


def install(*definition: Any) -> None:
    """Remember a procedure while GIMP queries the plug-in: the arguments of gimp.install_procedure."""
    *about, params, results = definition
    _installed[about[0].replace("_", "-")] = Installed(tuple(about), params, results)


def add_menu(name: str, path: str) -> None:
    """Remember a menu entry."""
    _menus.setdefault(name.replace("_", "-"), []).append(path)


def main(
    init: Callable[[], Any] | None, quit: Callable[[], Any] | None, query: Callable[[], Any] | None, run: Any
) -> None:
    """Hand over to GIMP; comes back when the plug-in's work is done."""
    import gi

    gi.require_version("Gimp", "3.0")
    from gi.repository import Gimp

    class Script(Gimp.PlugIn):
        """The plug-in."""

        def do_set_i18n(self, _name: str) -> bool:
            return False

        def do_query_procedures(self) -> list[str]:
            _collect(query)
            return list(_installed)

        def do_create_procedure(self, name: str) -> Any:
            _collect(query)
            return _made(self, name, run)

        if quit is not None:

            def do_quit(self) -> None:
                quit()

    if init is not None:
        init()
    Gimp.main(Script.__gtype__, sys.argv)


def _collect(query: Callable[[], Any] | None) -> None:
    """Let the script say what it installs; once is enough."""
    if not _installed and query is not None:
        query()


def _made(plugin: Any, name: str, run: Any) -> Any:
    """The Gimp.Procedure of a name."""
    from gi.repository import Gimp

    about, params, results = _installed[name]
    _name, blurb, help_text, author, copyright_text, date, label, image_types, _kind = about
    special = handlers.is_handler(name)
    if special:
        procedure = handlers.made(plugin, name, lambda arguments: _released(run, name, arguments), _failure)
    else:
        procedure = Gimp.Procedure.new(plugin, name, Gimp.PDBProcType.PLUGIN, _runner(name, run), None)
    procedure.set_documentation(blurb or name, help_text or "", None)
    procedure.set_attribution(author or "", copyright_text or "", date or "")
    if image_types:
        procedure.set_image_types(image_types)
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
    else:
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.ALWAYS)
    if special:
        procedure.set_menu_label(label or name)
        return procedure
    _add_arguments(procedure, params)
    for kind, result_name, description in results:
        _add(procedure, kind, result_name, description, "_return_value")
    if label:
        procedure.set_menu_label(label)
        for path in _menus.get(name, []):
            procedure.add_menu_path(path.replace("<Toolbox>/Xtns", "<Image>/Filters"))
    return procedure


def _add_arguments(procedure: Any, params: Sequence[Sequence[Any]]) -> None:
    from gi.repository import Gimp, GObject

    rest = list(params)
    if rest and rest[0][1].replace("_", "-") == "run-mode":
        default = Gimp.RunMode.NONINTERACTIVE
        flags = GObject.ParamFlags.READWRITE
        procedure.add_enum_argument("run-mode", "Run mode", rest[0][2] or "Run mode", Gimp.RunMode, default, flags)
        rest.pop(0)
    for kind, name, description in rest:
        _add(procedure, kind, name, description, "_argument")


def _add(procedure: Any, kind: int, name: str, description: str, ending: str) -> None:
    """Add an argument or return value of one of GIMP 2.10's types."""
    from gi.repository import GObject

    flags = GObject.ParamFlags.READWRITE
    name, text = name.replace("_", "-"), description or name
    whole = {values.INT32: (-(2**31), 2**31 - 1), values.INT16: (-(2**15), 2**15 - 1), values.INT8: (0, 255)}
    objects = {
        values.IMAGE: "image",
        values.LAYER: "layer",
        values.CHANNEL: "channel",
        values.DRAWABLE: "drawable",
        values.ITEM: "item",
        values.VECTORS: "path",
        values.DISPLAY: "display",
    }
    if kind in whole:
        getattr(procedure, f"add_int{ending}")(name, text, text, *whole[kind], 0, flags)
    elif kind == values.FLOAT:
        getattr(procedure, f"add_double{ending}")(name, text, text, -1e308, 1e308, 0.0, flags)
    elif kind == values.STRING:
        getattr(procedure, f"add_string{ending}")(name, text, text, "", flags)
    elif kind == values.COLOR:
        getattr(procedure, f"add_color{ending}")(name, text, text, True, color_object((0, 0, 0)), flags)
    elif kind in objects:
        getattr(procedure, f"add_{objects[kind]}{ending}")(name, text, text, True, flags)
    else:
        raise error(f"GIMP 3 has no parameters of the type {kind}")


def _runner(name: str, run: Any) -> Callable[..., Any]:
    """What GIMP calls to run a procedure: config -> values by position -> the script -> return values."""

    def callback(procedure: Any, config: Any, _data: Any = None) -> Any:
        try:
            return _answer(procedure, name, _released(run, name, _arguments(procedure, config)))
        except BaseException as failure:
            return _failure(procedure, failure)

    return callback


def _released(run: Any, name: str, arguments: list[Any]) -> Any:
    """Run a script's function, and hand over to GIMP what it painted."""
    answer = run(name, arguments)
    pixels.release()
    return answer


def _failure(procedure: Any, failure: BaseException) -> Any:
    """The return values of a procedure that raised."""
    from gi.repository import Gimp, GLib

    from ..plugin import describe

    if isinstance(failure, CancelError):
        return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, GLib.Error())
    if type(failure) is not error:
        traceback.print_exc()
    return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, GLib.Error(describe(failure)))


def _arguments(procedure: Any, config: Any) -> list[Any]:
    """The values of a config in the order of the arguments."""
    found = []
    for spec in procedure.get_arguments():
        cell = GValue()
        gobject.g_value_init(cell, hash(spec.value_type))
        gobject.g_object_get_property(hash(config), spec.name.encode(), cell)
        found.append(gvalue.read(cell))
        gobject.g_value_unset(cell)
    return found


def _answer(procedure: Any, name: str, answer: Any) -> Any:
    """The return values of a procedure that did its work."""
    from gi.repository import Gimp, GLib, GObject

    kinds = [kind for kind, _name, _description in _installed[name].results]
    if len(kinds) == 1 and not (isinstance(answer, (tuple, list)) and len(answer) == 1):
        answer = (answer,)
    given = () if answer is None or not kinds else tuple(answer)
    if len(given) != len(kinds):
        raise RuntimeError(f"{name} must return {len(kinds)} values, but returned {len(given)}")
    made = procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())
    for n, (spec, kind, value) in enumerate(zip(procedure.get_return_values(), kinds, given), 1):
        made.remove(n)
        made.insert(n, GObject.Value(spec.value_type, _introspected(kind, value)))
    return made


def _introspected(kind: int, value: Any) -> Any:
    """A value as PyGObject takes it."""
    from gi.repository import Gimp

    if kind == values.STRING:
        return None if value is None else str(value)
    if kind == values.FLOAT:
        return float(value)
    if kind in (values.INT32, values.INT16, values.INT8):
        return int(value)
    if value is None:
        return None
    if kind == values.COLOR:
        return color_object(value)
    owner = {values.IMAGE: Gimp.Image, values.DISPLAY: Gimp.Display}.get(kind, Gimp.Item)
    return owner.get_by_id(values.object_id(value, kind))


def color_object(value: Any) -> Any:
    """A Gegl.Color."""
    from gi.repository import Gegl

    pixels.start()
    rgb, made = to_rgb(value), Gegl.Color.new("black")
    block = (ctypes.c_double * 4)(rgb.r, rgb.g, rgb.b, rgb.a)
    gegl.gegl_color_set_pixel(hash(made), pixels.babl_format("R'G'B'A double"), block)
    return made
