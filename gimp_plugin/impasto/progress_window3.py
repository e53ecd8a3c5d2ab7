"""The progress window: the evolving picture, a bar, a line of text, "Stop and keep" and "Cancel"."""

from __future__ import annotations

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from gi.repository import GdkPixbuf, GimpUi, GLib, Gtk  # noqa: E402
from host import Wish  # noqa: E402
from texts import _  # noqa: E402

PICTURE_SIZE = 400
"""Longest side, in pixels, of the picture in the window."""

_STOP = 1


class Window:
    """A window beside GIMP's, which stays usable. Closing it means Cancel."""

    def __init__(self, title: str) -> None:
        self._wish = Wish.GO_ON
        self._dialog = GimpUi.Dialog(title=title, role="impasto-progress")
        self._dialog.set_resizable(False)
        GimpUi.window_set_transient(self._dialog)
        self._picture, self._bar, self._text = Gtk.Image(), Gtk.ProgressBar(show_text=True), Gtk.Label()
        self._picture.set_size_request(PICTURE_SIZE, PICTURE_SIZE * 3 // 4)
        self._picture.set_can_focus(True)
        self._text.set_line_wrap(True)
        self._text.set_max_width_chars(48)
        self._text.set_size_request(PICTURE_SIZE, 40)  # two lines, so that the window keeps its size
        self._pack()
        self._dialog.connect("response", self._answer)
        self._dialog.show_all()
        self._picture.grab_focus()  # so that a stray Return presses neither button
        self.wish()

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: no news of it) and a line about it."""
        self._text.set_text(text)
        if fraction >= 0:
            self._bar.set_fraction(min(1.0, fraction))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""
        pixbuf = GdkPixbuf.Pixbuf.new_from_bytes(
            GLib.Bytes.new(rgb), GdkPixbuf.Colorspace.RGB, False, 8, width, height, 3 * width
        )
        scale = PICTURE_SIZE / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self._picture.set_from_pixbuf(pixbuf.scale_simple(*size, GdkPixbuf.InterpType.BILINEAR))

    def wish(self) -> Wish:
        """Let the window breathe and say what the user asked for since the job began."""
        context = GLib.MainContext.default()
        while context.pending():
            context.iteration(False)
        return self._wish

    def close(self) -> None:
        """Take the window away."""
        self._dialog.destroy()
        context = GLib.MainContext.default()
        while context.pending():
            context.iteration(False)

    def _pack(self) -> None:
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12, border_width=12)
        for widget in (self._picture, self._bar, self._text):
            box.pack_start(widget, False, False, 0)
        self._dialog.get_content_area().add(box)
        self._dialog.add_button(_("_Stop and keep"), _STOP)
        self._dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)

    def _answer(self, dialog: Gtk.Dialog, response: int) -> None:
        """A button was pressed, or the window closed; a Cancel stays a Cancel."""
        if response == _STOP and self._wish is Wish.GO_ON:
            self._wish = Wish.STOP
            dialog.set_response_sensitive(_STOP, False)
        elif response != _STOP:
            self._wish = Wish.CANCEL
