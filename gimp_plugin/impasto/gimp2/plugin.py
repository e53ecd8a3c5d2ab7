"""The plug-in in GIMP 2.10: registers the procedure and runs it, through the gimpfu in the folder beside this one."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

# Before all others but this folder's: a GIMP 2.10 with a Python 2 of its own has another gimpfu on PYTHONPATH.
sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "gimpfu"))
import gimp
import gimpenums
from gimpfu import CancelError

from common import core, settings, texts
from common.delivery import open_left_behind
from common.errors import Cancelled, InputError, PluginError
from common.procedures import PROCEDURES, STYLE, Procedure
from common.texts import _
from gimp2.help_texts import HELP, SOURCE_HELP
from gimp2.host import Gimp2Host
from gimp2.layers import GimpLayer

AUTHORS = ("The Impasto authors", "The Impasto authors, MIT licence", "2026")
_KINDS = {"float": gimpenums.PDB_FLOAT, "int": gimpenums.PDB_INT32, "bool": gimpenums.PDB_INT32}


def main(_argv: list[str]) -> None:
    """Hand over to GIMP's plug-in loop."""
    gimp.main(None, None, query, run)


def query() -> None:
    """Describe the procedures to GIMP."""
    if texts.LOCALE_FOLDER.is_dir():
        gimp.domain_register(texts.DOMAIN, str(texts.LOCALE_FOLDER))
    for one in PROCEDURES.values():
        about = one.blurb, HELP[one.name], *AUTHORS
        gimp.install_procedure(one.name, *about, one.menu, "*", gimpenums.PLUGIN, _parameters(one), [])
        gimp.menu_register(one.name, "<Image>/Filters/Artistic")


def run(name: str, arguments: list[Any]) -> None:
    """A procedure: every way it can end becomes a status and a sentence."""
    try:
        _paint(PROCEDURES[name], arguments[0], arguments[1], arguments[2], arguments[3:])
    except Cancelled:
        raise CancelError from None
    except InputError as error:
        raise gimp.error(str(error)) from error
    except PluginError as error:
        _fail(str(error), arguments[0], error)
    except Exception as error:
        traceback.print_exc()
        _fail(texts.internal_error(error), arguments[0], error)


def _fail(text: str, mode: int, error: Exception) -> NoReturn:
    """End a job that failed; a user reads of it in a window of ours, and not in one of GIMP's as well."""
    if mode == gimpenums.RUN_NONINTERACTIVE:
        raise gimp.error(text) from error
    from gimp2.error_window import show_error  # needs a display

    show_error(text)
    raise CancelError from error


def _paint(procedure: Procedure, mode: int, image: gimp.Image, drawable: gimp.Drawable, rest: list[Any]) -> None:
    """Find out what to do, and do it."""
    targets = image.layers[::-1] if procedure.every_layer else [drawable]
    if not targets:
        raise InputError(_("The image has no layers."))
    if mode == gimpenums.RUN_INTERACTIVE:
        open_left_behind(Gimp2Host(image, True, procedure.work))
    source, values = _chosen(procedure, mode, targets, rest)
    result = values.pop("result", settings.IN_PLACE)
    options = settings.to_options(values, procedure.options)
    sources = [core.Style(GimpLayer(source))] if source else []
    request = procedure.request([GimpLayer(one) for one in targets], sources, options, result)
    core.paint(Gimp2Host(image, mode != gimpenums.RUN_NONINTERACTIVE, procedure.work), request)


def _chosen(
    procedure: Procedure, mode: int, targets: Sequence[gimp.Drawable], rest: list[Any]
) -> tuple[gimp.Drawable | None, dict[str, Any]]:
    """The source and the options: chosen in the dialog now, chosen last, or given by the caller."""
    if mode == gimpenums.RUN_INTERACTIVE:
        from gimp2.dialog import choose  # needs a display

        chosen = choose(procedure, targets, *_load_last(procedure))
        if chosen is None:
            raise Cancelled
        _save_last(procedure, *chosen)
        return chosen
    last = mode == gimpenums.RUN_WITH_LAST_VALS
    source, values = _load_last(procedure) if last else (rest[0], _named(procedure, rest[1:]))
    if source is None and procedure.source == STYLE.source:
        raise InputError(_("No style was given."), _("Give a layer of any open image as the argument “style”."))
    if source is not None and source in targets:
        raise InputError(*procedure.own_source)
    return source, values


def _named(procedure: Procedure, values: list[Any]) -> dict[str, Any]:
    """The caller's values by their names."""
    given = {}
    for argument, value in zip(procedure.arguments(), values):
        if argument.kind == "choice" and value not in argument.choices:
            choices = ", ".join(argument.choices)
            raise InputError(
                _("“{value}” is no value of {name}.").format(value=value, name=argument.name),
                _("Choose one of: {choices}.").format(choices=choices),
            )
        given[argument.name] = bool(value) if argument.kind == "bool" else value
    return given


def _save_last(procedure: Procedure, source: gimp.Drawable | None, values: Mapping[str, Any]) -> None:
    """Save what was chosen, for the next dialog and for Ctrl+F, until GIMP ends."""
    number = source.ID if source else -1
    gimp.set_data(procedure.last_key, json.dumps({"source": number, "values": dict(values)}))


def _load_last(procedure: Procedure) -> tuple[gimp.Drawable | None, dict[str, Any]]:
    """What was chosen last; without that, or where its image was closed, no source and the defaults."""
    values = {argument.name: argument.default for argument in procedure.arguments()}
    try:
        last = json.loads(gimp.get_data(procedure.last_key))
        values.update({name: value for name, value in last["values"].items() if name in values})
        return gimp.Item.from_id(last["source"]), values
    except (gimp.error, ValueError, KeyError):
        return None, values


def _parameters(procedure: Procedure) -> list[tuple[int, str, str]]:
    """Image, layer and source, then one parameter for each option."""
    mode = _("the run mode: RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), RUN-WITH-LAST-VALS (2)")
    options = [
        (_KINDS.get(argument.kind, gimpenums.PDB_STRING), argument.name, _described(argument))
        for argument in procedure.arguments()
    ]
    return [
        (gimpenums.PDB_INT32, "run-mode", mode),
        (gimpenums.PDB_IMAGE, "image", _("the image")),
        (gimpenums.PDB_DRAWABLE, "drawable", _("the layer to work on")),
        (gimpenums.PDB_DRAWABLE, procedure.source, SOURCE_HELP[procedure.name]),
        *options,
    ]


def _described(argument: settings.Argument) -> str:
    """The help, with the choices where there are any."""
    return f"{argument.help} {{ {', '.join(argument.choices)} }}" if argument.choices else argument.help
