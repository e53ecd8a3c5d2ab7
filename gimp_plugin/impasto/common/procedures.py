"""The plug-in's procedures as data, whatever the GIMP: texts, options, and the other layers that each one reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from common.core import DreamRequest, JobSpec, Style, StyleRequest
from common.frames import FramesRequest
from common.layers import Layer
from common.settings import DREAM_TAKEN, LOOKS_TAKEN, STRENGTH_MAP, TAKEN, Argument, arguments
from common.texts import _
from options import CheckedOptions, DreamOptions, Options


@dataclass(frozen=True)
class Procedure:
    """One procedure.

    `kind` and `options` are those of its jobs; the options are arguments here, and `source` is the argument that is
    another layer. `own_source` is the message, with its hint, for a source that is the painted layer itself. The
    dialog's mnemonics avoid the letters `taken`. `request` takes layers, sources, options and where the result goes;
    the layers are all of the image, the bottom one first, with `every_layer`, else those that are selected.
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
    every_layer: bool = False

    def arguments(self) -> list[Argument]:
        """The options as arguments; frames can only be painted in place."""
        made = arguments(self.options)
        if self.has_strength_map:
            place = next(place for place, one in enumerate(made, start=1) if one.name == "strength")
            made.insert(place, STRENGTH_MAP)
        return [one for one in made if one.name != "result"] if self.every_layer else made

    @property
    def has_strength_map(self) -> bool:
        """Whether a strength map is among the arguments, and its requests have one."""
        return self.kind != "dream"

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
    taken=TAKEN + LOOKS_TAKEN,
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
FRAMES = dataclasses.replace(
    STYLE,
    name="plug-in-impasto-frames",
    work=FramesRequest.name,
    menu=_("Style Every Layer as a _Frame..."),
    blurb=_("Paint an animation, whose frames are layers, in the style of a layer of another image"),
    kind="video",
    own_source=(_("A frame cannot be the style."), _("Choose a layer of another image as the style.")),
    request=FramesRequest,
    every_layer=True,
)
PROCEDURES = {procedure.name: procedure for procedure in (STYLE, FRAMES, DREAM)}
