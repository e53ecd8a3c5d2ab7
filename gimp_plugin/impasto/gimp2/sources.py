"""The styles or the guide of GIMP 2.10's procedures: parameters, what a caller gave, and the dialog's row."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import gimp
from gimpenums import PDB_DRAWABLE, PDB_INT32, PDB_STRING, PDB_STRINGARRAY

from common import frames, settings
from common.choices import Choice
from common.procedures import DREAM, FRAMES, STYLE, Procedure
from common.texts import _
from gimp2 import styles

HELP = {
    STYLE.name: _(
        "Repaints the layer, inside the selection, in the style of any open layer, by a neural network. "
        "A number of 0 and a choice of 'automatic' leave the decision to the preset or the picture."
    ),
    FRAMES.name: frames.HELP,
    DREAM.name: _(
        "Raises what a neural network sees in the layer, inside the selection, or with a guide what is in that: "
        "Deep Dream. A number of 0 leaves the decision to the picture or the machine."
    ),
}
SOURCE_HELP = {
    STYLE.name: _("the layer whose strokes and colours the result takes"),
    FRAMES.name: _("the layer whose strokes and colours the result takes"),
    DREAM.name: _("dream of what is in this layer; without it (-1) of what is in the picture itself"),
}
_MORE_STYLES = [
    (
        PDB_STRING,
        "styles",
        _("IDs of more layers to take strokes and colours from, as in 12,15; after “style” if that is given"),
    ),
    (PDB_STRING, "style-weights", _("one number greater than 0 for each style, as in 2,1; empty: all the same")),
    (
        PDB_STRING,
        "style-regions",
        _(
            "for each style the name of the channel where it paints, or “layer-mask”, as in “sky,”; styles without one "
            "paint the rest; if all have one, the rest stays as it is"
        ),
    ),
    (PDB_INT32, "num-style-files", _("the number of style files")),
    (PDB_STRINGARRAY, "style-files", _("paths of picture files to take as styles, after those that are layers")),
]


def is_needed(procedure: Procedure) -> bool:
    """Whether there must be at least one."""
    return procedure.source == STYLE.source


def parameters(procedure: Procedure) -> list[tuple[int, str, str]]:
    """The parameters: one layer; for styles, more of them."""
    one = (PDB_DRAWABLE, procedure.source, SOURCE_HELP[procedure.name])
    return [one, *(_MORE_STYLES if is_needed(procedure) else [])]


def given(procedure: Procedure, values: Sequence[Any]) -> tuple[list[Choice], Sequence[Any]]:
    """What a caller gave for these parameters, and the values that are left."""
    layers = [values[0]] if values[0] is not None else []
    if not is_needed(procedure):
        return [Choice(layer) for layer in layers], values[1:]
    numbers, weights_text, names_text, _count, files = values[1:6]
    layers += styles.drawables(numbers or "")
    choices = [Choice(layer) for layer in layers] + [styles.open_file(path) for path in files or ()]
    weights = settings.to_weights(weights_text or "", len(choices))
    names = settings.to_regions(names_text or "", len(choices))
    made = [
        dataclasses.replace(choice, weight=weight, region=name) for choice, weight, name in zip(choices, weights, names)
    ]
    return made, values[6:]


def new_row(
    procedure: Procedure, targets: Sequence[gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice]
) -> Any:
    """The dialog's rows of styles, or its drop-down for the guide."""
    if is_needed(procedure):
        from gimp2.style_rows import StyleRows  # needs a display

        return StyleRows(targets, changed, last)
    from gimp2.guide_row import GuideRow  # needs a display

    return GuideRow(targets, changed, last)
