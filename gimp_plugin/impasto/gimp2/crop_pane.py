"""A part of the final picture at 100 %, the button that shows it, and the frame on the preview around its place."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from _gimpfu.gtk import gtk
from _gimpfu.libraries import encoded, gobject

from common.preview import CROP_SIDE, Place, frame_sides
from common.texts import _
from gimp2 import gtk2
from gimp2.widgets import PictureBox, box, line_of_text

_WHITE, _BLACK = 0xFFFFFFFF, 0x000000FF


class Overview(PictureBox):
    """The preview with the frame; `choose` is called with a place (0..1, 0..1) when it is clicked or dragged over."""

    def __init__(self, side: int, name: str) -> None:
        self.choose: Callable[[float, float], None] = lambda _x, _y: None
        self._plain = 0
        self._place: Place | None = None
        super().__init__(side, name)

    def frame(self, place: Place | None) -> None:
        """Draw the frame around this place, or none."""
        if place != self._place:
            self._place = place
            self._draw_framed()

    def _add_image(self) -> None:
        events = gtk.gtk_event_box_new()
        gtk.gtk_widget_add_events(events, gtk2.BUTTON_PRESS | gtk2.BUTTON1_MOTION)
        for signal in ("button-press-event", "motion-notify-event"):
            gtk2.on_event(events, signal, self._choose)
        gtk.gtk_container_add(events, self.image)
        gtk.gtk_container_add(self.widget, events)

    def _draw(self, picture: int) -> None:
        if self._plain:
            gobject.g_object_unref(self._plain)
        self._plain = picture
        self._draw_framed()

    def _draw_framed(self) -> None:
        if not self._plain:
            return
        shown = gtk2.pixbuf.gdk_pixbuf_copy(self._plain)
        if self._place:
            for inset, colour in ((0, _BLACK), (1, _WHITE)):
                _outline(shown, self._place, inset, colour)
        super()._draw(shown)

    def _choose(self, address: int) -> bool:
        if not self._plain:
            return False
        event, given = gtk2.PointerEvent.from_address(address), gtk2.Allocation()
        gtk.gtk_widget_get_allocation(self.image, ctypes.byref(given))
        width, height = gtk2.size_of(self._plain)
        x, y = event.x - (given.width - width) / 2, event.y - (given.height - height) / 2
        self.choose(min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height)))
        return True


class CropPane:
    """A part of the final picture, shown while `button` is pressed; a click on the overview chooses which."""

    def __init__(self, overview: Overview) -> None:
        self._overview = overview
        self.button = gtk.gtk_toggle_button_new_with_mnemonic(encoded(_("Part at _100 %")))
        tip = _("show a part of the result as large as it will be, painted at full size")
        gtk.gtk_widget_set_tooltip_text(self.button, encoded(tip))
        self.picture = PictureBox(CROP_SIDE, _("Part of the result at 100 %"))
        hint = line_of_text(CROP_SIDE, 2)
        gtk.gtk_label_set_text(hint, encoded(_("Click on the preview to choose another part.")))
        self.widget = box(6, self.picture.widget, hint)
        gtk.gtk_widget_show_all(self.widget)
        for hidden in (self.widget, self.button):
            gtk.gtk_widget_hide(hidden)
            gtk.gtk_widget_set_no_show_all(hidden, 1)

    def connect_to(self, show: Callable[[float, float], None], hide: Callable[[], None]) -> None:
        """Call these for a part around a place (0..1, 0..1), in the middle at first, and for none."""

        def is_pressed() -> bool:
            return bool(gtk.gtk_toggle_button_get_active(self.button))

        def toggled() -> None:
            gtk2.show(self.widget, is_pressed())
            if is_pressed():
                show(0.5, 0.5)
            else:
                hide()
                gtk.gtk_window_resize(gtk.gtk_widget_get_toplevel(self.button), 1, 1)  # as small as it can be

        def chosen(x: float, y: float) -> None:
            if is_pressed():
                show(x, y)

        self._overview.choose = chosen
        gtk2.on_signal(self.button, "toggled", toggled)

    def offer(self, offered: bool) -> None:
        """Show the button where a job can show parts of its result."""
        gtk2.show(self.button, offered)
        if not offered:
            gtk.gtk_toggle_button_set_active(self.button, 0)

    def show_rgb(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows, pixel by pixel."""
        self.picture.show_exactly(width, height, rgb)


def _outline(picture: int, place: Place, inset: int, colour: int) -> None:
    """Draw a rectangle of one pixel's width into a pixbuf; its colour is RGBA."""
    width, height = gtk2.size_of(picture)
    for side in frame_sides(place, width, height, inset):
        part = gtk2.pixbuf.gdk_pixbuf_new_subpixbuf(picture, *side)
        gtk2.pixbuf.gdk_pixbuf_fill(part, colour)
        gobject.g_object_unref(part)
