"""The progress window: the evolving picture, the curve of its loss, a bar, a line of text, and three buttons."""

from __future__ import annotations

from _gimpfu import gtk as g
from _gimpfu.gtk import CANCEL, gtk
from _gimpfu.libraries import encoded, gobject

from common.painting_window import BACKGROUND, BELOW, CURVE_HEIGHT, PICTURE_SIZE, PaintingWindow
from common.progress import STOP_RESPONSE
from common.texts import _
from gimp2 import gtk2
from gimp2.as_seen import AsSeen
from gimp2.progress import Bar, tell
from gimp2.widgets import PictureBox, add_buttons, box, line_of_text


class Window(PaintingWindow):
    """See `PaintingWindow`; `as_seen` turns the engine's pictures into those to draw."""

    def __init__(self, title: str, as_seen: AsSeen | None = None) -> None:
        super().__init__(title, Bar, tell)
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

    def _show_text(self, text: str) -> None:
        gtk.gtk_label_set_text(self._text, encoded(text))

    def _show_fraction(self, fraction: float) -> None:
        gtk.gtk_progress_bar_set_fraction(self._bar, fraction)
        gtk.gtk_progress_bar_set_text(self._bar, encoded(f"{fraction:.0%}"))

    def _show_picture(self, width: int, height: int, rgb: bytes) -> None:
        self._picture.show_rgb(width, height, rgb)

    def _show_curve(self, rows: bytes) -> None:
        drawn = gtk2.new_pixbuf(PICTURE_SIZE, CURVE_HEIGHT, rows, alpha=True)
        gtk.gtk_image_set_from_pixbuf(self._curve, drawn)
        gobject.g_object_unref(drawn)

    def _hide(self) -> None:
        gtk.gtk_widget_hide(self._dialog)

    def _destroy(self) -> None:
        gtk.gtk_widget_destroy(self._dialog)

    def _pack(self) -> None:
        packed = box(12, self._picture.widget, self._curve, self._bar, self._text)
        gtk.gtk_container_set_border_width(packed, 12)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self._dialog), packed)
        buttons = [
            (encoded(_("Continue in _background")) or b"", BACKGROUND),
            (encoded(_("_Stop and keep")) or b"", STOP_RESPONSE),
            (b"gtk-cancel", CANCEL),
        ]
        add_buttons(self._dialog, buttons)

    def _process_events(self) -> None:
        g.breathe()

    def _disable_stop(self) -> None:
        gtk.gtk_dialog_set_response_sensitive(self._dialog, STOP_RESPONSE, 0)
