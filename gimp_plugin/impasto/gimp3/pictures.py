"""What our windows in GTK 3 share: pictures, lines of text, a moment to breathe."""

from __future__ import annotations

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import GdkPixbuf, GLib, Gtk  # noqa: E402


class PictureBox(Gtk.Frame):
    """Shows the last picture it was given, as large as fits into `side` x `side` pixels; it keeps its own size."""

    def __init__(self, side: int, name: str) -> None:
        super().__init__(shadow_type=Gtk.ShadowType.IN)
        self._side = side
        self._image = Gtk.Image()
        self._image.set_size_request(side, side * 3 // 4)
        self._image.get_accessible().set_name(name)
        self.add(self._image)

    def show_rgb(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows."""
        self.show_pixbuf(pixbuf_of(width, height, rgb))

    def show_pixbuf(self, pixbuf: GdkPixbuf.Pixbuf) -> None:
        """Show a picture, enlarged or reduced."""
        width, height = pixbuf.get_width(), pixbuf.get_height()
        scale = self._side / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self._image.set_from_pixbuf(pixbuf.scale_simple(*size, GdkPixbuf.InterpType.BILINEAR))


def pixbuf_of(width: int, height: int, rows: bytes, alpha: bool = False) -> GdkPixbuf.Pixbuf:
    """8-bit sRGB rows as a pixbuf, with or without a fourth channel."""
    data, stride = GLib.Bytes.new(rows), (4 if alpha else 3) * width
    return GdkPixbuf.Pixbuf.new_from_bytes(data, GdkPixbuf.Colorspace.RGB, alpha, 8, width, height, stride)


def breathe() -> None:
    """Let the windows do what waits to be done."""
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)


def line_of_text(characters: int, lines: int) -> Gtk.Label:
    """A label that wraps and keeps room for so many lines, so that the window stays as it is."""
    label = Gtk.Label(xalign=0.0, yalign=0.0, wrap=True, lines=lines, max_width_chars=characters)
    label.set_width_chars(characters)
    layout = label.create_pango_layout("\n".join("X" * lines))
    label.set_size_request(-1, layout.get_pixel_size()[1])
    return label
