"""The plug-in in GIMP 3: registers the procedure and runs it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Any

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
import core  # noqa: E402
import settings  # noqa: E402
import styles3  # noqa: E402
import texts  # noqa: E402
from errors import Cancelled, InputError, PluginError  # noqa: E402
from gi.repository import Gegl, Gimp, GLib, GObject  # noqa: E402
from texts import _  # noqa: E402

PROCEDURE = "plug-in-impasto"
_READWRITE = GObject.ParamFlags.READWRITE


class Impasto(Gimp.PlugIn):
    """Neural style transfer: the selected layers in the style of another layer."""

    def do_set_i18n(self, _procedure: str) -> Any:
        """Where GIMP finds the translations of the menu entry."""
        return (True, texts.DOMAIN, "locale") if texts.LOCALE_FOLDER.is_dir() else False

    def do_query_procedures(self) -> list[str]:
        """The procedures of this plug-in."""
        return [PROCEDURE]

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        """Describe the procedure to GIMP."""
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE
                                       | Gimp.ProcedureSensitivityMask.DRAWABLES)  # fmt: skip
        procedure.set_menu_label(_("_Neural Style..."))
        procedure.add_menu_path("<Image>/Filters/Artistic")
        procedure.set_icon_name("gimp-tool-paintbrush")
        procedure.set_documentation(_("Paint the layer in the style of another layer"), _help(), None)
        procedure.set_attribution("The Impasto authors", "The Impasto authors, MIT licence", "2026")
        _add_arguments(procedure)
        return procedure


def main(argv: list[str]) -> None:
    """Hand over to GIMP's plug-in loop."""
    Gimp.main(Impasto.__gtype__, argv)


def run(procedure: Gimp.Procedure, run_mode: Gimp.RunMode, image: Gimp.Image, drawables: Sequence[Gimp.Drawable],
        config: Gimp.ProcedureConfig, _data: Any) -> Gimp.ValueArray:  # fmt: skip
    """The procedure: every way it can end becomes a status and a sentence."""
    status = Gimp.PDBStatusType
    try:
        _paint(procedure, run_mode, image, drawables, config)
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
    return procedure.new_return_values(status.SUCCESS, GLib.Error())


def _paint(procedure: Gimp.Procedure, run_mode: Gimp.RunMode, image: Gimp.Image, drawables: Sequence[Gimp.Drawable],
           config: Gimp.ProcedureConfig) -> None:  # fmt: skip
    """Find out what is wanted, check it, and paint."""
    from host3 import Gimp3Host
    from layers3 import Gimp3Layer

    Gegl.init(None)
    interactive = run_mode != Gimp.RunMode.NONINTERACTIVE and _has_display()
    style = _style(procedure, run_mode, drawables, config)
    request = core.Request([Gimp3Layer(one) for one in drawables], [core.Style(Gimp3Layer(style))], _options(config),
                           config.get_property("result"))  # fmt: skip
    core.check(request)
    _mind_palette(image, interactive)
    core.paint(Gimp3Host(image, interactive), request)


def _style(procedure: Gimp.Procedure, run_mode: Gimp.RunMode, drawables: Sequence[Gimp.Drawable],
           config: Gimp.ProcedureConfig) -> Gimp.Drawable:  # fmt: skip
    """The style: chosen in the dialog, remembered, or given by the caller."""
    if run_mode == Gimp.RunMode.INTERACTIVE:
        from dialog3 import choose

        style = choose(procedure, config, drawables)
        if style is None:
            raise Cancelled
        styles3.remember(style)
        return style
    style = config.get_property("style") or _last_style(run_mode)
    if style is None:
        raise InputError(_("No style was given."), _("Give a layer of any open image as the argument “style”."))
    if style.get_id() in {one.get_id() for one in drawables}:
        raise InputError(_("The layer cannot be its own style."), _("Choose another layer as the style."))
    return style


def _last_style(run_mode: Gimp.RunMode) -> Gimp.Drawable | None:
    return styles3.remembered() if run_mode == Gimp.RunMode.WITH_LAST_VALS else None


def _options(config: Gimp.ProcedureConfig) -> Any:
    """The engine's options as the configuration has them."""
    names = [argument.name for argument in settings.arguments() if argument.name != "result"]
    return settings.to_options({name: config.get_property(name) for name in names})


def _mind_palette(image: Gimp.Image, interactive: bool) -> None:
    """An indexed image must become RGB: the user is asked, a script is told."""
    if image.get_base_type() != Gimp.ImageBaseType.INDEXED:
        return
    if not interactive:
        raise InputError(_("The image is indexed and has too few colours for a painting."),
                         _("Convert it to RGB first (Image > Mode > RGB)."))  # fmt: skip
    from dialog3 import may_convert_to_rgb

    if not may_convert_to_rgb(image):
        raise Cancelled


def _has_display() -> bool:
    """Whether windows can be opened."""
    gi.require_version("Gtk", "3.0")
    gi.require_version("GimpUi", "3.0")
    from gi.repository import GimpUi, Gtk

    if not Gtk.init_check(None)[0]:
        return False
    GimpUi.init("impasto")
    return True


def _help() -> str:
    return _("Repaints the selected layers, inside the selection, in the style of any open layer, by a neural network. "
             "A number of 0 and a choice of 'automatic' leave the decision to the preset or the picture.")  # fmt: skip


def _add_arguments(procedure: Gimp.Procedure) -> None:
    """The style, then one argument for each option."""
    procedure.add_drawable_argument("style", _("St_yle"), _("the layer whose strokes and colours the result takes"),
                                    True, _READWRITE)  # fmt: skip
    made = settings.arguments()
    labels = settings.with_mnemonics([argument.label for argument in made])
    for argument, label in zip(made, labels):
        _add_argument(procedure, argument, label)


def _add_argument(procedure: Gimp.Procedure, argument: settings.Argument, label: str) -> None:
    name, text, default = argument.name, argument.help, argument.default
    if argument.kind == "choice":
        choice = Gimp.Choice.new()
        for number, (nick, words) in enumerate(argument.choices.items()):
            choice.add(nick, number, words, "")
        procedure.add_choice_argument(name, label, text, choice, default, _READWRITE)
    elif argument.kind == "float":
        procedure.add_double_argument(name, label, text, argument.low, argument.high, default, _READWRITE)
    elif argument.kind == "int":
        procedure.add_int_argument(name, label, text, int(argument.low), int(argument.high), default, _READWRITE)
    elif argument.kind == "bool":
        procedure.add_boolean_argument(name, label, text, default, _READWRITE)
    else:
        procedure.add_string_argument(name, label, text, default, _READWRITE)
