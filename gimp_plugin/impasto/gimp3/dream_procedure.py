"""The procedure `plug-in-impasto-dream` in GIMP 3: its arguments, and what a call of it wants dreamt of."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from common import core, settings
from common.errors import Cancelled, InputError
from common.texts import _
from gi.repository import Gimp, GObject
from options import DreamOptions

from gimp3 import arguments

if TYPE_CHECKING:
    from common.session import Session

    from gimp3 import Call
    from gimp3.layers import Gimp3Layer
    from gimp3.styles import StyleLayer

NAME, WORK = "plug-in-impasto-dream", core.Dream.name
_LAST = "impasto-last-guide"


def describe(procedure: Gimp.Procedure) -> None:
    """Tell GIMP the texts and arguments."""
    procedure.set_menu_label(_("_Deep Dream..."))
    procedure.set_documentation(_("Dream of what a neural network sees in the layer"), _help(), NAME)
    procedure.add_drawable_argument(
        "guide",
        _("_Guide"),
        _("dream of what is in this layer; none: of what is in the picture itself"),
        True,
        GObject.ParamFlags.READWRITE,
    )
    arguments.declare(procedure, settings.arguments(DreamOptions), settings.DREAM_TAKEN)


def run(call: Call) -> None:
    """Find out what is wanted, check it, and dream."""
    options = arguments.options(call.config, DreamOptions)
    call.carry_out(
        "dream",
        options,
        lambda: _request(call, _guide(call), call.layers(), call.style_layer),
        lambda session: _ask(call, session),
    )


def _ask(call: Call, session: Session) -> tuple[core.Dream, bool]:
    """Let the user choose; the request, and whether the session is still good."""
    from gimp3 import styles
    from gimp3.dialog import Dialog
    from gimp3.guide_row import GuideRow

    dialog = Dialog(call.procedure, call.config, WORK, settings.arguments(DreamOptions), session)
    last = next((one.drawable for one in styles.remembered(_LAST)), None)
    row = GuideRow(call.drawables, last, dialog.update)
    dialog.add_on_top(row)
    dialog.on_focus(row.refresh)
    as_layers, as_guide = call.layers(), functools.cache(call.style_layer)

    def wanted() -> core.Dream:
        request = _request(call, row.chosen(), as_layers, as_guide)
        core.check(request)
        return request

    try:
        if not dialog.run(wanted, call.drawables[0]):
            raise Cancelled
        guide = row.chosen()
        styles.remember([styles.Choice(guide)] if guide else [], _LAST)
        return wanted(), dialog.is_engine_alive
    finally:
        dialog.close()


def _request(
    call: Call,
    guide: Gimp.Drawable | None,
    layers: Sequence[Gimp3Layer],
    as_guide: Callable[[Gimp.Drawable], StyleLayer],
) -> core.Dream:
    return core.Dream(
        layers,
        as_guide(guide) if guide else None,
        arguments.options(call.config, DreamOptions),
        call.config.get_property("result"),
    )


def _guide(call: Call) -> Gimp.Drawable | None:
    """The guide a caller gave; with the last values, the one chosen last where none is given."""
    from gimp3 import styles

    guide = call.config.get_property("guide")
    if guide is None and call.run_mode == Gimp.RunMode.WITH_LAST_VALS:
        return next((one.drawable for one in styles.remembered(_LAST)), None)
    if guide is not None and guide.get_id() in {layer.get_id() for layer in call.drawables}:
        raise InputError(_("The layer cannot be its own guide."), _("Choose another layer as the guide, or none."))
    return guide


def _help() -> str:
    return _(
        "Raises what a neural network sees in the selected layers, inside the selection, or with a guide what is "
        "in that: Deep Dream. A number of 0 leaves the decision to the picture or the machine."
    )
