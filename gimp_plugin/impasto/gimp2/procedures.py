"""The procedures of GIMP 2.10, as data: their texts, their options, and the layer that each looks at beside its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from common import core
from common.host import Layer
from common.settings import DREAM_TAKEN, TAKEN
from common.texts import _
from options import CheckedOptions, DreamOptions, Options


@dataclass(frozen=True)
class Procedure:
    """One procedure.

    Attributes
    ----------
    name, work, menu, blurb, help : for GIMP and its user
    options : the engine's, which are arguments here
    source, source_label, source_help : the argument that is another layer
    needs_source : whether it must be given
    own_source : what to say, and what to do, where it is the layer itself
    taken : letters that the dialog's mnemonics leave alone
    request : from a layer, the source, the options and where the result goes
    """

    name: str
    work: str
    menu: str
    blurb: str
    help: str
    options: type[CheckedOptions]
    source: str
    source_label: str
    source_help: str
    needs_source: bool
    own_source: tuple[str, str]
    taken: str
    request: Callable[[Layer, Layer | None, Any, str], core.Wanted]


def _style(layer: Layer, style: Layer | None, options: Options, result: str) -> core.Request:
    return core.Request([layer], [core.Style(style)] if style else [], options, result)


def _dream(layer: Layer, guide: Layer | None, options: DreamOptions, result: str) -> core.Dream:
    return core.Dream([layer], guide, options, result)


STYLE = Procedure(
    name="plug-in-impasto",
    work=core.Request.name,
    menu=_("_Neural Style..."),
    blurb=_("Paint the layer in the style of another layer"),
    help=_(
        "Repaints the layer, inside the selection, in the style of any open layer, by a neural network. "
        "A number of 0 and a choice of 'automatic' leave the decision to the preset or the picture."
    ),
    options=Options,
    source="style",
    source_label=_("St_yle"),
    source_help=_("the layer whose strokes and colours the result takes"),
    needs_source=True,
    own_source=(_("The layer cannot be its own style."), _("Choose another layer as the style.")),
    taken=TAKEN,
    request=_style,
)

DREAM = Procedure(
    name="plug-in-impasto-dream",
    work=core.Dream.name,
    menu=_("_Deep Dream..."),
    blurb=_("Dream of what a neural network sees in the layer"),
    help=_(
        "Raises what a neural network sees in the layer, inside the selection, or with a guide what is in that: "
        "Deep Dream. A number of 0 leaves the decision to the picture or the machine."
    ),
    options=DreamOptions,
    source="guide",
    source_label=_("_Guide"),
    source_help=_("dream of what is in this layer; without it (-1) of what is in the picture itself"),
    needs_source=False,
    own_source=(_("The layer cannot be its own guide."), _("Choose another layer as the guide, or none.")),
    taken=DREAM_TAKEN,
    request=_dream,
)

PROCEDURES = {procedure.name: procedure for procedure in (STYLE, DREAM)}
