"""The guide in the dialog: a drop-down over all open layers, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gi

gi.require_version("Gtk", "3.0")
from common.texts import _  # noqa: E402
from gi.repository import Gimp, Gtk  # noqa: E402

from gimp3 import styles  # noqa: E402

_NONE = "0"


class GuideRow(Gtk.Box):
    """One drop-down.

    Parameters
    ----------
    targets : the layers to be dreamt of, which cannot guide themselves
    guide : what to begin with
    changed : called whenever another guide is chosen
    """

    def __init__(
        self, targets: Sequence[Gimp.Drawable], guide: Gimp.Drawable | None, changed: Callable[[], None]
    ) -> None:
        super().__init__(spacing=12)
        self._targets, self._filling = {target.get_id() for target in targets}, False
        self._chosen = str(guide.get_id()) if guide else _NONE
        self._combo = Gtk.ComboBoxText()
        self._combo.set_tooltip_text(
            _("dream of what is in this layer; where its image has a selection, only that part counts")
        )
        label = Gtk.Label.new_with_mnemonic(_("_Guide"))
        label.set_mnemonic_widget(self._combo)
        self.pack_start(label, False, False, 0)
        self.pack_start(self._combo, True, True, 0)
        self.refresh()
        self._combo.connect("changed", lambda _combo: self._choose(changed))
        self.show_all()

    def chosen(self) -> Gimp.Drawable | None:
        """The guide, if there is one and it is still open."""
        number = int(self._chosen)
        return Gimp.Item.get_by_id(number) if number and Gimp.Item.id_is_valid(number) else None

    def refresh(self) -> None:
        """Offer the layers that are open now."""
        self._filling = True
        self._combo.remove_all()
        self._combo.append(_NONE, _("None: dream of what is in the picture itself"))
        for layer in styles.all_layers():
            if layer.get_id() not in self._targets:
                self._combo.append(str(layer.get_id()), styles.title(layer))
        if not self._combo.set_active_id(self._chosen):
            self._chosen = _NONE
            self._combo.set_active_id(_NONE)
        self._filling = False

    def _choose(self, changed: Callable[[], None]) -> None:
        if not self._filling and self._combo.get_active_id():
            self._chosen = self._combo.get_active_id()
            changed()
