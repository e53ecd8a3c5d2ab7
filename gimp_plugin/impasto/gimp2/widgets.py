"""Widgets that our windows in GTK 2 share: pictures, lines of text, drop-downs, boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence

from _gimpfu.gtk import CHANGED, gtk
from _gimpfu.gtk import connect as connect_c
from _gimpfu.libraries import encoded, gobject

from gimp2 import gtk2

_SHADOW_IN, _MIDDLE = 1, 2
_NEVER, _AUTOMATIC = 2, 1
_TEXT_WIDTH = 24


def box(spacing: int, *widgets: int, across: bool = False) -> int:
    """A box with widgets one below the other, or side by side, each at its own size."""
    made: int = (gtk.gtk_hbox_new if across else gtk.gtk_vbox_new)(0, spacing)
    for widget in widgets:
        gtk.gtk_box_pack_start(made, widget, 0, 0, 0)
    return made


def add_labelled(row: int, mnemonic: str, widget: int) -> None:
    """Add a widget that fills the row, after a label whose mnemonic moves the focus to it."""
    label = gtk.gtk_label_new_with_mnemonic(encoded(mnemonic))
    gtk.gtk_label_set_mnemonic_widget(label, widget)
    gtk.gtk_box_pack_start(row, label, 0, 0, 0)
    gtk.gtk_box_pack_start(row, widget, 1, 1, 0)


def line_of_text(width: int, lines: int) -> int:
    """A label of some pixels' width that wraps and reserves room for so many lines."""
    label = wrapped("")
    gtk.gtk_misc_set_alignment(label, 0.0, 0.0)
    gtk.gtk_widget_set_size_request(label, width, gtk2.line_height(label, lines))
    return label


def wrapped(text: str) -> int:
    """A label that wraps."""
    label: int = gtk.gtk_label_new(encoded(text))
    gtk.gtk_label_set_line_wrap(label, 1)
    gtk.gtk_misc_set_alignment(label, 0.0, 0.5)
    return label


def button(mnemonic: str, tooltip: str, clicked: Callable[[], None]) -> int:
    """A button with a text."""
    made: int = gtk.gtk_button_new_with_mnemonic(encoded(mnemonic))
    gtk.gtk_widget_set_tooltip_text(made, encoded(tooltip))
    gtk2.on_signal(made, "clicked", clicked)
    return made


def at_the_left(widget: int) -> int:
    """A widget at its own width."""
    frame: int = gtk.gtk_alignment_new(0.0, 0.5, 0.0, 0.0)
    gtk.gtk_container_add(frame, widget)
    return frame


