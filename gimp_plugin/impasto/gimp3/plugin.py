"""The plug-in in GIMP 3: registers its procedures and runs them."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gi.repository import Gegl, Gimp, Gio, GLib, GObject

from common import texts
from common.errors import Cancelled, InputError, PluginError
from common.procedures import DREAM, FRAMES, PROCEDURES, STYLE
from gimp3 import arguments, dream_sources, frame_sources, style_sources, styles
from gimp3.procedure import Call, Sources

FOLDER = Path(__file__).resolve().parents[1]
SOURCES: dict[str, Sources] = {STYLE.name: style_sources, FRAMES.name: frame_sources, DREAM.name: dream_sources}


class Impasto(Gimp.PlugIn):
    """Painting with neural networks."""

    def do_set_i18n(self, _procedure: str) -> Any:
        """Where GIMP finds the translations of the menu entry."""
        return (True, texts.DOMAIN, "locale") if texts.LOCALE_FOLDER.is_dir() else False

    def do_query_procedures(self) -> list[str]:
        """The procedures of this plug-in, and where GIMP finds their help pages."""
        self.set_help_domain(texts.DOMAIN, Gio.File.new_for_path(str(FOLDER / "help")))
        return list(SOURCES)

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        """Describe a procedure to GIMP: its texts and arguments."""
        about, sources = PROCEDURES[name], SOURCES[name]
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE | Gimp.ProcedureSensitivityMask.DRAWABLES)
        procedure.set_icon_file(Gio.File.new_for_path(str(FOLDER / "impasto.png")))
        procedure.set_attribution("The Impasto authors", "The Impasto authors, MIT licence", "2026")
        procedure.set_menu_label(about.menu)
        procedure.set_documentation(about.blurb, sources.HELP, name)
        source = about.source, about.source_label, sources.SOURCE_HELP
        procedure.add_drawable_argument(*source, True, GObject.ParamFlags.READWRITE)
        sources.declare(procedure)
        arguments.declare(procedure, about.arguments(), about.taken)
        procedure.add_menu_path("<Image>/Filters/Artistic")
        return procedure


def main(argv: list[str]) -> None:
    """Hand over to GIMP's plug-in loop."""
    Gimp.main(Impasto.__gtype__, argv)


def run(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: Sequence[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    _data: Any,
) -> Gimp.ValueArray:
    """A procedure: every way it can end becomes a status and a sentence."""
    status, has_user = Gimp.PDBStatusType, False
    try:
        Gegl.init(None)
        has_user = run_mode != Gimp.RunMode.NONINTERACTIVE and _has_display()
        name = procedure.get_name()
        Call(PROCEDURES[name], procedure, run_mode, image, drawables, config, has_user).run(SOURCES[name])
    except Cancelled:
        return procedure.new_return_values(status.CANCEL, GLib.Error())
    except InputError as error:
        return procedure.new_return_values(status.CALLING_ERROR, GLib.Error(str(error)))
    except PluginError as error:
        return _failed(procedure, str(error), has_user)
    except Exception as error:
        if sys.stderr:
            traceback.print_exc()
        return _failed(procedure, texts.internal_error(error), has_user)
    finally:
        styles.close_files()
    return procedure.new_return_values(status.SUCCESS, GLib.Error())


def _failed(procedure: Gimp.Procedure, text: str, has_user: bool) -> Gimp.ValueArray:
    """The status of a job that failed; a user reads of it in a window of ours, and not in one of GIMP's as well."""
    status = Gimp.PDBStatusType
    if not has_user:
        return procedure.new_return_values(status.EXECUTION_ERROR, GLib.Error(text))
    from gimp3.error_window import show_error  # needs a display

    show_error(text)
    return procedure.new_return_values(status.CANCEL, GLib.Error())


def _has_display() -> bool:
    """Whether windows can be opened."""
    from gi.repository import GimpUi, Gtk

    if not Gtk.init_check(None)[0]:
        return False
    GimpUi.init("impasto")
    return True
