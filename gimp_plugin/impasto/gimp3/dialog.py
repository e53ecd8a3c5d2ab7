"""The dialog: GIMP's own procedure dialog, with the styles above and a preview beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from common import preview  # noqa: E402
from common.core import Wanted  # noqa: E402
from common.errors import PluginError  # noqa: E402
from common.session import Session  # noqa: E402
from common.settings import Argument  # noqa: E402
from common.texts import _  # noqa: E402
from gi.repository import GdkPixbuf, Gimp, GimpUi, GLib, Gtk  # noqa: E402

from gimp3.pictures import PictureBox, breathe, line_of_text  # noqa: E402

PREVIEW_SIDE = 320
"""Longest side, in pixels, of the preview."""

ADVANCED_HEIGHT = 190
"""Height in pixels of the part with the advanced arguments."""
ICON = Path(__file__).resolve().parents[1] / "impasto.png"

_DEVICE = "device"


def may_convert_to_rgb(image: Gimp.Image) -> bool:
    """Ask whether an indexed image may become RGB."""
    dialog = Gtk.MessageDialog(
        message_type=Gtk.MessageType.QUESTION,
        title=_("Indexed image"),
        text=_("The image has a palette of few colours."),
    )
    dialog.format_secondary_text(
        _("A painted picture needs more. Convert “{name}” to RGB? One undo takes it back.").format(
            name=image.get_name()
        )
    )
    GimpUi.window_set_transient(dialog)
    dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)
    dialog.add_button(_("Convert to _RGB"), Gtk.ResponseType.OK)
    try:
        return dialog.run() == Gtk.ResponseType.OK
    finally:
        dialog.destroy()


class Dialog:
    """One procedure's dialog; which procedure is its own affair.

    Parameters
    ----------
    procedure, config : GIMP's
    title : of the window
    arguments : what to offer, the advanced ones folded away
    session : the engine that paints the preview
    """

    def __init__(
        self,
        procedure: Gimp.Procedure,
        config: Gimp.ProcedureConfig,
        title: str,
        arguments: Sequence[Argument],
        session: Session,
    ) -> None:
        self._config = config
        self._request: Callable[[], Wanted] | None = None
        self.window = GimpUi.ProcedureDialog.new(procedure, config, title)
        self.window.set_icon_from_file(str(ICON))
        self._top = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._pane = PreviewPane()
        self._devices = DeviceChooser(config)
        self._pack(arguments)
        self._preview = preview.Preview(session, self)
        config.connect("notify", lambda _config, _property: self.update())
        self.on_focus(self.update)

    def on_focus(self, refresh: Callable[[], object]) -> None:
        """Call this whenever the user comes back to the dialog: GIMP's images may be others now."""

        def came_back(_window: Gtk.Window, _event: object) -> bool:
            refresh()
            return False

        self.window.connect("focus-in-event", came_back)

    def add_on_top(self, widget: Gtk.Widget) -> None:
        """Put a widget above the arguments."""
        self._top.pack_start(widget, False, False, 0)

    def run(self, request: Callable[[], Wanted], layer: Gimp.Drawable) -> bool:
        """Let the user choose; `request` says what is wanted now, or raises what is missing. False for Cancel."""
        self._request = request
        self._pane.show_layer(layer)
        ticking = GLib.timeout_add(round(1000 * preview.TICK_SECONDS), self._tick)
        self.update()
        try:
            return bool(self.window.run())
        finally:
            GLib.source_remove(ticking)
            self._request = None

    def close(self) -> None:
        """Take the window away."""
        self.window.destroy()
        breathe()

    @property
    def is_engine_alive(self) -> bool:
        """Whether the preview's session can still be used."""
        return self._preview.is_alive

    def update(self) -> None:
        """Something was chosen: preview it, or say what is missing; without that, no OK."""
        if self._request is not None:
            try:
                self._preview.want(self._request())
            except PluginError as error:
                self._preview.want(None)
                self.show_state(str(error))
                self.window.set_response_sensitive(Gtk.ResponseType.OK, False)
            else:
                self.window.set_response_sensitive(Gtk.ResponseType.OK, True)

    def show_picture(self, width: int, height: int, rgb: bytes) -> None:
        """Show the preview."""
        self._pane.picture.show_rgb(width, height, rgb)

    def show_state(self, text: str) -> None:
        """Say what the preview is doing."""
        self._pane.state.set_text(text)

    def show_forecast(self, text: str) -> None:
        """Say what the whole job will take."""
        self._pane.forecast.set_text(text)

    def show_devices(self, names: Mapping[str, str]) -> None:
        """Offer these devices."""
        self._devices.offer(names)

    def _tick(self) -> bool:
        self._preview.tick()
        return True

    def _pack(self, arguments: Sequence[Argument]) -> None:
        """The preview on the left; on the right what comes on top, the arguments, and those folded away."""
        for argument in arguments:
            _choose_widget(self.window, argument)
        plain = [argument.name for argument in arguments if not argument.advanced]
        folded = [argument.name for argument in arguments if argument.advanced and argument.name != _DEVICE]
        right = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        right.pack_start(self._top, False, False, 0)
        right.pack_start(self.window.fill_box("plain", plain), False, False, 0)
        box = self.window.fill_box("more-box", folded)
        box.pack_start(self._devices, False, False, 0)
        right.pack_start(_folded(box), False, False, 0)
        both = Gtk.Box(spacing=18)
        both.pack_start(self._pane, False, False, 0)
        both.pack_start(right, True, True, 0)
        both.show_all()
        self.window.get_content_area().pack_start(both, True, True, 0)


