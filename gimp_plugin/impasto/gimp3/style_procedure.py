"""The procedure `plug-in-impasto` in GIMP 3: its arguments, and what a call of it wants painted."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from common import core, settings
from common.errors import Cancelled, InputError
from common.texts import _
from gi.repository import Gimp, GObject

from gimp3 import arguments

if TYPE_CHECKING:
    from common.session import Session

    from gimp3 import Call
    from gimp3.layers import Gimp3Layer
    from gimp3.styles import Choice, StyleLayer

NAME, WORK = "plug-in-impasto", core.Request.name
_READWRITE = GObject.ParamFlags.READWRITE


def describe(procedure: Gimp.Procedure) -> None:
    """Tell GIMP the texts and arguments."""
    procedure.set_menu_label(_("_Neural Style..."))
    procedure.set_documentation(_("Paint the layer in the style of another layer"), _help(), NAME)
    procedure.add_drawable_argument(
        "style", _("St_yle"), _("the layer whose strokes and colours the result takes"), True, _READWRITE
    )
    procedure.add_string_argument(  # not an array of layers: GIMP 3 refuses a call that leaves one out
        "styles",
        _("Styles"),
        _("IDs of more layers to take strokes and colours from, as in 12,15; after “style” if that is given"),
        "",
        _READWRITE,
    )
    procedure.add_string_array_argument(
        "style-files",
        _("Style files"),
        _("paths of picture files to take as styles, after those that are layers"),
        _READWRITE,
    )
    procedure.add_string_argument(  # not an array of numbers: Python cannot set one in GIMP 3.0
        "style-weights",
        _("Style weights"),
        _("one number greater than 0 for each style, as in 2,1; empty: all the same"),
        "",
        _READWRITE,
    )
    procedure.add_string_argument(
        "style-regions",
        _("Style regions"),
        _(
            "for each style the name of the channel where it paints, or “layer-mask”, as in “sky,”; styles without one "
            "paint the rest; if all have one, the rest stays as it is"
        ),
        "",
        _READWRITE,
    )
    arguments.declare(procedure, settings.arguments())


def run(call: Call) -> None:
    """Find out what is wanted, check it, and paint."""
    options = arguments.options(call.config)
    call.carry_out(
        "style",
        options,
        lambda: _request(call, _choices(call), call.layers(), call.style_layer),
        lambda session: _ask(call, session),
    )


def _ask(call: Call, session: Session) -> tuple[core.Request, bool]:
    """Let the user choose; the request, and whether the session is still good."""
    from gimp3 import styles
    from gimp3.dialog import Dialog
    from gimp3.style_rows import StyleRows

    dialog = Dialog(call.procedure, call.config, core.Request.name, settings.arguments(), session)
    rows = StyleRows(call.drawables, dialog.update)
    dialog.add_on_top(rows)
    dialog.on_focus(rows.refresh)
    as_layers = call.layers()
    as_style = functools.cache(call.style_layer)

    def wanted() -> core.Request:
        request = _request(call, rows.choices(), as_layers, as_style)
        core.check(request)
        return request

    try:
        if not dialog.run(wanted, call.drawables[0]):
            raise Cancelled
        styles.remember(rows.choices())
        return wanted(), dialog.is_engine_alive
    finally:
        dialog.close()


def _request(
    call: Call, choices: Sequence[Choice], layers: Sequence[Gimp3Layer], as_style: Callable[[Gimp.Drawable], StyleLayer]
) -> core.Request:
    from gimp3 import regions

    styles = [core.Style(as_style(one.drawable), one.weight, regions.find(call.image, one.region)) for one in choices]
    return core.Request(layers, styles, arguments.options(call.config), call.config.get_property("result"))


def _choices(call: Call) -> list[Choice]:
    """The styles a caller gave; with the last values, those chosen last where none are given."""
    from gimp3 import styles

    config = call.config
    first = config.get_property("style")
    layers = ([first] if first else []) + styles.drawables(_text(config, "styles"))
    choices = [styles.Choice(layer) for layer in layers]
    choices += [styles.open_file(path) for path in config.get_property("style-files") or []]
    if not choices and call.run_mode == Gimp.RunMode.WITH_LAST_VALS:
        return styles.remembered()
    if not choices:
        raise InputError(_("No style was given."), _("Give a layer of any open image as the argument “style”."))
    targets = {layer.get_id() for layer in call.drawables}
    if any(choice.drawable.get_id() in targets for choice in choices):
        raise InputError(_("The layer cannot be its own style."), _("Choose another layer as the style."))
    weights = settings.to_weights(_text(config, "style-weights"), len(choices))
    regions = settings.to_regions(_text(config, "style-regions"), len(choices))
    return [
        dataclasses.replace(choice, weight=weight, region=region)
        for choice, weight, region in zip(choices, weights, regions)
    ]


def _text(config: Gimp.ProcedureConfig, name: str) -> str:
    """A text; GIMP may hand over an empty one as None."""
    return config.get_property(name) or ""


def _help() -> str:
    return _(
        "Repaints the selected layers, inside the selection, in the style of any open layer, by a neural network. "
        "A number of 0 and a choice of 'automatic' leave the decision to the preset or the picture."
    )
