"""The dialog's row that says what computes: a device of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Mapping

from gi.repository import Gimp, Gtk

from common.settings import PROTOCOLS, with_protocol
from common.texts import _
from gimp3.widgets import Chooser, add_labelled

DEVICE = "device"
"""The argument that the row stands for."""
_CLUSTER = "cluster"
"""The entry of the drop-down that asks for an address; no device has this name."""


class ComputeOn(Gtk.Box):
    """A drop-down over the devices that the engine has found, and a field for the address of a Dask scheduler.

    It keeps the device of the settings, found or not; so GIMP remembers the address with the other last values.
    """

    def __init__(self, config: Gimp.ProcedureConfig) -> None:
        super().__init__(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._config, self._names = config, dict[str, str]()
        text = _("what computes; automatic: the fastest whose result is right")
        self._chooser = Chooser(text, self._choose)
        row = Gtk.Box(spacing=12)
        add_labelled(row, _("Compute o_n"), self._chooser)
        self.pack_start(row, False, False, 0)
        self._address = Gtk.Entry(placeholder_text="tcp://server:8786", no_show_all=True)
        self._address.set_tooltip_text(_("address of a Dask scheduler that runs, on this or another machine"))
        self._address.get_accessible().set_name(_("Address of the scheduler"))
        self._address.connect("changed", lambda _entry: self._type())
        self.pack_start(self._address, False, False, 0)
        self.offer({})
        config.connect(f"notify::{DEVICE}", lambda _config, _property: self._follow())

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer devices: descriptions by name."""
        self._names = {"auto": _("Automatic"), **{name: f"{name}: {about}" for name, about in names.items()}}
        self._show()

    def _device(self) -> str:
        return self._config.get_property(DEVICE) or ""

    def _choose(self, entry: str) -> None:
        """The user has chosen in the drop-down."""
        if entry != _CLUSTER:
            self._config.set_property(DEVICE, entry)
            return
        self._config.set_property(DEVICE, with_protocol(self._address.get_text()))
        self._address.show()
        self._address.grab_focus()

    def _type(self) -> None:
        """The user has typed an address."""
        if self._chooser.get_active_id() == _CLUSTER:
            self._config.set_property(DEVICE, with_protocol(self._address.get_text()))

    def _follow(self) -> None:
        """The setting has changed, by Reset or by this very row."""
        if self._entry() != self._chooser.get_active_id() or self._is_typed_otherwise():
            self._show()

    def _entry(self) -> str:
        """The entry of the drop-down that stands for the setting."""
        device = self._device()
        return _CLUSTER if device.startswith(PROTOCOLS) and device not in self._names else device

    def _is_typed_otherwise(self) -> bool:
        return self._entry() == _CLUSTER and with_protocol(self._address.get_text()) != self._device()

    def _show(self) -> None:
        device, entry = self._device(), self._entry()
        offered = {**self._names, _CLUSTER: _("A cluster (Dask)")}
        self._chooser.offer(offered if entry in offered else {**offered, device: device}, entry)
        self._address.set_visible(entry == _CLUSTER)
        if self._is_typed_otherwise():
            self._address.set_text(device)
