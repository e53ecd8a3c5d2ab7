"""The dialog in GTK 2: styles or a guide, a field for each option, the preview, and settings that can be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import gimp
from _gimpfu import gtk as g
from _gimpfu.gtk import CANCEL, OK, gtk
from _gimpfu.libraries import encoded, gobject

from common import preview
from common.core import JobSpec
from common.preview_dialog import PreviewDialog
from common.procedures import Procedure
from common.remembered import Remembered, fitting
from common.session import Session
from common.settings import NEW_IMAGE
from common.texts import _
from gimp2 import gtk2
from gimp2.as_seen import AsSeen
from gimp2.compute_on import DEVICE, ComputeOn
from gimp2.crop_pane import CropPane, Overview
from gimp2.fields import Fields
from gimp2.help import show_help
from gimp2.widgets import Scrolled, box, button, line_of_text

PREVIEW_SIDE = 320
"""Longest side, in pixels, of the preview."""
AROUND = 230
"""Height in pixels of what the dialog has above and below its options: its title and its buttons."""
UNFOLDED = 200
"""Milliseconds after which what was unfolded has its place."""
ICON = Path(__file__).resolve().parents[1] / "impasto.png"

_RESET, _HELP = 1, -11
_STOCK = b"gtk-help", b"gtk-cancel", b"gtk-ok"
"""The buttons whose texts are GTK's."""
SAVED = "saved"
"""The name of the settings that the user has saved."""


