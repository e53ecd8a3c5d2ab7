"""Scripts that load and save a file format of their own, on GIMP 3: procedures of two special classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import values


class Handler(NamedTuple):
    """What a script said of its format: gimp.register_load_handler and the like."""

    loads: bool
    extensions: str
    prefixes: str
    magics: str


_handlers: dict[str, Handler] = {}
NONINTERACTIVE = 1


def register_load(name: str, extensions: str, prefixes: str, magics: str = "") -> None:
    """Remember a procedure that loads files with these extensions, or that begin with certain bytes."""
    _handlers[name.replace("_", "-")] = Handler(True, extensions, prefixes, magics)


def register_save(name: str, extensions: str, prefixes: str) -> None:
    """Remember a procedure that exports files with these extensions."""
    _handlers[name.replace("_", "-")] = Handler(False, extensions, prefixes, "")


def is_handler(name: str) -> bool:
    """Whether a procedure loads or saves files."""
    return name in _handlers


def made(plugin: Any, name: str, work: Callable[[list[Any]], Any], failed: Callable[..., Any]) -> Any:
    """The Gimp.LoadProcedure or Gimp.ExportProcedure.

    Parameters
    ----------
    plugin, name : of which plug-in, and its name
    work : runs the script's function with the arguments it has in GIMP 2.10
    failed : makes return values of what the function raised
    """
    from gi.repository import Gimp

    handler, kind = _handlers[name], Gimp.PDBProcType.PLUGIN
    if handler.loads:
        procedure = Gimp.LoadProcedure.new(plugin, name, kind, _loader(work, failed), None)
        if handler.magics:
            procedure.set_magics(handler.magics)
    else:
        procedure = Gimp.ExportProcedure.new(plugin, name, kind, False, _saver(work, failed), None)
    procedure.set_extensions(handler.extensions)
    if handler.prefixes:
        procedure.set_prefixes(handler.prefixes)
    return procedure


def _loader(work: Callable[[list[Any]], Any], failed: Callable[..., Any]) -> Callable[..., Any]:
    def load(procedure: Any, _mode: Any, file: Any, _metadata: Any, flags: Any, _config: Any, _data: Any) -> Any:
        from gi.repository import Gimp, GLib, GObject

        try:
            image = work([NONINTERACTIVE, file.get_path(), file.get_path()])
            answer = procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())
            answer.remove(1)
            answer.insert(1, GObject.Value(Gimp.Image, Gimp.Image.get_by_id(image.ID)))
        except BaseException as failure:
            answer = failed(procedure, failure)
        return answer, flags

    return load


def _saver(work: Callable[[list[Any]], Any], failed: Callable[..., Any]) -> Callable[..., Any]:
    def save(procedure: Any, _mode: Any, image: Any, file: Any, _options: Any, *_rest: Any) -> Any:
        from gi.repository import Gimp, GLib

        try:
            old = values.wrap(values.IMAGE, image.get_id())
            work([NONINTERACTIVE, old, old.active_drawable or old.layers[0], file.get_path(), file.get_path()])
            return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())
        except BaseException as failure:
            return failed(procedure, failure)

    return save
