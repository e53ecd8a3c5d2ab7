"""The guide in the dialog: a drop-down over all open layers, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import Gimp, Gtk

from common.choices import Choice
from common.texts import _
from gimp3 import styles
from gimp3.layers import find_item
from gimp3.widgets import Chooser, add_labelled

_NONE = "0"


class GuideRow(Gtk.Box):
    """One drop-down; the `targets` are painted and cannot be their own guide, `changed` is called after a choice."""

    def __init__(self, targets: Sequence[Gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice]) -> None:
        super().__init__(spacing=12)
        self._targets = {target.get_id() for target in targets}
        self._chosen = str(last[0].drawable.get_id()) if last else _NONE
        text = _("dream of what is in this layer; where its image has a selection, only that part counts")
        self._chooser = Chooser(text, lambda chosen: self._choose(chosen, changed))
        add_labelled(self, _("_Guide"), self._chooser)
        self.refresh()
        self.show_all()

    def choices(self) -> list[Choice]:
        """The guide, if there is one and it is still open."""
        guide = find_item(int(self._chosen))
        return [Choice(guide)] if guide else []

    def refresh(self) -> None:
        """Offer the layers that are open now."""
        layers = [layer for layer in styles.all_layers() if layer.get_id() not in self._targets]
        offered = {str(layer.get_id()): styles.title(layer) for layer in layers}
        self._chosen = self._chooser.offer(
            {_NONE: _("None: dream of what is in the picture itself"), **offered}, self._chosen
        )

    def _choose(self, chosen: str, changed: Callable[[], None]) -> None:
        self._chosen = chosen
        changed()
