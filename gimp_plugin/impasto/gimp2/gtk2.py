"""What our windows need of GTK 2 beyond gimpfu's own dialogs: the prototypes, timers, events and pictures."""

from __future__ import annotations

import ctypes
import traceback
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_double, c_int, c_int32, c_size_t, c_uint, c_ulong, c_void_p
from typing import Any

from _gimpfu import gtk as g
from _gimpfu import libraries
from _gimpfu.gtk import gtk
from _gimpfu.libraries import declare, decoded, encoded, gobject, load, prototypes

_W = c_void_p
EVENT = ctypes.CFUNCTYPE(c_int, _W, _W, _W)
TIMER = ctypes.CFUNCTYPE(c_int, _W)
BUTTON_PRESS, BUTTON1_MOTION = 1 << 8, 1 << 5
"""Of GdkEventMask."""
RGB_SPACE, BITS, BILINEAR = 0, 8, 2


class Iter(ctypes.Structure):
    """GtkTreeIter."""

    _fields_ = (("stamp", c_int), ("one", _W), ("two", _W), ("three", _W))


class Value(ctypes.Structure):
    """GValue."""

    _fields_ = (("type", c_size_t), ("first", c_double), ("second", c_double))


class StockItem(ctypes.Structure):
    """GtkStockItem."""

    _fields_ = (("name", c_char_p), ("label", c_char_p), ("modifier", c_int), ("key", c_uint), ("domain", c_char_p))


class Allocation(ctypes.Structure):
    """GtkAllocation."""

    _fields_ = (("x", c_int), ("y", c_int), ("width", c_int), ("height", c_int))


class Requisition(ctypes.Structure):
    """GtkRequisition: what a widget asks for."""

    _fields_ = (("width", c_int), ("height", c_int))


class PointerEvent(ctypes.Structure):
    """The beginning of GdkEventButton and GdkEventMotion."""

    _fields_ = (
        ("type", c_int),
        ("window", _W),
        ("sent", ctypes.c_int8),
        ("time", ctypes.c_uint32),
        ("x", c_double),
        ("y", c_double),
    )


