"""A part of the final picture at 100 %, the button that shows it, and the frame on the preview around its place."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gdk, GdkPixbuf, Gtk

from common.preview import CROP_SIDE, Place, frame_sides
from common.texts import _
from gimp3.widgets import PictureBox, line_of_text

_WHITE, _BLACK = 0xFFFFFFFF, 0x000000FF


class Overview(PictureBox):
    """The preview with the frame; `choose` is called with a place (0..1, 0..1) when it is clicked or dragged over."""

    def __init__(self, side: int, name: str) -> None:
        super().__init__(side, name)
        self.choose: Callable[[float, float], None] = lambda _x, _y: None
        self._plain: GdkPixbuf.Pixbuf | None = None
        self._place: Place | None = None
        self.remove(self._image)
        box = Gtk.EventBox()
        box.add_events(Gdk.EventMask.BUTTON_PRESS_MASK | Gdk.EventMask.BUTTON1_MOTION_MASK)
        for event in ("button-press-event", "motion-notify-event"):
            box.connect(event, self._choose)
        box.add(self._image)
        self.add(box)

    def frame(self, place: Place | None) -> None:
        """Draw the frame around this place, or none."""
        if place != self._place:
            self._place = place
            if self._plain:
                self._draw(self._plain)

    def _draw(self, pixbuf: GdkPixbuf.Pixbuf) -> None:
        self._plain = pixbuf
        shown = pixbuf
        if self._place:
            shown = pixbuf.copy()
            for inset, colour in ((0, _BLACK), (1, _WHITE)):
                _outline(shown, self._place, inset, colour)
        super()._draw(shown)

    def _choose(self, box: Gtk.EventBox, event: Gdk.Event) -> bool:
        if self._plain is None:
            return False
        given, scale = box.get_allocation(), self.get_scale_factor()
        width, height = self._plain.get_width() / scale, self._plain.get_height() / scale
        x, y = event.x - (given.width - width) / 2, event.y - (given.height - height) / 2
        self.choose(min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height)))
        return True


class CropPane(Gtk.Box):
    """A part of the final picture, shown while `button` is pressed; a click on the overview chooses which."""

    def __init__(self, overview: Overview) -> None:
        super().__init__(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._overview = overview
        self.button = Gtk.ToggleButton(label=_("Part at _100 %"), use_underline=True)
        self.button.set_tooltip_text(_("show a part of the result as large as it will be, painted at full size"))
        self.picture = PictureBox(CROP_SIDE, _("Part of the result at 100 %"))
        hint = line_of_text(36, 2)
        hint.set_text(_("Click on the preview to choose another part."))
        for widget in (self.picture, hint):
            widget.show_all()
            self.pack_start(widget, False, False, 0)
        for hidden in (self, self.button):
            hidden.set_no_show_all(True)

    def connect_to(self, show: Callable[[float, float], None], hide: Callable[[], None]) -> None:
        """Call these for a part around a place (0..1, 0..1), in the middle at first, and for none."""

        def toggled(button: Gtk.ToggleButton) -> None:
            self.set_visible(button.get_active())
            if button.get_active():
                show(0.5, 0.5)
            else:
                hide()
                self.get_toplevel().resize(1, 1)  # as small as it can be

        def chosen(x: float, y: float) -> None:
            if self.button.get_active():
                show(x, y)

        self._overview.choose = chosen
        self.button.connect("toggled", toggled)

    def offer(self, offered: bool) -> None:
        """Show the button where a job can show parts of its result."""
        self.button.set_visible(offered)
        if not offered:
            self.button.set_active(False)

    def show_rgb(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows, pixel by pixel."""
        self.picture.show_exactly(width, height, rgb)


def _outline(pixbuf: GdkPixbuf.Pixbuf, place: Place, inset: int, colour: int) -> None:
    """Draw a rectangle of one pixel's width into a picture; its colour is RGBA."""
    width, height = pixbuf.get_width(), pixbuf.get_height()
    for side in frame_sides(place, width, height, inset):
        pixbuf.new_subpixbuf(*side).fill(colour)
