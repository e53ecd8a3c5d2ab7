"""The progress window: the evolving picture, the curve of its loss, a bar, a line of text, and three buttons."""

from __future__ import annotations

import time

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from common import curve  # noqa: E402
from common.host import Wish  # noqa: E402
from common.texts import _  # noqa: E402
from gi.repository import GimpUi, Gtk  # noqa: E402

from gimp3 import message  # noqa: E402
from gimp3.pictures import PictureBox, breathe, line_of_text, pixbuf_of  # noqa: E402
from gimp3.progress import Bar  # noqa: E402

PICTURE_SIZE = 480
"""Longest side, in pixels, of the picture in the window."""
CURVE_HEIGHT = 56
SECONDS_BETWEEN_CURVES = 0.5

_STOP, _BACKGROUND = 1, 2


class Window:
    """A window beside GIMP's, which stays usable. Closing it means Cancel.

    In the background the window is gone, and GIMP's own progress bar goes on; its Cancel ends this whole process.
    """

    def __init__(self, title: str) -> None:
        self._title, self._wish = title, Wish.GO_ON
        self._bar_of_gimp: Bar | None = None
        self._losses: list[tuple[int, int, float]] = []
        self._drawn_at = 0.0
        self._dialog = GimpUi.Dialog(title=title, role="impasto-progress")
        self._dialog.set_resizable(False)
        GimpUi.window_set_transient(self._dialog)
        self._picture = PictureBox(PICTURE_SIZE, _("The picture as it is now"))
        self._bar = Gtk.ProgressBar(show_text=True)
        self._curve, self._text = Gtk.Image(), line_of_text(56, 2)
        self._curve.set_size_request(PICTURE_SIZE, CURVE_HEIGHT)
        self._curve.set_tooltip_text(_("How far the picture is from what it shall be, on a logarithmic scale"))
        self._curve.get_accessible().set_name(_("Curve of the loss"))
        self._pack()
        self._dialog.connect("response", self._answer)
        self._dialog.show_all()
        self._curve.set_can_focus(True)
        self._curve.grab_focus()  # so that a stray Return presses no button
        self.wish()

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: no news of it) and a line about it."""
        if self._bar_of_gimp:
            self._bar_of_gimp.show(fraction, text)
            return
        self._text.set_text(text)
        if fraction >= 0:
            self._bar.set_fraction(min(1.0, fraction))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""
        if not self._bar_of_gimp:
            self._picture.show_rgb(width, height, rgb)

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        """Show the loss of one more evaluation, of so many in all."""
        if self._losses and evaluation < self._losses[-1][1]:  # another layer
            self._losses.clear()
        self._losses.append((level, evaluation, loss))
        if self._bar_of_gimp or time.monotonic() < self._drawn_at + SECONDS_BETWEEN_CURVES:
            return
        self._drawn_at = time.monotonic()
        drawn = curve.draw(self._losses, evaluations, PICTURE_SIZE, CURVE_HEIGHT)
        self._curve.set_from_pixbuf(pixbuf_of(PICTURE_SIZE, CURVE_HEIGHT, drawn, alpha=True))

    def wish(self) -> Wish:
        """Let the window breathe and say what the user asked for since the job began."""
        breathe()
        return self._wish

    def finish(self, text: str) -> None:
        """All is done: tell a user who sent the window away."""
        if self._bar_of_gimp:
            message.tell(text)

    def close(self) -> None:
        """Take the window away."""
        if self._bar_of_gimp:
            self._bar_of_gimp.close()
        self._dialog.destroy()
        breathe()

    def _pack(self) -> None:
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12, border_width=12)
        for widget in (self._picture, self._curve, self._bar, self._text):
            box.pack_start(widget, False, False, 0)
        self._dialog.get_content_area().add(box)
        self._dialog.add_button(_("Continue in _background"), _BACKGROUND)
        self._dialog.add_button(_("_Stop and keep"), _STOP)
        self._dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)

    def _answer(self, dialog: Gtk.Dialog, response: int) -> None:
        """A button was pressed, or the window closed; a Cancel stays a Cancel."""
        if response == _BACKGROUND:
            dialog.hide()
            self._bar_of_gimp = Bar(self._title)
        elif response == _STOP and self._wish is Wish.GO_ON:
            self._wish = Wish.STOP
            dialog.set_response_sensitive(_STOP, False)
        elif response != _STOP:
            self._wish = Wish.CANCEL
