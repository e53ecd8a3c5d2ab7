"""The progress window: the evolving picture, the curve of its loss, a bar, a line of text, and three buttons."""

from __future__ import annotations

import time

from _gimpfu import gtk as g
from _gimpfu.gtk import CANCEL, gtk
from _gimpfu.libraries import encoded, gobject

from common import curve
from common.progress import STOP_RESPONSE, ProgressWindow
from common.texts import _
from gimp2 import gtk2
from gimp2.as_seen import AsSeen
from gimp2.progress import Bar, tell
from gimp2.widgets import PictureBox, add_buttons, box, line_of_text

PICTURE_SIZE = 480
"""Longest side, in pixels, of the picture in the window, where the screen has room for it and what is below it."""
BELOW = 270
CURVE_HEIGHT = 56
SECONDS_BETWEEN_CURVES = 0.5

_BACKGROUND = 2


class Window(ProgressWindow):
    """A window beside GIMP's, which stays usable.

    `as_seen` turns the engine's pictures into those to draw. In the background the window is gone, and GIMP's own
    progress bar goes on; its Cancel ends this whole process.
    """

    def __init__(self, title: str, as_seen: AsSeen | None = None) -> None:
        super().__init__()
        self._title = title
        self._bar_of_gimp: Bar | None = None
        self._losses: list[tuple[int, int, float]] = []
        self._drawn_at = 0.0
        self._dialog = g.new_dialog(title, "impasto-progress")
        gtk.gtk_window_set_resizable(self._dialog, 0)
        side = min(PICTURE_SIZE, max(BELOW, gtk2.room()[1] - BELOW))
        self._picture = PictureBox(side, _("The picture as it is now"))
        self._picture.as_seen = as_seen
        self._bar, self._text = gtk.gtk_progress_bar_new(), line_of_text(PICTURE_SIZE, 2)
        self._curve = gtk.gtk_image_new()
        gtk.gtk_widget_set_size_request(self._curve, PICTURE_SIZE, CURVE_HEIGHT)
        tip = _("Loss after each evaluation, on a logarithmic scale")
        gtk.gtk_widget_set_tooltip_text(self._curve, encoded(tip))
        gtk2.set_name(self._curve, _("Curve of the loss"))
        self._pack()
        g.on_response(self._dialog, self._respond)
        gtk.gtk_widget_show_all(self._dialog)
        gtk.gtk_widget_set_can_focus(self._curve, 1)
        gtk.gtk_widget_grab_focus(self._curve)  # so that a stray Return presses no button
        g.breathe()

    def show(self, fraction: float, text: str) -> None:
        if self._bar_of_gimp:
            self._bar_of_gimp.show(fraction, text)
            return
        gtk.gtk_label_set_text(self._text, encoded(text))
        if fraction >= 0:
            gtk.gtk_progress_bar_set_fraction(self._bar, min(1.0, fraction))
            gtk.gtk_progress_bar_set_text(self._bar, encoded(f"{min(1.0, fraction):.0%}"))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        if not self._bar_of_gimp:
            self._picture.show_rgb(width, height, rgb)

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        if self._losses and evaluation < self._losses[-1][1]:  # another layer
            self._losses.clear()
        self._losses.append((level, evaluation, loss))
        if self._bar_of_gimp or time.monotonic() < self._drawn_at + SECONDS_BETWEEN_CURVES:
            return
        self._drawn_at = time.monotonic()
        rows = curve.draw(self._losses, evaluations, PICTURE_SIZE, CURVE_HEIGHT)
        drawn = gtk2.new_pixbuf(PICTURE_SIZE, CURVE_HEIGHT, rows, alpha=True)
        gtk.gtk_image_set_from_pixbuf(self._curve, drawn)
        gobject.g_object_unref(drawn)

    def finish(self, text: str) -> None:
        if self._bar_of_gimp:
            tell(text)

    def close(self) -> None:
        if self._bar_of_gimp:
            self._bar_of_gimp.close()
        gtk.gtk_widget_destroy(self._dialog)
        g.breathe()

    def _pack(self) -> None:
        packed = box(12, self._picture.widget, self._curve, self._bar, self._text)
        gtk.gtk_container_set_border_width(packed, 12)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self._dialog), packed)
        buttons = [
            (encoded(_("Continue in _background")) or b"", _BACKGROUND),
            (encoded(_("_Stop and keep")) or b"", STOP_RESPONSE),
            (b"gtk-cancel", CANCEL),
        ]
        add_buttons(self._dialog, buttons)

    def _respond(self, response: int) -> None:
        if response == _BACKGROUND:
            gtk.gtk_widget_hide(self._dialog)
            self._bar_of_gimp = Bar(self._title)
        else:
            super()._respond(response)

    def _process_events(self) -> None:
        g.breathe()

    def _disable_stop(self) -> None:
        gtk.gtk_dialog_set_response_sensitive(self._dialog, STOP_RESPONSE, 0)