class PictureBox:
    """Shows the last picture it was given, as large as fits into `side` x `side` pixels; `widget` keeps its size.

    `as_seen` turns 8-bit sRGB rows of a size into those to draw on a widget.
    """

    def __init__(self, side: int, name: str) -> None:
        self.widget, self.image = gtk.gtk_frame_new(None), gtk.gtk_image_new()
        self.as_seen: Callable[[int, int, int, bytes], bytes] | None = None
        self._side, self._height = side, side * 3 // 4
        self._rows: tuple[int, int, bytes] | None = None
        gtk.gtk_frame_set_shadow_type(self.widget, _SHADOW_IN)
        self._reserve(0)
        gtk2.set_name(self.image, name)
        self._add_image()

    def show_rgb(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows, enlarged or reduced."""
        self._rows = width, height, rgb
        whole = self._drawn(width, height, rgb)
        self.show_pixbuf(whole)
        gobject.g_object_unref(whole)

    def show_again(self) -> None:
        """Show the last rows once more: how they are seen has changed."""
        if self._rows:
            self.show_rgb(*self._rows)

    def show_pixbuf(self, picture: int) -> None:
        """Show a picture, enlarged or reduced; it stays the caller's."""
        self._draw(gtk2.scaled(picture, self._side))

    def show_exactly(self, width: int, height: int, rgb: bytes) -> None:
        """Show 8-bit sRGB rows, pixel by pixel."""
        self._draw(self._drawn(width, height, rgb))

    def _drawn(self, width: int, height: int, rgb: bytes) -> int:
        return gtk2.new_pixbuf(width, height, self.as_seen(self.image, width, height, rgb) if self.as_seen else rgb)

    def _add_image(self) -> None:
        gtk.gtk_container_add(self.widget, self.image)

    def _draw(self, picture: int) -> None:
        """Show a picture that has its size, and is ours."""
        self._reserve(gtk2.size_of(picture)[1])
        gtk.gtk_image_set_from_pixbuf(self.image, picture)
        gobject.g_object_unref(picture)

    def _reserve(self, height: int) -> None:
        """Make room for a picture; of a smaller one than before the room stays, so that the window keeps its size."""
        self._height = max(self._height, height)
        gtk.gtk_widget_set_size_request(self.image, self._side, self._height)


class Chooser:
    """A drop-down; `chosen` is called with the id that the user has chosen, and not while it is filled.

    With `thumbnails` each entry has a picture of so many pixels before its text; a long text is cut in its middle.
    """

    def __init__(self, tooltip: str, chosen: Callable[[str], None], thumbnails: int = 0) -> None:
        self._ids: list[str] = []
        self._filling, self._chosen = False, chosen
        types = (ctypes.c_size_t * 2)(gtk2.pixbuf.gdk_pixbuf_get_type(), gtk2.STRING)
        self._store = gtk.gtk_list_store_newv(2, types)
        self.widget = gtk.gtk_combo_box_new_with_model(self._store)
        self._add_cells(thumbnails)
        gtk.gtk_widget_set_tooltip_text(self.widget, encoded(tooltip))
        connect_c(self.widget, "changed", CHANGED(lambda _widget, _data: self._choose()))

    @property
    def active(self) -> str:
        """The id of the active entry; empty where there is none."""
        place = gtk.gtk_combo_box_get_active(self.widget)
        return self._ids[place] if 0 <= place < len(self._ids) else ""

    def offer(self, texts: Mapping[str, str], active: str, pictures: Mapping[str, int] | None = None) -> str:
        """Offer texts by id; returns the id that is active afterwards: the first where `active` is not offered."""
        self._filling = True
        gtk.gtk_list_store_clear(self._store)
        self._ids = list(texts)
        for each, text in texts.items():
            self._append(text, (pictures or {}).get(each, 0))
        active = active if active in texts else next(iter(texts), "")
        if active in texts:
            gtk.gtk_combo_box_set_active(self.widget, self._ids.index(active))
        self._filling = False
        return active

    def show(self, active: str) -> None:
        """Make another entry the active one."""
        self._filling = True
        gtk.gtk_combo_box_set_active(self.widget, self._ids.index(active) if active in self._ids else -1)
        self._filling = False

    def _append(self, text: str, picture: int) -> None:
        place = gtk2.Iter()
        gtk.gtk_list_store_append(self._store, ctypes.byref(place))

        def put(column: int, kind: int, setter: str, value: object) -> None:
            gtk2.with_value(
                kind,
                setter,
                value,
                lambda held: gtk.gtk_list_store_set_value(self._store, ctypes.byref(place), column, held),
            )

        put(1, gtk2.STRING, "g_value_set_string", encoded(text))
        if picture:
            put(0, gtk2.pixbuf.gdk_pixbuf_get_type(), "g_value_set_object", picture)

    def _add_cells(self, thumbnails: int) -> None:
        text = gtk.gtk_cell_renderer_text_new()
        if thumbnails:
            picture = gtk.gtk_cell_renderer_pixbuf_new()
            gtk2.set_property(picture, "width", gtk2.INT, "g_value_set_int", thumbnails + 4)
            gtk.gtk_cell_layout_pack_start(self.widget, picture, 0)
            gtk.gtk_cell_layout_add_attribute(self.widget, picture, b"pixbuf", 0)
            ellipsis = gtk2.pango.pango_ellipsize_mode_get_type()
            gtk2.set_property(text, "ellipsize", ellipsis, "g_value_set_enum", _MIDDLE)
            gtk2.set_property(text, "width-chars", gtk2.INT, "g_value_set_int", _TEXT_WIDTH)
        gtk.gtk_cell_layout_pack_start(self.widget, text, 1)
        gtk.gtk_cell_layout_add_attribute(self.widget, text, b"text", 1)

    def _choose(self) -> None:
        if not self._filling and gtk.gtk_combo_box_get_active(self.widget) >= 0:
            self._chosen(self.active)


class Scrolled:
    """A widget that scrolls up and down where it is higher than `most` pixels, so that a dialog fits small screens."""

    def __init__(self, inner: int, most: int) -> None:
        self._most, self._height = most, 0
        self.widget = scrolled(inner, 0)
        gtk2.on_event(inner, "size-request", self._fit)

    def show_end(self) -> None:
        """Scroll down: something was unfolded there."""
        place = gtk.gtk_scrolled_window_get_vadjustment(self.widget)
        gtk.gtk_adjustment_set_value(place, gtk.gtk_adjustment_get_upper(place) - self._height)

    def _fit(self, address: int) -> bool:
        """What is inside asks for another size."""
        height = min(self._most, gtk2.Requisition.from_address(address).height)
        if height != self._height:
            self._height = height
            gtk2.soon(lambda: gtk.gtk_widget_set_size_request(self.widget, -1, height))
        return False


def scrolled(inner: int, height: int) -> int:
    """A widget that scrolls up and down in a frame of some height."""
    frame: int = gtk.gtk_scrolled_window_new(None, None)
    gtk.gtk_scrolled_window_set_policy(frame, _NEVER, _AUTOMATIC)
    view = gtk.gtk_viewport_new(None, None)
    gtk.gtk_viewport_set_shadow_type(view, 0)
    gtk.gtk_container_add(view, inner)
    gtk.gtk_container_add(frame, view)
    gtk.gtk_container_set_focus_vadjustment(inner, gtk.gtk_scrolled_window_get_vadjustment(frame))
    gtk.gtk_widget_set_size_request(frame, -1, height)
    return frame


def add_buttons(dialog: int, buttons: Sequence[tuple[bytes, int]]) -> None:
    """Add buttons to a dialog: stock names or mnemonics, and responses."""
    for text, response in buttons:
        gtk.gtk_dialog_add_button(dialog, text, response)
