"""The plug-in's procedures as data, whatever the GIMP: texts, options, and the other layers that each one reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from common.core import DreamRequest, JobSpec, Style, StyleRequest
from common.layers import Layer
from common.settings import DREAM_TAKEN, TAKEN
from common.texts import _
from options import CheckedOptions, DreamOptions, Options


@dataclass(frozen=True)
class Procedure:
    """One procedure.

    `kind` and `options` are those of its jobs; the options are arguments here, and `source` is the argument that is
    another layer. `own_source` is the message, with its hint, for a source that is the painted layer itself. The
    dialog's mnemonics avoid the letters `taken`. `request` takes layers, sources, options and where the result goes.
    """

    name: str
    work: str
    menu: str
    blurb: str
    kind: str
    options: type[CheckedOptions]
    source: str
    source_label: str
    own_source: tuple[str, str]
    taken: str
    request: Callable[[Sequence[Layer], Sequence[Style], Any, str], JobSpec]

    @property
    def last_key(self) -> str:
        """Where GIMP keeps what was chosen last."""
        return f"{self.name}-last-values"


def _dream(layers: Sequence[Layer], guides: Sequence[Style], options: DreamOptions, result: str) -> DreamRequest:
    return DreamRequest(layers, guides[0].layer if guides else None, options, result)


STYLE = Procedure(
    name="plug-in-impasto",
    work=StyleRequest.name,
    menu=_("_Neural Style..."),
    blurb=_("Paint the layer in the style of another layer"),
    kind="style",
    options=Options,
    source="style",
    source_label=_("St_yle"),
    own_source=(_("The layer cannot be its own style."), _("Choose another layer as the style.")),
    taken=TAKEN,
    request=StyleRequest,
)
DREAM = Procedure(
    name="plug-in-impasto-dream",
    work=DreamRequest.name,
    menu=_("_Deep Dream..."),
    blurb=_("Dream of what a neural network sees in the layer"),
    kind="dream",
    options=DreamOptions,
    source="guide",
    source_label=_("_Guide"),
    own_source=(_("The layer cannot be its own guide."), _("Choose another layer as the guide, or none.")),
    taken=DREAM_TAKEN,
    request=_dream,
)
PROCEDURES = {procedure.name: procedure for procedure in (STYLE, DREAM)}