class Dialog(PreviewDialog):
    """The dialog of any procedure: its options, the advanced ones folded away, and the session's preview.

    It begins with `values`; those that the user saves are in `remembered`. `maps` has what can be a map, titles by
    names.
    """

    def __init__(
        self,
        procedure: Procedure,
        values: Mapping[str, Any],
        remembered: Remembered,
        session: Session,
        maps: Callable[[], Mapping[str, str]],
    ) -> None:
        self._procedure, self._remembered = procedure, remembered
        self._refresh: Callable[[], None] = self.update
        self.window = g.new_dialog(procedure.work, "impasto")
        gtk.gtk_window_set_icon_from_file(self.window, encoded(str(ICON)), None)
        self._top, self._result = box(6), None
        self._compute_on = ComputeOn(self.update)
        self._pane = PreviewPane(self._compute_on)
        arguments = [one for one in procedure.arguments() if one.name != DEVICE]
        taken = procedure.taken + "".join(map(gtk2.letter_of, _STOCK))
        self._fields = Fields(arguments, taken, self.update, maps)
        self._pack()
        self._add_buttons()
        self.show(values)
        super().__init__(session, self._pane)
        self._pane.crop.connect_to(self._preview.show_crop, self._preview.hide_crop)
        gtk2.on_event(self.window, "focus-in-event", self._look_again)

    def add_on_top(self, widget: int, refresh: Callable[[], None]) -> None:
        """Put a widget above the options; `refresh` is called whenever other images may be open than before."""
        gtk.gtk_box_pack_start(self._top, widget, 0, 0, 0)
        self._refresh = refresh

    def run(self, request: Callable[[], JobSpec], drawable: gimp.Drawable) -> bool:
        """Let the user choose; `request` makes the current job or raises what is missing. False for Cancel."""
        self._request = request
        self._show_thumbnail(drawable)
        self._pane.see_as(AsSeen(drawable.image, lambda: self.values().get("result") == NEW_IMAGE))
        self._right.measure()
        gtk.gtk_widget_show_all(self.window)
        timer = gtk2.Timer(round(1000 * preview.TICK_SECONDS), self._tick_preview)
        self.update()
        try:
            return self._wait()
        finally:
            timer.stop()
            self._request = None

    def close(self) -> None:
        """Take the window away."""
        gtk.gtk_widget_destroy(self.window)
        g.breathe()

    def values(self) -> dict[str, Any]:
        """The options' values by the arguments' names."""
        return {**self._fields.values(), DEVICE: self._compute_on.device}

    def show(self, values: Mapping[str, Any]) -> None:
        """Show these values of the options."""
        self._compute_on.show(values[DEVICE])
        self._fields.show(values)

    def update(self) -> None:
        """See `PreviewDialog`."""
        if self._request is not None:
            self._see_result()
        super().update()

    def _allow_ok(self, allowed: bool) -> None:
        gtk.gtk_dialog_set_response_sensitive(self.window, OK, int(allowed))

    def _see_result(self) -> None:
        """The result of a gray image is gray, unless it is a new image."""
        result = self.values().get("result")
        if result != self._result:
            self._result = result
            self._pane.picture.show_again()

    def _wait(self) -> bool:
        """Wait for OK or Cancel, and do what the other buttons stand for."""
        while True:
            response = gtk.gtk_dialog_run(self.window)
            gtk.gtk_window_set_focus(self.window, None)  # a number that is being typed counts
            if response == _RESET:
                self.show(fitting({}, self._procedure.arguments()))
            elif response == _HELP:
                show_help(self._procedure.name)
            else:
                return bool(response == OK)

    def _look_again(self, _event: int) -> bool:
        """The window has got the focus."""
        self._refresh()
        self._fields.refresh()
        return False

    def _show_thumbnail(self, drawable: gimp.Drawable) -> None:
        picture = gtk2.thumbnail(drawable.ID, PREVIEW_SIDE)
        if picture:
            self._pane.picture.show_pixbuf(picture)
            gobject.g_object_unref(picture)

    def _pack(self) -> None:
        """The preview and a crop on the left; on the right what comes on top, the options, and those folded away."""
        folded = gtk.gtk_expander_new_with_mnemonic(encoded(_("_More")))
        gtk.gtk_container_add(folded, self._fields.folded)
        column = box(6, self._top, self._fields.plain, self._compute_on.widget, folded)
        self._right = Scrolled(column, max(AROUND, gtk2.room()[1] - AROUND))
        gtk2.on_signal(folded, "activate", lambda: gtk2.soon(self._right.show_end, UNFOLDED))
        both = box(18, self._pane.widget, self._pane.crop.widget, across=True)
        gtk.gtk_box_pack_start(both, self._right.widget, 1, 1, 0)
        packed = box(12)
        gtk.gtk_box_pack_start(packed, both, 1, 1, 0)
        gtk.gtk_box_pack_start(packed, self._saving(), 0, 0, 0)
        gtk.gtk_container_set_border_width(packed, 12)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self.window), packed)
        for signal in ("show", "hide"):
            gtk2.on_signal(self._pane.crop.widget, signal, self._make_room)

    def _make_room(self) -> None:
        """On a screen that is too narrow for all three, a part at 100 % stands in the options' place."""
        gtk.gtk_widget_show(self._right.widget)
        if gtk.gtk_widget_get_visible(self._pane.crop.widget):
            gtk2.show(self._right.widget, gtk2.natural_size(self.window)[0] <= gtk2.room()[0])

    def _saving(self) -> int:
        """The buttons that save the settings, and load those that were saved."""
        about = _("use the settings that were saved"), _("save the settings of this dialog, for when they are needed")
        load = button(_("_Load Saved Settings"), about[0], self._load)

        def save() -> None:
            gtk.gtk_window_set_focus(self.window, None)
            gtk.gtk_widget_set_sensitive(load, int(self._remembered.save(SAVED, self.values())))

        gtk.gtk_widget_set_sensitive(load, int(self._remembered.load(SAVED) is not None))
        return box(6, load, button(_("_Save Settings"), about[1], save), across=True)

    def _load(self) -> None:
        self.show(fitting(self._remembered.load(SAVED), self._procedure.arguments()))

    def _add_buttons(self) -> None:
        area = gtk.gtk_dialog_get_action_area(self.window)
        for text, response in [(_STOCK[0], _HELP), (encoded(_("_Reset")), _RESET)]:
            added = gtk.gtk_dialog_add_button(self.window, text, response)
            gtk.gtk_button_box_set_child_secondary(area, added, 1)
        for text, response in zip(_STOCK[1:], (CANCEL, OK)):
            gtk.gtk_dialog_add_button(self.window, text, response)
        gtk.gtk_dialog_set_default_response(self.window, OK)


class PreviewPane:
    """The picture, what the preview is doing, and what the job will take: the viewer of a `Preview`."""

    def __init__(self, compute_on: ComputeOn) -> None:
        self.picture = Overview(PREVIEW_SIDE, _("Preview"))
        self.crop = CropPane(self.picture)
        self._state, self._forecast = line_of_text(PREVIEW_SIDE, 3), line_of_text(PREVIEW_SIDE, 2)
        self.widget = box(6, self.picture.widget, self.crop.button, self._state, self._forecast)
        self.show_picture, self.show_devices = self.picture.show_rgb, compute_on.offer
        self.show_crop, self.offer_crop, self.frame = self.crop.show_rgb, self.crop.offer, self.picture.frame

    def see_as(self, as_seen: AsSeen) -> None:
        """Show pictures as GIMP will show the result."""
        self.picture.as_seen = self.crop.picture.as_seen = as_seen

    def show_state(self, text: str) -> None:
        """Say what the preview is doing."""
        gtk.gtk_label_set_text(self._state, encoded(text))

    def show_forecast(self, text: str) -> None:
        """Say what the job will take."""
        gtk.gtk_label_set_text(self._forecast, encoded(text))
