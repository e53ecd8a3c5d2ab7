"""The plug-in in GIMP 2.10: registers the procedure and runs it, through the gimpfu in the folder beside this one."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Before all others but this folder's: a GIMP 2.10 with a Python 2 of its own has another gimpfu on PYTHONPATH.
sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "gimpfu"))
import gimp
from common import core, settings, texts
from common.errors import Cancelled, InputError, PluginError
from common.texts import _
from gimpenums import (
    INDEXED,
    PDB_DRAWABLE,
    PDB_FLOAT,
    PDB_IMAGE,
    PDB_INT32,
    PDB_STRING,
    PLUGIN,
    RUN_INTERACTIVE,
    RUN_NONINTERACTIVE,
    RUN_WITH_LAST_VALS,
)

from gimp2.procedures import PROCEDURES, Procedure
from gimpfu import CancelError

_KINDS = {"float": PDB_FLOAT, "int": PDB_INT32, "bool": PDB_INT32}


def main(_argv: list[str]) -> None:
    """Hand over to GIMP's plug-in loop."""
    gimp.main(None, None, query, run)


def query() -> None:
    """Describe the procedures to GIMP."""
    if texts.LOCALE_FOLDER.is_dir():
        gimp.domain_register(texts.DOMAIN, str(texts.LOCALE_FOLDER))
    for procedure in PROCEDURES.values():
        gimp.install_procedure(
            procedure.name,
            procedure.blurb,
            procedure.help,
            "The Impasto authors",
            "The Impasto authors, MIT licence",
            "2026",
            procedure.menu,
            "*",
            PLUGIN,
            _parameters(procedure),
            [],
        )
        gimp.menu_register(procedure.name, "<Image>/Filters/Artistic")


def run(name: str, arguments: list[Any]) -> None:
    """A procedure: every way it can end becomes a status and a sentence."""
    try:
        _paint(PROCEDURES[name], arguments[0], arguments[1], arguments[2], arguments[3:])
    except Cancelled:
        raise CancelError from None
    except PluginError as error:
        raise gimp.error(str(error)) from error
    except Exception as error:
        traceback.print_exc()
        text = _("A mistake in Impasto itself ended the job ({error}); please report it.")
        raise gimp.error(text.format(error=f"{type(error).__name__}: {error}")) from error


def _paint(procedure: Procedure, mode: int, image: gimp.Image, drawable: gimp.Drawable, rest: list[Any]) -> None:
    """Find out what is wanted, check it, and paint."""
    from gimp2.host import Gimp2Host
    from gimp2.layers import Gimp2Layer

    interactive = mode != RUN_NONINTERACTIVE
    source, values = _wanted(procedure, mode, drawable, rest)
    result = values.pop("result")
    options = settings.to_options(values, procedure.options)
    request = procedure.request(Gimp2Layer(drawable), Gimp2Layer(source) if source else None, options, result)
    core.check(request)
    if result != settings.NEW_IMAGE:
        _mind_palette(image, interactive)
    core.paint(Gimp2Host(image, interactive, procedure.work), request)


def _wanted(
    procedure: Procedure, mode: int, drawable: gimp.Drawable, rest: list[Any]
) -> tuple[gimp.Drawable | None, dict[str, Any]]:
    """The source and the options: chosen in the dialog, remembered, or given by the caller."""
    if mode == RUN_INTERACTIVE:
        from gimp2.dialog import choose

        chosen = choose(procedure, drawable, *_last(procedure))
        if chosen is None:
            raise Cancelled
        _remember(procedure, *chosen)
        return chosen
    last = mode == RUN_WITH_LAST_VALS
    source, values = _last(procedure) if last else (rest[0], _named(procedure, rest[1:]))
    if source is None and procedure.needs_source:
        raise InputError(_("No style was given."), _("Give a layer of any open image as the argument “style”."))
    if source is not None and source == drawable:
        raise InputError(*procedure.own_source)
    return source, values


def _named(procedure: Procedure, values: list[Any]) -> dict[str, Any]:
    """The caller's values by their names."""
    given = {}
    for argument, value in zip(settings.arguments(procedure.options), values):
        if argument.kind == "choice" and value not in argument.choices:
            choices = ", ".join(argument.choices)
            raise InputError(
                _("“{value}” is no value of {name}.").format(value=value, name=argument.name),
                _("Choose one of: {choices}.").format(choices=choices),
            )
        given[argument.name] = bool(value) if argument.kind == "bool" else value
    return given


def _remember(procedure: Procedure, source: gimp.Drawable | None, values: Mapping[str, Any]) -> None:
    """Note what was chosen, for the next dialog and for Ctrl+F, until GIMP ends."""
    number = source.ID if source else -1
    gimp.set_data(_key(procedure), json.dumps({"source": number, "values": dict(values)}))


def _last(procedure: Procedure) -> tuple[gimp.Drawable | None, dict[str, Any]]:
    """What was chosen last; without that, or where its image has gone, no source and the defaults."""
    values = {argument.name: argument.default for argument in settings.arguments(procedure.options)}
    try:
        last = json.loads(gimp.get_data(_key(procedure)))
        values.update({name: value for name, value in last["values"].items() if name in values})
        return gimp.Item.from_id(last["source"]), values
    except (gimp.error, ValueError, KeyError):
        return None, values


def _key(procedure: Procedure) -> str:
    return f"{procedure.name}-last-values"


def _mind_palette(image: gimp.Image, interactive: bool) -> None:
    """An indexed image must become RGB: the user is asked, a script is told."""
    if image.base_type != INDEXED:
        return
    if not interactive:
        raise InputError(
            _("The image is indexed and has too few colours for a painting."),
            _("Convert it to RGB first (Image > Mode > RGB)."),
        )
    from gimp2.dialog import may_convert_to_rgb

    if not may_convert_to_rgb(image):
        raise Cancelled


def _parameters(procedure: Procedure) -> list[tuple[int, str, str]]:
    """Image, layer and source, then one parameter for each option."""
    mode = _("the run mode: RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), RUN-WITH-LAST-VALS (2)")
    options = [
        (_KINDS.get(argument.kind, PDB_STRING), argument.name, _described(argument))
        for argument in settings.arguments(procedure.options)
    ]
    return [
        (PDB_INT32, "run-mode", mode),
        (PDB_IMAGE, "image", _("the image")),
        (PDB_DRAWABLE, "drawable", _("the layer to work on")),
        (PDB_DRAWABLE, procedure.source, procedure.source_help),
        *options,
    ]


def _described(argument: settings.Argument) -> str:
    """The help, with the choices where there are any."""
    return f"{argument.help} {{ {', '.join(argument.choices)} }}" if argument.choices else argument.help
