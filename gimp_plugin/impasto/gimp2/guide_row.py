"""The guide in the dialog: a drop-down over all open layers, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gimp

from common.choices import Choice
from common.texts import _
from gimp2 import styles
from gimp2.widgets import Chooser, add_labelled, box

_NONE = "0"


class GuideRow:
    """One drop-down; the `targets` are painted and cannot be their own guide, `changed` is called after a choice."""

    def __init__(self, targets: Sequence[gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice]) -> None:
        self._targets = {target.ID for target in targets}
        self._chosen = str(last[0].drawable.ID) if last else _NONE
        text = _("dream of what is in this layer; where its image has a selection, only that part counts")
        self._chooser = Chooser(text, lambda chosen: self._choose(chosen, changed))
        self.widget = box(12, across=True)
        add_labelled(self.widget, _("_Guide"), self._chooser.widget)
        self.refresh()

    def choices(self) -> list[Choice]:
        """The guide, if there is one and it is still open."""
        guide = gimp.Item.from_id(int(self._chosen)) if self._chosen != _NONE else None
        return [Choice(guide)] if guide else []

    def refresh(self) -> None:
        """Offer the layers that are open now."""
        layers = [layer for layer in styles.all_layers() if layer.ID not in self._targets]
        offered = {str(layer.ID): styles.title(layer) for layer in layers}
        self._chosen = self._chooser.offer(
            {_NONE: _("None: dream of what is in the picture itself"), **offered}, self._chosen
        )

    def _choose(self, chosen: str, changed: Callable[[], None]) -> None:
        self._chosen = chosen
        changed()
