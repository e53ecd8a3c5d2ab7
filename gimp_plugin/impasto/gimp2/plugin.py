"""The plug-in in GIMP 2.10: registers its procedures and runs them, through the gimpfu beside this folder."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

# Before all others but this folder's: a GIMP 2.10 with a Python 2 of its own has another gimpfu on PYTHONPATH.
sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "gimpfu"))
import gimp
import gimpenums
from gimpfu import CancelError

from common import settings, texts
from common.errors import Cancelled, InputError, PluginError
from common.procedures import PROCEDURES, Procedure
from common.texts import _
from gimp2 import help, sources, styles
from gimp2.procedure import Call

AUTHORS = ("The Impasto authors", "The Impasto authors, MIT licence", "2026")
_KINDS = {"float": gimpenums.PDB_FLOAT, "int": gimpenums.PDB_INT32, "bool": gimpenums.PDB_INT32}


def main(_argv: list[str]) -> None:
    """Hand over to GIMP's plug-in loop."""
    gimp.main(None, None, query, run)


def query() -> None:
    """Describe the procedures to GIMP."""
    if texts.LOCALE_FOLDER.is_dir():
        gimp.domain_register(texts.DOMAIN, str(texts.LOCALE_FOLDER))
    help.register_help()
    for one in PROCEDURES.values():
        about = one.blurb, sources.HELP[one.name], *AUTHORS
        gimp.install_procedure(one.name, *about, one.menu, "*", gimpenums.PLUGIN, _parameters(one), [])
        gimp.menu_register(one.name, "<Image>/Filters/Artistic")
        help.register_icon(one.name)


def run(name: str, arguments: list[Any]) -> None:
    """A procedure: every way it can end becomes a status and a sentence."""
    try:
        Call(PROCEDURES[name], arguments[0], arguments[1], arguments[2], arguments[3:]).run()
    except Cancelled:
        raise CancelError from None
    except InputError as error:
        raise gimp.error(str(error)) from error
    except PluginError as error:
        _fail(str(error), arguments[0], error)
    except Exception as error:
        traceback.print_exc()
        _fail(texts.internal_error(error), arguments[0], error)
    finally:
        styles.close_files()


def _fail(text: str, mode: int, error: Exception) -> NoReturn:
    """End a job that failed; a user reads of it in a window of ours, and not in one of GIMP's as well."""
    if mode == gimpenums.RUN_NONINTERACTIVE:
        raise gimp.error(text) from error
    from gimp2.error_window import show_error  # needs a display

    show_error(text)
    raise CancelError from error


def _parameters(procedure: Procedure) -> list[tuple[int, str, str]]:
    """Image, layer and sources, then one parameter for each option."""
    mode = _("the run mode: RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), RUN-WITH-LAST-VALS (2)")
    options = [
        (_KINDS.get(argument.kind, gimpenums.PDB_STRING), argument.name, _described(argument))
        for argument in procedure.arguments()
    ]
    return [
        (gimpenums.PDB_INT32, "run-mode", mode),
        (gimpenums.PDB_IMAGE, "image", _("the image")),
        (gimpenums.PDB_DRAWABLE, "drawable", _("the layer to work on")),
        *sources.parameters(procedure),
        *options,
    ]


def _described(argument: settings.Argument) -> str:
    """The help, with the choices where there are any."""
    return f"{argument.help} {{ {', '.join(argument.choices)} }}" if argument.choices else argument.help