_GTK = prototypes(
    {
        "gtk_list_store_newv": (_W, c_int, POINTER(c_size_t)),
        "gtk_list_store_append": (None, _W, POINTER(Iter)),
        "gtk_list_store_set_value": (None, _W, POINTER(Iter), c_int, POINTER(Value)),
        "gtk_list_store_clear": (None, _W),
        "gtk_combo_box_new_with_model gtk_widget_get_accessible gtk_widget_get_toplevel": (_W, _W),
        "gtk_cell_renderer_pixbuf_new gtk_cell_renderer_text_new gtk_button_new gtk_event_box_new": (_W,),
        "gtk_cell_layout_pack_start": (None, _W, _W, c_int),
        "gtk_cell_layout_add_attribute": (None, _W, _W, c_char_p, c_int),
        "gtk_image_new_from_stock": (_W, c_char_p, c_int),
        "gtk_button_new_with_mnemonic gtk_toggle_button_new_with_mnemonic gtk_button_new_from_stock": (_W, c_char_p),
        "gtk_frame_new": (_W, c_char_p),
        "gtk_frame_set_shadow_type gtk_widget_add_events gtk_widget_set_no_show_all gtk_label_set_selectable": (
            None,
            _W,
            c_int,
        ),
        "gtk_widget_get_visible": (c_int, _W),
        "gtk_viewport_new": (_W, _W, _W),
        "gtk_viewport_set_shadow_type": (None, _W, c_int),
        "gtk_adjustment_get_upper": (c_double, _W),
        "gtk_widget_size_request": (None, _W, POINTER(Requisition)),
        "gdk_screen_get_default": (_W,),
        "gdk_screen_get_width gdk_screen_get_height": (c_int, _W),
        "gtk_stock_lookup": (c_int, c_char_p, POINTER(StockItem)),
        "gtk_box_pack_end": (None, _W, _W, c_int, c_int, c_uint),
        "gtk_alignment_new": (_W, *(ctypes.c_float,) * 4),
        "gtk_adjustment_set_value": (None, _W, c_double),
        "gtk_widget_create_pango_layout": (_W, _W, c_char_p),
        "gtk_widget_get_allocation": (None, _W, POINTER(Allocation)),
        "gtk_window_resize": (None, _W, c_int, c_int),
        "gtk_window_set_focus": (None, _W, _W),
        "gtk_progress_bar_set_text": (None, _W, c_char_p),
        "gtk_window_set_icon_from_file": (c_int, _W, c_char_p, _W),
        "gtk_file_chooser_dialog_new": (_W, c_char_p, _W, c_int, c_void_p),
        "gtk_button_box_set_child_secondary": (None, _W, _W, c_int),
        "gtk_dialog_response": (None, _W, c_int),
    }
)
_GLIB: libraries.Prototypes = {"g_timeout_add": (c_uint, c_uint, TIMER, _W), "g_source_remove": (c_int, c_uint)}
_GOBJECT: libraries.Prototypes = {
    "g_value_init": (_W, POINTER(Value), c_size_t),
    "g_value_set_string": (None, POINTER(Value), c_char_p),
    "g_value_set_object": (None, POINTER(Value), _W),
    "g_value_set_int": (None, POINTER(Value), c_int),
    "g_value_set_enum": (None, POINTER(Value), c_int),
    "g_value_unset": (None, POINTER(Value)),
    "g_object_set_property": (None, _W, c_char_p, POINTER(Value)),
}
_PIXBUF: libraries.Prototypes = {
    "gdk_pixbuf_copy": (_W, _W),
    "gdk_pixbuf_fill": (None, _W, ctypes.c_uint32),
    "gdk_pixbuf_saturate_and_pixelate": (None, _W, _W, ctypes.c_float, c_int),
    "gdk_pixbuf_new_subpixbuf": (_W, _W, c_int, c_int, c_int, c_int),
    "gdk_pixbuf_get_type": (c_size_t,),
    "gdk_pixbuf_get_width": (c_int, _W),
    "gdk_pixbuf_get_height": (c_int, _W),
}
_UI: libraries.Prototypes = {
    "gimp_drawable_get_thumbnail": (_W, c_int32, c_int, c_int, c_int),
    "gimp_drawable_get_sub_thumbnail": (_W, c_int32, *(c_int,) * 7),
}
_ATK: libraries.Prototypes = {"atk_object_set_name": (None, _W, c_char_p)}
_PANGO: libraries.Prototypes = {
    "pango_layout_get_pixel_size": (None, _W, POINTER(c_int), POINTER(c_int)),
    "pango_ellipsize_mode_get_type": (c_ulong,),
}

declare(gtk, "GTK 2", _GTK)
declare(gobject, "GObject", _GOBJECT)
declare(g.pixbuf, "gdk-pixbuf", _PIXBUF)
declare(g.ui, "libgimpui", _UI)
glib, atk, pango = load("glib-2.0", 0, _GLIB), load("atk-1.0", 0, _ATK), load("pango-1.0", 0, _PANGO)
pixbuf = g.pixbuf

STRING, INT = 16 << 2, 6 << 2
"""G_TYPE_STRING, G_TYPE_INT."""


def on_signal(widget: int, signal: str, function: Callable[[], None]) -> None:
    """Call a Python function without arguments at a signal that has none, such as "clicked"."""
    g.connect(widget, signal, g.CHANGED(lambda _widget, _data: _guarded(function)))


def on_event(widget: int, signal: str, function: Callable[[int], bool]) -> None:
    """Call a Python function with the address of the event; whether it was used up."""

    def callback(_widget: int, event: int, _data: int) -> int:
        return int(bool(_guarded(lambda: function(event))))

    g.connect(widget, signal, EVENT(callback))


class Timer:
    """Calls a function at intervals, of milliseconds, until it is stopped."""

    def __init__(self, interval: int, function: Callable[[], None]) -> None:
        def callback(_data: int) -> int:
            _guarded(function)
            return 1

        self._callback = TIMER(callback)
        self._number = glib.g_timeout_add(interval, self._callback, None)

    def stop(self) -> None:
        """Call it no more."""
        glib.g_source_remove(self._number)


def letter_of(stock: bytes) -> str:
    """The letter that is underlined on a button of GTK's own; empty where there is none."""
    item = StockItem()
    if not gtk.gtk_stock_lookup(stock, ctypes.byref(item)):
        return ""
    return decoded(item.label).partition("_")[2][:1].lower()


