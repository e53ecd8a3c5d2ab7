"""The progress window: the evolving picture, the curve of its loss, a bar, a line of text, and three buttons."""

from __future__ import annotations

from gi.repository import GimpUi, Gtk

from common.painting_window import BACKGROUND, BELOW, CURVE_HEIGHT, PICTURE_SIZE, PaintingWindow
from common.progress import STOP_RESPONSE
from common.texts import _
from gimp3.as_seen import AsSeen
from gimp3.progress import Bar, tell
from gimp3.widgets import PictureBox, line_of_text, pixbuf_of, process_events, room


class Window(PaintingWindow):
    """See `PaintingWindow`; `as_seen` turns the engine's pictures into those to draw."""

    def __init__(self, title: str, as_seen: AsSeen | None = None) -> None:
        super().__init__(title, Bar, tell)
        self._dialog = GimpUi.Dialog(title=title, role="impasto-progress")
        self._dialog.set_resizable(False)
        GimpUi.window_set_transient(self._dialog)
        self._picture = PictureBox(min(PICTURE_SIZE, max(BELOW, room()[1] - BELOW)), _("The picture as it is now"))
        self._picture.as_seen = as_seen
        self._bar = Gtk.ProgressBar(show_text=True)
        self._bar.get_accessible().set_name(title)
        self._curve, self._text = Gtk.Image(), line_of_text(56, 2)
        self._curve.set_size_request(PICTURE_SIZE, CURVE_HEIGHT)
        self._curve.set_tooltip_text(_("Loss after each evaluation, on a logarithmic scale"))
        self._curve.get_accessible().set_name(_("Curve of the loss"))
        self._pack()
        self._dialog.connect("response", lambda _dialog, response: self._respond(response))
        self._dialog.show_all()
        self._curve.set_can_focus(True)
        self._curve.grab_focus()  # so that a stray Return presses no button
        process_events()

    def _show_text(self, text: str) -> None:
        self._text.set_text(text)

    def _show_fraction(self, fraction: float) -> None:
        self._bar.set_fraction(fraction)

    def _show_picture(self, width: int, height: int, rgb: bytes) -> None:
        self._picture.show_rgb(width, height, rgb)

    def _show_curve(self, rows: bytes) -> None:
        self._curve.set_from_pixbuf(pixbuf_of(PICTURE_SIZE, CURVE_HEIGHT, rows, alpha=True))

    def _hide(self) -> None:
        self._dialog.hide()

    def _destroy(self) -> None:
        self._dialog.destroy()

    def _pack(self) -> None:
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12, border_width=12)
        for widget in (self._picture, self._curve, self._bar, self._text):
            box.pack_start(widget, False, False, 0)
        self._dialog.get_content_area().add(box)
        self._dialog.add_button(_("Continue in _background"), BACKGROUND)
        self._dialog.add_button(_("_Stop and keep"), STOP_RESPONSE)
        self._dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)

    def _process_events(self) -> None:
        process_events()

    def _disable_stop(self) -> None:
        self._dialog.set_response_sensitive(STOP_RESPONSE, False)
