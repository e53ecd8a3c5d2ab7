"""The progress window in GTK 2: the evolving picture, a bar, a line of text, "Stop and keep" and "Cancel"."""

from __future__ import annotations

from _gimpfu import gtk as g
from _gimpfu.gtk import CANCEL, gtk
from common.host import Wish
from common.texts import _

PICTURE_SIZE = 400
"""Longest side, in pixels, of the picture in the window."""

_STOP = 1


class Window:
    """A window beside GIMP's, which stays usable. Closing it means Cancel."""

    def __init__(self, title: str) -> None:
        self._wish = Wish.GO_ON
        self._dialog = g.new_dialog(title, "impasto-progress")
        gtk.gtk_window_set_resizable(self._dialog, 0)
        self._picture, self._bar, self._text = gtk.gtk_image_new(), gtk.gtk_progress_bar_new(), gtk.gtk_label_new(b"")
        gtk.gtk_widget_set_size_request(self._picture, PICTURE_SIZE, PICTURE_SIZE * 3 // 4)
        gtk.gtk_label_set_line_wrap(self._text, 1)
        gtk.gtk_widget_set_size_request(self._text, PICTURE_SIZE, 40)
        self._pack()
        g.on_response(self._dialog, self._answer)
        gtk.gtk_widget_show_all(self._dialog)
        gtk.gtk_widget_set_can_focus(self._picture, 1)
        gtk.gtk_widget_grab_focus(self._picture)  # so that a stray Return presses neither button
        self.wish()

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: no news of it) and a line about it."""
        gtk.gtk_label_set_text(self._text, text.encode())
        if fraction >= 0:
            gtk.gtk_progress_bar_set_fraction(self._bar, min(1.0, fraction))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""
        g.show_rgb(self._picture, width, height, rgb, PICTURE_SIZE)

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        """No curve here."""

    def wish(self) -> Wish:
        """Let the window breathe and say what the user asked for since the job began."""
        g.breathe()
        return self._wish

    def finish(self, text: str) -> None:
        """Whoever waits sees it end."""

    def close(self) -> None:
        """Take the window away."""
        gtk.gtk_widget_destroy(self._dialog)
        g.breathe()

    def _pack(self) -> None:
        box = gtk.gtk_vbox_new(0, 12)
        gtk.gtk_container_set_border_width(box, 12)
        for widget in (self._picture, self._bar, self._text):
            gtk.gtk_box_pack_start(box, widget, 0, 0, 0)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self._dialog), box)
        gtk.gtk_dialog_add_button(self._dialog, _("_Stop and keep").encode(), _STOP)
        gtk.gtk_dialog_add_button(self._dialog, b"gtk-cancel", CANCEL)

    def _answer(self, response: int) -> None:
        """A button was pressed, or the window closed; a Cancel stays a Cancel."""
        if response == _STOP and self._wish is Wish.GO_ON:
            self._wish = Wish.STOP
            gtk.gtk_dialog_set_response_sensitive(self._dialog, _STOP, 0)
        elif response != _STOP:
            self._wish = Wish.CANCEL