def soon(function: Callable[[], None], milliseconds: int = 0) -> None:
    """Call a function once, a little later."""

    def callback(_data: int) -> int:
        _guarded(function)
        _waiting.remove(kept)
        return 0

    kept = TIMER(callback)
    _waiting.append(kept)
    glib.g_timeout_add(milliseconds, kept, None)


_waiting: list[Any] = []


def natural_width(widget: int) -> int:
    """How wide a widget wants to be."""
    asked = Requisition()
    gtk.gtk_widget_size_request(widget, ctypes.byref(asked))
    return asked.width


def set_name(widget: int, name: str) -> None:
    """Tell screen readers what a widget is."""
    atk.atk_object_set_name(gtk.gtk_widget_get_accessible(widget), encoded(name))


def show(widget: int, shown: bool) -> None:
    """Show or hide a widget."""
    (gtk.gtk_widget_show if shown else gtk.gtk_widget_hide)(widget)


def set_property(thing: int, name: str, kind: int, setter: str, value: Any) -> None:
    """Set a GObject's property that has no function of its own."""
    with_value(kind, setter, value, lambda held: gobject.g_object_set_property(thing, encoded(name), held))


def with_value(kind: int, setter: str, value: Any, use: Callable[[Any], None]) -> None:
    """Call a function with a GValue of a type, set by a function such as g_value_set_int."""
    held = Value()
    gobject.g_value_init(ctypes.byref(held), kind)
    getattr(gobject, setter)(ctypes.byref(held), value)
    use(ctypes.byref(held))
    gobject.g_value_unset(ctypes.byref(held))


def new_pixbuf(width: int, height: int, rows: bytes, alpha: bool = False) -> int:
    """8-bit sRGB rows as a pixbuf of its own, with or without a fourth channel."""
    stride = (4 if alpha else 3) * width
    borrowed = pixbuf.gdk_pixbuf_new_from_data(rows, RGB_SPACE, int(alpha), BITS, width, height, stride, None, None)
    own: int = pixbuf.gdk_pixbuf_copy(borrowed)
    gobject.g_object_unref(borrowed)
    return own


def scaled(picture: int, longest: int) -> int:
    """A pixbuf enlarged or reduced to a longest side, as a new one."""
    width, height = size_of(picture)
    scale = longest / max(width, height)
    made: int = pixbuf.gdk_pixbuf_scale_simple(
        picture, max(1, round(width * scale)), max(1, round(height * scale)), BILINEAR
    )
    return made


def size_of(picture: int) -> tuple[int, int]:
    """A pixbuf's width and height."""
    return pixbuf.gdk_pixbuf_get_width(picture), pixbuf.gdk_pixbuf_get_height(picture)


def thumbnail(drawable: int, longest: int) -> int:
    """A small picture of a drawable, by its ID: a pixbuf, or 0."""
    small_checks = 0
    return g.ui.gimp_drawable_get_thumbnail(drawable, longest, longest, small_checks) or 0


def part_thumbnail(drawable: int, area: tuple[int, int, int, int], longest: int) -> int:
    """A small picture of a part of a drawable: a pixbuf, or 0."""
    scale, small_checks = longest / max(area[2:]), 0
    size = (max(1, round(scale * side)) for side in area[2:])
    return g.ui.gimp_drawable_get_sub_thumbnail(drawable, *area, *size, small_checks) or 0


def room() -> tuple[int, int]:
    """The screen's width and height in pixels."""
    screen = gtk.gdk_screen_get_default()
    return gtk.gdk_screen_get_width(screen), gtk.gdk_screen_get_height(screen)


def line_height(widget: int, lines: int) -> int:
    """How many pixels so many lines of text take."""
    layout = gtk.gtk_widget_create_pango_layout(widget, encoded("\n".join("X" * lines)))
    width, height = c_int(), c_int()
    pango.pango_layout_get_pixel_size(layout, ctypes.byref(width), ctypes.byref(height))
    gobject.g_object_unref(layout)
    return height.value


def _guarded(function: Callable[[], Any]) -> Any:
    """Call a function; C cannot pass on what it raises."""
    try:
        return function()
    except Exception:
        traceback.print_exc()
        return None
