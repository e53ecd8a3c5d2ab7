"""The guide of the procedure `plug-in-impasto-dream` in GIMP 3: an argument, and a row of the dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gi.repository import Gimp

from common.choices import Choice
from common.texts import _
from gimp3.procedure import Call

if TYPE_CHECKING:
    from gimp3.guide_row import GuideRow

HELP = _(
    "Raises what a neural network sees in the selected layers, inside the selection, or with a guide what is "
    "in that: Deep Dream. A number of 0 leaves the decision to the picture or the machine."
)
SOURCE_HELP = _("dream of what is in this layer; none: of what is in the picture itself")


def declare(procedure: Gimp.Procedure) -> None:
    """There are no more arguments than the guide."""


def given(call: Call) -> list[Choice]:
    """The guide that a caller gave, if there is one."""
    guide = call.config.get_property("guide")
    return [Choice(guide)] if guide else []


def new_row(targets: Sequence[Gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice]) -> GuideRow:
    """The dialog's drop-down for the guide."""
    from gimp3.guide_row import GuideRow  # needs a display

    return GuideRow(targets, changed, last)