class PreviewPane(Gtk.Box):
    """The picture, what the preview is doing, and what the job will take."""

    def __init__(self) -> None:
        super().__init__(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self.picture = PictureBox(PREVIEW_SIDE, _("Preview"))
        self.state, self.forecast = line_of_text(36, 3), line_of_text(36, 2)
        self.state.set_size_request(PREVIEW_SIDE, -1)
        for widget in (self.picture, self.state, self.forecast):
            self.pack_start(widget, False, False, 0)

    def show_layer(self, layer: Gimp.Drawable) -> None:
        """Show the layer as it is, until there is a preview."""
        self.picture.show_pixbuf(layer_picture(layer))


class DeviceChooser(Gtk.Box):
    """A drop-down over the devices that the engine has found; it keeps what the settings name, found or not."""

    def __init__(self, config: Gimp.ProcedureConfig) -> None:
        super().__init__(spacing=12)
        self._config, self._filling = config, False
        self._combo = Gtk.ComboBoxText()
        self._combo.set_tooltip_text(_("what computes; automatic: the fastest whose result is right"))
        label = Gtk.Label.new_with_mnemonic(_("De_vice"))
        label.set_mnemonic_widget(self._combo)
        self.pack_start(label, False, False, 0)
        self.pack_start(self._combo, True, True, 0)
        self.offer({})
        self._combo.connect("changed", lambda _combo: self._choose())
        config.connect(f"notify::{_DEVICE}", lambda _config, _property: self._show())

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer devices: descriptions by name."""
        self._filling = True
        self._combo.remove_all()
        self._combo.append("auto", _("Automatic"))
        for name, description in names.items():
            self._combo.append(name, f"{name}: {description}")
        self._filling = False
        self._show()

    def _show(self) -> None:
        chosen = self._config.get_property(_DEVICE)
        self._filling = True
        if not self._combo.set_active_id(chosen):
            self._combo.append(chosen, chosen)
            self._combo.set_active_id(chosen)
        self._filling = False

    def _choose(self) -> None:
        if not self._filling and self._combo.get_active_id():
            self._config.set_property(_DEVICE, self._combo.get_active_id())


def layer_picture(layer: Gimp.Drawable) -> GdkPixbuf.Pixbuf:
    """A small picture of a layer."""
    return layer.get_thumbnail(PREVIEW_SIDE, PREVIEW_SIDE, Gimp.PixbufTransparency.SMALL_CHECKS)


def _folded(box: Gtk.Box) -> Gtk.Expander:
    """A box folded away; unfolded it scrolls, so that the dialog fits small screens."""
    frame = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER, min_content_height=ADVANCED_HEIGHT)
    frame.add(box)
    expander = Gtk.Expander.new_with_mnemonic(_("_More"))
    expander.add(frame)
    return expander


def _choose_widget(dialog: GimpUi.ProcedureDialog, argument: Argument) -> None:
    """A slider for a number with a range one can slide over, a drop-down for a choice, GIMP's default for all else."""
    if argument.kind == "float":
        dialog.get_spin_scale(argument.name, 1.0).get_accessible().set_name(argument.label)
    elif argument.kind == "choice":
        dialog.get_widget(argument.name, Gtk.ComboBox)
