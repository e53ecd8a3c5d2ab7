"""The dialog's row that says what computes: a device of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from _gimpfu.gtk import gtk
from _gimpfu.libraries import decoded, encoded

from common.settings import PROTOCOLS, with_protocol
from common.texts import _
from gimp2 import gtk2
from gimp2.widgets import Chooser, add_labelled, box

DEVICE = "device"
"""The argument that the row stands for."""
_CLUSTER = "cluster"
"""The entry of the drop-down that asks for an address; no device has this name."""


class ComputeOn:
    """A drop-down over the devices that the engine has found, and a field for the address of a Dask scheduler.

    `device` is what is chosen, found or not; `changed` is called after each choice.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.device = "auto"
        self._changed, self._names, self._filling = changed, dict[str, str](), False
        self._chooser = Chooser(_("what computes; automatic: the fastest whose result is right"), self._choose)
        row = box(12, across=True)
        add_labelled(row, _("Compute o_n"), self._chooser.widget)
        self._address = gtk.gtk_entry_new()
        gtk.gtk_widget_set_no_show_all(self._address, 1)
        tip = _("address of a Dask scheduler that runs, on this or another machine")
        gtk.gtk_widget_set_tooltip_text(self._address, encoded(f"{tip}: tcp://server:8786"))
        gtk2.set_name(self._address, _("Address of the scheduler"))
        gtk2.on_signal(self._address, "changed", self._type)
        self.widget = box(6, row, self._address)
        self.offer({})

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer devices: descriptions by name."""
        self._names = {"auto": _("Automatic"), **{name: f"{name}: {about}" for name, about in names.items()}}
        self.show(self.device)

    def show(self, device: str) -> None:
        """Show another device."""
        self.device = device
        is_address = device.startswith(PROTOCOLS) and device not in self._names
        entry = _CLUSTER if is_address else device
        offered = {**self._names, _CLUSTER: _("A cluster (Dask)")}
        self._chooser.offer(offered if entry in offered else {**offered, device: device}, entry)
        gtk2.show(self._address, is_address)
        if is_address and with_protocol(self._typed()) != device:
            self._filling = True
            gtk.gtk_entry_set_text(self._address, encoded(device))
            self._filling = False

    def _typed(self) -> str:
        return decoded(gtk.gtk_entry_get_text(self._address))

    def _choose(self, entry: str) -> None:
        """The user has chosen in the drop-down."""
        self.device = with_protocol(self._typed()) if entry == _CLUSTER else entry
        gtk2.show(self._address, entry == _CLUSTER)
        if entry == _CLUSTER:
            gtk.gtk_widget_grab_focus(self._address)
        self._changed()

    def _type(self) -> None:
        """The user has typed an address."""
        if not self._filling:
            self.device = with_protocol(self._typed())
            self._changed()
