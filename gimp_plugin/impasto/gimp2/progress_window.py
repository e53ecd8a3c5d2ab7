"""The progress window in GTK 2: the evolving picture, a bar, a line of text, "Stop and keep" and "Cancel"."""

from __future__ import annotations

from _gimpfu import gtk as g
from _gimpfu.gtk import CANCEL, gtk

from common.progress import STOP_RESPONSE, ProgressWindow
from common.texts import _

PICTURE_SIZE = 400
"""Longest side, in pixels, of the picture in the window."""


class Window(ProgressWindow):
    """A window beside GIMP's, which stays usable."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._dialog = g.new_dialog(title, "impasto-progress")
        gtk.gtk_window_set_resizable(self._dialog, 0)
        self._picture, self._bar, self._text = gtk.gtk_image_new(), gtk.gtk_progress_bar_new(), gtk.gtk_label_new(b"")
        gtk.gtk_widget_set_size_request(self._picture, PICTURE_SIZE, PICTURE_SIZE * 3 // 4)
        gtk.gtk_label_set_line_wrap(self._text, 1)
        gtk.gtk_widget_set_size_request(self._text, PICTURE_SIZE, 40)
        self._pack()
        g.on_response(self._dialog, self._respond)
        gtk.gtk_widget_show_all(self._dialog)
        gtk.gtk_widget_set_can_focus(self._picture, 1)
        gtk.gtk_widget_grab_focus(self._picture)  # so that a stray Return presses neither button
        g.breathe()

    def show(self, fraction: float, text: str) -> None:
        gtk.gtk_label_set_text(self._text, text.encode())
        if fraction >= 0:
            gtk.gtk_progress_bar_set_fraction(self._bar, min(1.0, fraction))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        g.show_rgb(self._picture, width, height, rgb, PICTURE_SIZE)

    def close(self) -> None:
        gtk.gtk_widget_destroy(self._dialog)
        g.breathe()

    def _pack(self) -> None:
        box = gtk.gtk_vbox_new(0, 12)
        gtk.gtk_container_set_border_width(box, 12)
        for widget in (self._picture, self._bar, self._text):
            gtk.gtk_box_pack_start(box, widget, 0, 0, 0)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self._dialog), box)
        gtk.gtk_dialog_add_button(self._dialog, _("_Stop and keep").encode(), STOP_RESPONSE)
        gtk.gtk_dialog_add_button(self._dialog, b"gtk-cancel", CANCEL)

    def _process_events(self) -> None:
        g.breathe()

    def _disable_stop(self) -> None:
        gtk.gtk_dialog_set_response_sensitive(self._dialog, STOP_RESPONSE, 0)
