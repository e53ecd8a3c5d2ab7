"""The styles of the procedure `plug-in-impasto` in GIMP 3: arguments, and a row of the dialog."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gi.repository import Gimp, GObject

from common import settings
from common.choices import Choice
from common.errors import InputError
from common.texts import _
from gimp3 import styles
from gimp3.procedure import Call

if TYPE_CHECKING:
    from gimp3.style_rows import StyleRows

HELP = _(
    "Repaints the selected layers, inside the selection, in the style of any open layer, by a neural network. "
    "A number of 0 and a choice of 'automatic' leave the decision to the preset or the picture."
)
SOURCE_HELP = _("the layer whose strokes and colours the result takes")
_TEXTS = {
    # A text, as GIMP 3 refuses a call that leaves out an array of layers.
    "styles": (
        _("Styles"),
        _("IDs of more layers to take strokes and colours from, as in 12,15; after “style” if that is given"),
    ),
    # A text, as Python cannot set an array of numbers in GIMP 3.0.
    "style-weights": (
        _("Style weights"),
        _("one number greater than 0 for each style, as in 2,1; empty: all the same"),
    ),
    "style-regions": (
        _("Style regions"),
        _(
            "for each style the name of the channel where it paints, or “layer-mask”, as in “sky,”; styles without one "
            "paint the rest; if all have one, the rest stays as it is"
        ),
    ),
}


def declare(procedure: Gimp.Procedure) -> None:
    """Declare the arguments for more styles than one."""
    for name, (label, about) in _TEXTS.items():
        procedure.add_string_argument(name, label, about, "", GObject.ParamFlags.READWRITE)
    about = _("paths of picture files to take as styles, after those that are layers")
    procedure.add_string_array_argument("style-files", _("Style files"), about, GObject.ParamFlags.READWRITE)


def given(call: Call) -> list[Choice]:
    """The styles that a caller gave; none only in a call with the last values."""
    first = call.config.get_property("style")
    layers = ([first] if first else []) + styles.drawables(call.text("styles"))
    choices = [Choice(layer) for layer in layers]
    choices += [styles.open_file(path) for path in call.config.get_property("style-files") or []]
    if not choices and call.run_mode != Gimp.RunMode.WITH_LAST_VALS:
        raise InputError(_("No style was given."), _("Give a layer of any open image as the argument “style”."))
    if not choices:
        return []
    weights = settings.to_weights(call.text("style-weights"), len(choices))
    names = settings.to_regions(call.text("style-regions"), len(choices))
    return [
        dataclasses.replace(choice, weight=weight, region=name) for choice, weight, name in zip(choices, weights, names)
    ]


def new_row(targets: Sequence[Gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice]) -> StyleRows:
    """The dialog's rows of styles."""
    from gimp3.style_rows import StyleRows  # needs a display

    return StyleRows(targets, changed, last)
