"""The dialog: GIMP's own procedure dialog, with the styles above and a preview beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gi.repository import Gimp, GimpUi, GLib, Gtk

from common import preview
from common.core import JobSpec
from common.preview_dialog import PreviewDialog
from common.session import Session
from common.settings import NEW_IMAGE, Argument
from common.texts import _, duration
from common.unfinished import Unfinished
from gimp3.as_seen import AsSeen
from gimp3.compute_on import DEVICE, ComputeOn
from gimp3.crop_pane import CropPane, Overview
from gimp3.widgets import line_of_text, process_events, room, scroll_down, scrolled

PREVIEW_SIDE = 320
"""Longest side, in pixels, of the preview."""

AROUND = 190
"""Height in pixels of what the dialog has above and below its arguments: its title and its buttons."""
ICON = Path(__file__).resolve().parents[1] / "impasto.png"

_CHECKS = Gimp.PixbufTransparency.SMALL_CHECKS


def may_convert_to_rgb(image: Gimp.Image) -> bool:
    """Ask whether an indexed image may become RGB."""
    texts = {"title": _("Indexed image"), "text": _("The image has a palette of few colours.")}
    dialog = Gtk.MessageDialog(message_type=Gtk.MessageType.QUESTION, **texts)
    text = _("A painted picture needs more. Convert “{name}” to RGB? One undo takes it back.")
    dialog.format_secondary_text(text.format(name=image.get_name()))
    GimpUi.window_set_transient(dialog)
    dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)
    dialog.add_button(_("Convert to _RGB"), Gtk.ResponseType.OK)
    try:
        return dialog.run() == Gtk.ResponseType.OK
    finally:
        dialog.destroy()


def ask_to_go_on(job: Unfinished) -> bool:
    """Ask what is to become of a job that was cut off: go on, forget it, or ask again the next time."""
    texts = {"title": _("Unfinished painting"), "text": _("“{name}” was not finished.").format(name=job.title)}
    dialog = Gtk.MessageDialog(message_type=Gtk.MessageType.QUESTION, **texts)
    text = _("The engine or GIMP ended {time} ago. Go on where it was? The result will be a new image.")
    dialog.format_secondary_text(text.format(time=duration(time.time() - job.changed)))
    GimpUi.window_set_transient(dialog)
    dialog.add_button(_("_Forget it"), Gtk.ResponseType.REJECT)
    dialog.add_button(_("_Later"), Gtk.ResponseType.CANCEL)
    dialog.add_button(_("_Go on"), Gtk.ResponseType.OK)
    try:
        answer = dialog.run()
    finally:
        dialog.destroy()
        process_events()
    if answer == Gtk.ResponseType.REJECT:
        job.forget()
    return bool(answer == Gtk.ResponseType.OK)


class Dialog(PreviewDialog):
    """The dialog of any procedure: its arguments, the advanced ones folded away, and the session's preview."""

    def __init__(
        self,
        procedure: Gimp.Procedure,
        config: Gimp.ProcedureConfig,
        title: str,
        arguments: Sequence[Argument],
        session: Session,
    ) -> None:
        self._config = config
        self.window = GimpUi.ProcedureDialog.new(procedure, config, title)
        self.window.set_icon_from_file(str(ICON))
        self._top = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._compute_on = ComputeOn(config)
        self._pane = PreviewPane(self._compute_on)
        self._pack(arguments)
        super().__init__(session, self._pane)
        self._pane.crop.connect_to(self._preview.show_crop, self._preview.hide_crop)
        config.connect("notify", lambda _config, _property: self.update())
        config.connect("notify::result", lambda _config, _property: self._pane.picture.show_again())
        self.on_focus(self.update)

    def on_focus(self, refresh: Callable[[], None]) -> None:
        """Call this whenever the dialog gets the focus: other images may be open now."""
        self.window.connect("focus-in-event", lambda _window, _event: refresh())

    def add_on_top(self, widget: Gtk.Widget) -> None:
        """Put a widget above the arguments."""
        self._top.pack_start(widget, False, False, 0)

    def add_below(self, name: str, widget: Gtk.Widget) -> None:
        """Put a widget below the plain argument of this name."""
        self._plain.pack_start(widget, False, False, 0)
        self._plain.reorder_child(widget, self._names.index(name) + 1)

    def run(self, request: Callable[[], JobSpec], layer: Gimp.Drawable) -> bool:
        """Let the user choose; `request` makes the current job or raises what is missing. False for Cancel."""
        self._request = request
        self._pane.see_as(AsSeen(layer.get_image(), self._is_new_image))
        self._pane.picture.show_thumbnail(layer.get_thumbnail(PREVIEW_SIDE, PREVIEW_SIDE, _CHECKS))
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
        process_events()

    @property
    def as_seen(self) -> AsSeen | None:
        """How pictures are drawn, while the dialog runs."""
        return self._pane.picture.as_seen

    def _allow_ok(self, allowed: bool) -> None:
        self.window.set_response_sensitive(Gtk.ResponseType.OK, allowed)

    def _is_new_image(self) -> bool:
        """Whether that is chosen as the result; frames have no choice."""
        chosen = self._config.find_property("result")
        return bool(chosen and self._config.get_property("result") == NEW_IMAGE)

    def _tick(self) -> bool:
        self._tick_preview()
        return True

    def _pack(self, arguments: Sequence[Argument]) -> None:
        """The preview and a crop on the left; on the right what comes on top, the arguments, and those folded away."""
        for argument in arguments:
            _choose_widget(self.window, self._config, argument)
        self._names = [argument.name for argument in arguments if not argument.advanced and argument.kind != "map"]
        advanced = [argument.name for argument in arguments if argument.advanced and argument.name != DEVICE]
        right = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        right.pack_start(self._top, False, False, 0)
        self._plain = self.window.fill_box("plain", self._names)
        right.pack_start(self._plain, False, False, 0)
        box = self.window.fill_box("more-box", advanced)
        right.pack_start(self._compute_on, False, False, 0)
        folded = Gtk.Expander.new_with_mnemonic(_("_More"))
        # GTK moves the label to the right when the direction changes, and not before.
        if folded.get_direction() == Gtk.TextDirection.RTL:
            folded.set_direction(Gtk.TextDirection.LTR)
            folded.set_direction(Gtk.TextDirection.RTL)
        folded.add(box)
        right.pack_start(folded, False, False, 0)
        self._right = scrolled(right, max(AROUND, room()[1] - AROUND))
        folded.connect("notify::expanded", lambda _expander, _property: GLib.idle_add(scroll_down, self._right))
        both = Gtk.Box(spacing=18)
        both.pack_start(self._pane, False, False, 0)
        both.pack_start(self._pane.crop, False, False, 0)
        both.pack_start(self._right, True, True, 0)
        both.show_all()
        self._pane.crop.connect("notify::visible", lambda _crop, _property: self._make_room())
        self.window.get_content_area().pack_start(both, True, True, 0)

    def _make_room(self) -> None:
        """On a screen that is too narrow for all three, a part at 100 % stands in the arguments' place."""
        self._right.show()
        if self._pane.crop.get_visible():
            self._right.set_visible(self.window.get_preferred_width()[1] <= room()[0])


