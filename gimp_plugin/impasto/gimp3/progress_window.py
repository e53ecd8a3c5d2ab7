"""The progress window: the evolving picture, the curve of its loss, a bar, a line of text, and three buttons."""

from __future__ import annotations

import time

from gi.repository import GimpUi, Gtk

from common import curve
from common.progress import STOP_RESPONSE, ProgressWindow
from common.texts import _
from gimp3.as_seen import AsSeen
from gimp3.progress import Bar, tell
from gimp3.widgets import PictureBox, line_of_text, pixbuf_of, process_events, room

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

    def show(self, fraction: float, text: str) -> None:
        if self._bar_of_gimp:
            self._bar_of_gimp.show(fraction, text)
            return
        self._text.set_text(text)
        if fraction >= 0:
            self._bar.set_fraction(min(1.0, fraction))

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
        drawn = curve.draw(self._losses, evaluations, PICTURE_SIZE, CURVE_HEIGHT)
        self._curve.set_from_pixbuf(pixbuf_of(PICTURE_SIZE, CURVE_HEIGHT, drawn, alpha=True))

    def finish(self, text: str) -> None:
        if self._bar_of_gimp:
            tell(text)

    def close(self) -> None:
        if self._bar_of_gimp:
            self._bar_of_gimp.close()
        self._dialog.destroy()
        process_events()

    def _pack(self) -> None:
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12, border_width=12)
        for widget in (self._picture, self._curve, self._bar, self._text):
            box.pack_start(widget, False, False, 0)
        self._dialog.get_content_area().add(box)
        self._dialog.add_button(_("Continue in _background"), _BACKGROUND)
        self._dialog.add_button(_("_Stop and keep"), STOP_RESPONSE)
        self._dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)

    def _respond(self, response: int) -> None:
        if response == _BACKGROUND:
            self._dialog.hide()
            self._bar_of_gimp = Bar(self._title)
        else:
            super()._respond(response)

    def _process_events(self) -> None:
        process_events()

    def _disable_stop(self) -> None:
        self._dialog.set_response_sensitive(STOP_RESPONSE, False)
