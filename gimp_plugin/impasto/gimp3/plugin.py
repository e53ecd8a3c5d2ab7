"""The plug-in in GIMP 3: registers its procedures and runs them. What each one does is in a module of its own."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from common import core, settings, texts
from common.errors import Cancelled, InputError, PluginError  # noqa: E402
from common.session import Session  # noqa: E402
from common.texts import _  # noqa: E402
from gi.repository import Gegl, Gimp, Gio, GLib  # noqa: E402

from gimp3 import dream_procedure, style_procedure

if TYPE_CHECKING:
    from common.core import Wanted
    from options import CheckedOptions

    from gimp3.host import Gimp3Host
    from gimp3.layers import Gimp3Layer
    from gimp3.styles import StyleLayer

FOLDER = Path(__file__).resolve().parents[1]
PROCEDURES = {module.NAME: module for module in (style_procedure, dream_procedure)}
"""Each has `WORK`, in words, `describe`, which tells GIMP its texts and arguments, and `run`, which takes a `Call`."""


class Impasto(Gimp.PlugIn):
    """Painting with neural networks."""

    def do_set_i18n(self, _procedure: str) -> Any:
        """Where GIMP finds the translations of the menu entry."""
        return (True, texts.DOMAIN, "locale") if texts.LOCALE_FOLDER.is_dir() else False

    def do_query_procedures(self) -> list[str]:
        """The procedures of this plug-in, and where GIMP finds their help pages."""
        self.set_help_domain(texts.DOMAIN, Gio.File.new_for_path(str(FOLDER / "help")))
        return list(PROCEDURES)

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        """Describe a procedure to GIMP."""
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE | Gimp.ProcedureSensitivityMask.DRAWABLES)
        procedure.set_icon_file(Gio.File.new_for_path(str(FOLDER / "impasto.png")))
        procedure.set_attribution("The Impasto authors", "The Impasto authors, MIT licence", "2026")
        PROCEDURES[name].describe(procedure)
        procedure.add_menu_path("<Image>/Filters/Artistic")
        return procedure


def main(argv: list[str]) -> None:
    """Hand over to GIMP's plug-in loop."""
    Gimp.main(Impasto.__gtype__, argv)


@dataclass(frozen=True)
class Call:
    """One call of a procedure, by a user or by a script."""

    procedure: Gimp.Procedure
    work: str
    run_mode: Gimp.RunMode
    image: Gimp.Image
    drawables: Sequence[Gimp.Drawable]
    config: Gimp.ProcedureConfig
    has_user: bool

    def carry_out(
        self,
        kind: str,
        options: CheckedOptions,
        given: Callable[[], Wanted],
        ask: Callable[[Session], tuple[Wanted, bool]],
    ) -> None:
        """Do what a script has `given`, or what the user is asked for while the engine starts.

        `ask` says whether the session is still good, too.
        """
        if self.run_mode != Gimp.RunMode.INTERACTIVE:
            self._do(given())
            return
        with Session() as session:
            session.prepare(options.to_mapping(), kind)
            request, is_alive = ask(session)
            self._do(request, session if is_alive else None)

    def _do(self, request: Wanted, session: Session | None = None) -> None:
        core.check(request)
        if request.result != settings.NEW_IMAGE:
            self.mind_palette()
        core.paint(self.host(), request, session=session)

    def layers(self) -> list[Gimp3Layer]:
        """The layers to be painted."""
        from gimp3.layers import Gimp3Layer

        return [Gimp3Layer(one) for one in self.drawables]

    def style_layer(self, drawable: Gimp.Drawable) -> StyleLayer:
        """A drawable as a style for the image to be painted."""
        from gimp3.styles import StyleLayer

        return StyleLayer(drawable, self.image)

    def host(self) -> Gimp3Host:
        """The image, to be painted."""
        from gimp3.host import Gimp3Host

        return Gimp3Host(self.image, self.has_user, self.work)

    def mind_palette(self) -> None:
        """An indexed image must become RGB: the user is asked, a script is told."""
        if self.image.get_base_type() != Gimp.ImageBaseType.INDEXED:
            return
        if not self.has_user:
            raise InputError(
                _("The image is indexed and has too few colours for a painting."),
                _("Convert it to RGB first (Image > Mode > RGB)."),
            )
        from gimp3.dialog import may_convert_to_rgb

        if not may_convert_to_rgb(self.image):
            raise Cancelled


def run(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: Sequence[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    _data: Any,
) -> Gimp.ValueArray:
    """A procedure: every way it can end becomes a status and a sentence."""
    status = Gimp.PDBStatusType
    try:
        Gegl.init(None)
        has_user = run_mode != Gimp.RunMode.NONINTERACTIVE and _has_display()
        module = PROCEDURES[procedure.get_name()]
        module.run(Call(procedure, module.WORK, run_mode, image, drawables, config, has_user))
    except Cancelled:
        return procedure.new_return_values(status.CANCEL, GLib.Error())
    except InputError as error:
        return procedure.new_return_values(status.CALLING_ERROR, GLib.Error(str(error)))
    except PluginError as error:
        return procedure.new_return_values(status.EXECUTION_ERROR, GLib.Error(str(error)))
    except Exception as error:
        if sys.stderr:
            traceback.print_exc()
        text = _("A mistake in Impasto itself ended the job ({error}); please report it.")
        reason = f"{type(error).__name__}: {error}"
        return procedure.new_return_values(status.EXECUTION_ERROR, GLib.Error(text.format(error=reason)))
    finally:
        _close_style_files()
    return procedure.new_return_values(status.SUCCESS, GLib.Error())


def _close_style_files() -> None:
    from gimp3.styles import close_files

    close_files()


def _has_display() -> bool:
    """Whether windows can be opened."""
    gi.require_version("Gtk", "3.0")
    gi.require_version("GimpUi", "3.0")
    from gi.repository import GimpUi, Gtk

    if not Gtk.init_check(None)[0]:
        return False
    GimpUi.init("impasto")
    return True
