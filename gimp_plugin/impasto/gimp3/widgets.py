"""Widgets that our windows in GTK 3 share: pictures, lines of text, drop-downs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gi.repository import Gdk, GdkPixbuf, Gio, GLib, Gtk

from gimp3.as_seen import AsSeen


class PictureBox(Gtk.Frame):
    """Shows the last picture it was given, as large as fits into `side` x `side` pixels; it keeps its own size.

    On a screen with a scale factor a pixel of GTK is several of the screen; a picture is drawn in those of the screen.
    `as_seen` turns 8-bit sRGB rows of a size into those to draw.
    """

    def __init__(self, side: int, name: str) -> None:
        super().__init__(shadow_type=Gtk.ShadowType.IN)
        self._side = side
        self.as_seen: AsSeen | None = None
        self._rows: tuple[int, int, bytes] | None = None
        self._image = Gtk.Image()
        self._image.set_size_request(side, side * 3 // 4)
        self._image.get_accessible().set_name(name)
        self.add(self._image)

    def show_rgb(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows."""
        self._rows = width, height, rgb
        self.show_pixbuf(pixbuf_of(width, height, self._drawn(width, height, rgb)))

    def show_thumbnail(self, pixbuf: GdkPixbuf.Pixbuf) -> None:
        """Show an opaque thumbnail that GIMP has made, which is sRGB."""
        width, height, stride = pixbuf.get_width(), pixbuf.get_height(), pixbuf.get_rowstride()
        rows = pixbuf.read_pixel_bytes().get_data()
        self.show_rgb(width, height, b"".join(rows[n * stride : n * stride + 3 * width] for n in range(height)))

    def show_again(self) -> None:
        """Show the last rows once more: how they are seen has changed."""
        if self._rows:
            self.show_rgb(*self._rows)

    def show_pixbuf(self, pixbuf: GdkPixbuf.Pixbuf) -> None:
        """Show a picture, enlarged or reduced."""
        width, height = pixbuf.get_width(), pixbuf.get_height()
        scale = self._side * self.get_scale_factor() / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self._draw(pixbuf.scale_simple(*size, GdkPixbuf.InterpType.BILINEAR))

    def show_exactly(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows, pixel by pixel."""
        self._draw(pixbuf_of(width, height, self._drawn(width, height, rgb)))

    def _drawn(self, width: int, height: int, rgb: bytes) -> bytes:
        return self.as_seen(self, width, height, rgb) if self.as_seen else rgb

    def _draw(self, pixbuf: GdkPixbuf.Pixbuf) -> None:
        """Show a picture that has its size, in pixels of the screen."""
        scale = self.get_scale_factor()
        if scale == 1:
            self._image.set_from_pixbuf(pixbuf)
            return
        # GTK enlarges a pixbuf. An icon it draws in the screen's pixels; a cairo surface would need one more package.
        _done, png = pixbuf.save_to_bufferv("png", ["compression"], ["1"])
        self._image.set_pixel_size(-(-max(pixbuf.get_width(), pixbuf.get_height()) // scale))
        self._image.set_from_gicon(Gio.BytesIcon.new(GLib.Bytes.new(png)), Gtk.IconSize.DIALOG)


class Chooser(Gtk.ComboBoxText):
    """A drop-down; `chosen` is called with the id that the user has chosen, and not while the drop-down is filled."""

    def __init__(self, tooltip: str, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._filling = False
        self.set_tooltip_text(tooltip)
        self.connect("changed", lambda _combo: None if self._filling else chosen(self.get_active_id()))

    def offer(self, texts: Mapping[str, str], active: str) -> str:
        """Offer texts by id; returns the id that is active afterwards: the first where `active` is not offered."""
        self._filling = True
        self.remove_all()
        for each, text in texts.items():
            self.append(each, text)
        active = active if active in texts else next(iter(texts))
        self.set_active_id(active)
        self._filling = False
        return active


def pixbuf_of(width: int, height: int, rows: bytes, alpha: bool = False) -> GdkPixbuf.Pixbuf:
    """8-bit sRGB rows as a pixbuf, with or without a fourth channel."""
    data, stride = GLib.Bytes.new(rows), (4 if alpha else 3) * width
    return GdkPixbuf.Pixbuf.new_from_bytes(data, GdkPixbuf.Colorspace.RGB, alpha, 8, width, height, stride)


def room() -> tuple[int, int]:
    """Width and height that a window may have on any screen there is, in GTK's pixels."""
    display = Gdk.Display.get_default()
    areas = [display.get_monitor(n).get_workarea() for n in range(display.get_n_monitors())]
    return min(area.width for area in areas), min(area.height for area in areas)


def scrolled(widget: Gtk.Widget, height: int) -> Gtk.ScrolledWindow:
    """A widget that scrolls where it is higher than this."""
    frame = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER, shadow_type=Gtk.ShadowType.NONE)
    frame.set_propagate_natural_height(True)
    frame.set_max_content_height(height)
    frame.add(widget)
    return frame


def scroll_down(frame: Gtk.ScrolledWindow) -> bool:
    """Show the end of what scrolls: something was unfolded there. For an idle moment, once."""
    place = frame.get_vadjustment()
    place.set_value(place.get_upper())
    return False


def process_events() -> None:
    """Let the windows process their pending events."""
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)


def line_of_text(characters: int, lines: int) -> Gtk.Label:
    """A label that wraps and reserves room for so many lines, so that the window keeps its size."""
    label = Gtk.Label(xalign=0.0, yalign=0.0, wrap=True, lines=lines, max_width_chars=characters)
    label.set_width_chars(characters)
    layout = label.create_pango_layout("\n".join("X" * lines))
    label.set_size_request(-1, layout.get_pixel_size()[1])
    return label


def add_labelled(box: Gtk.Box, mnemonic: str, widget: Gtk.Widget) -> None:
    """Add a widget that fills the row, after a label whose mnemonic moves the focus to it."""
    label = Gtk.Label.new_with_mnemonic(mnemonic)
    label.set_mnemonic_widget(widget)
    box.pack_start(label, False, False, 0)
    box.pack_start(widget, True, True, 0)