class PreviewPane(Gtk.Box):
    """The picture, what the preview is doing, and what the job will take: the viewer of a `Preview`."""

    def __init__(self, compute_on: ComputeOn) -> None:
        super().__init__(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self.picture = Overview(PREVIEW_SIDE, _("Preview"))
        self.crop = CropPane(self.picture)
        state, forecast = line_of_text(36, 3), line_of_text(36, 2)
        state.set_size_request(PREVIEW_SIDE, -1)
        for widget in (self.picture, self.crop.button, state, forecast):
            self.pack_start(widget, False, False, 0)
        self.show_picture, self.show_devices = self.picture.show_rgb, compute_on.offer
        self.show_crop, self.offer_crop, self.frame = self.crop.show_rgb, self.crop.offer, self.picture.frame
        self.show_state, self.show_forecast = state.set_text, forecast.set_text

    def see_as(self, as_seen: AsSeen) -> None:
        """Show pictures as GIMP will show the result."""
        self.picture.as_seen = self.crop.picture.as_seen = as_seen


def _choose_widget(dialog: GimpUi.ProcedureDialog, config: Gimp.ProcedureConfig, argument: Argument) -> None:
    """A slider for a number with a range one can slide over, a drop-down for a choice, GIMP's default for all else."""
    if argument.kind == "float":
        dialog.get_spin_scale(argument.name, 1.0).get_accessible().set_name(argument.label)
    elif argument.kind == "choice":
        _speak_titles(dialog.get_widget(argument.name, Gtk.ComboBox).get_widget(), config, argument)


def _speak_titles(combo: Gtk.ComboBox, config: Gimp.ProcedureConfig, argument: Argument) -> None:
    """Let screen readers say what is shown; GIMP tells them a choice's name for scripts, in English."""

    def speak(*_: object) -> None:
        combo.get_accessible().set_name(argument.choices.get(config.get_property(argument.name), ""))

    combo.get_accessible().set_description(argument.help)
    config.connect(f"notify::{argument.name}", speak)
    speak()
