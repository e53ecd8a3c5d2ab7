"""GTK 2 and GIMP's own widgets: loaded only when a window is needed."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_double, c_float, c_int, c_int32, c_uint, c_ulong, c_void_p
from pathlib import Path
from typing import Any

from .libraries import Prototypes, encoded, gobject, load, prototypes, taken
from .structs import Rgb

CANCEL, OK = -6, -5
EXPAND_FILL = 5
FILL = 4
RESPONSE = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_void_p)
CHANGED = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)

_W = c_void_p
_SCALE = (_W, c_int, c_int, c_char_p, c_int, c_int, *(c_double,) * 5, c_uint, c_int, *(c_double,) * 2, *(c_char_p,) * 2)

GTK = prototypes(
    {
        "gtk_window_present gtk_widget_show gtk_widget_show_all gtk_widget_hide gtk_widget_destroy "
        "gtk_widget_grab_focus gtk_spin_button_update": (None, _W),
        "gtk_window_set_transient_for gtk_container_add gtk_container_set_focus_vadjustment "
        "gtk_label_set_mnemonic_widget gtk_scrolled_window_add_with_viewport gtk_image_set_from_pixbuf": (None, _W, _W),
        "gtk_text_view_scroll_mark_onscreen": (None, _W, _W),
        "gtk_box_pack_start": (None, _W, _W, c_int, c_int, c_uint),
        "gtk_table_attach": (None, _W, _W, *(c_uint,) * 4, c_int, c_int, c_uint, c_uint),
        "gtk_text_buffer_get_bounds": (None, _W, _W, _W),
        "gtk_window_set_title gtk_window_set_role gtk_widget_set_tooltip_text gtk_label_set_text gtk_entry_set_text "
        "gtk_combo_box_append_text": (None, _W, c_char_p),
        "gtk_text_buffer_set_text gtk_text_buffer_insert_at_cursor": (None, _W, c_char_p, c_int),
        "gtk_spin_button_set_value gtk_progress_bar_set_fraction": (None, _W, c_double),
        "gtk_misc_set_alignment": (None, _W, c_float, c_float),
        "gtk_dialog_set_default_response gtk_window_set_resizable gtk_widget_set_sensitive gtk_widget_set_can_focus "
        "gtk_label_set_line_wrap gtk_label_set_width_chars gtk_label_set_max_width_chars "
        "gtk_entry_set_activates_default gtk_toggle_button_set_active gtk_combo_box_set_active "
        "gtk_text_view_set_wrap_mode gtk_text_view_set_editable gtk_editable_set_position gtk_dialog_response "
        "gtk_scrolled_window_set_shadow_type": (None, _W, c_int),
        "gtk_dialog_set_response_sensitive": (None, _W, c_int, c_int),
        "gtk_widget_set_size_request gtk_scrolled_window_set_policy": (None, _W, c_int, c_int),
        "gtk_container_set_border_width gtk_table_set_row_spacings gtk_table_set_col_spacings "
        "gtk_spin_button_set_digits": (None, _W, c_uint),
        "gtk_dialog_new gtk_entry_new gtk_combo_box_new_text gtk_text_view_new": (_W,),
        "gtk_progress_bar_new gtk_image_new": (_W,),
        "gtk_dialog_get_content_area gtk_dialog_get_action_area gtk_text_view_get_buffer "
        "gtk_scrolled_window_get_vadjustment gtk_file_chooser_get_filename gtk_text_buffer_get_insert": (_W, _W),
        "gtk_file_chooser_dialog_new": (_W, c_char_p, _W, c_int, _W),
        "gtk_scrolled_window_new": (_W, _W, _W),
        "gtk_text_buffer_get_text": (_W, _W, _W, _W, c_int),
        "gtk_radio_button_new_with_mnemonic_from_widget": (_W, _W, c_char_p),
        "gtk_dialog_add_button": (_W, _W, c_char_p, c_int),
        "gtk_message_dialog_new": (_W, _W, c_int, c_int, c_int, c_char_p, c_char_p),
        "gtk_label_new gtk_label_new_with_mnemonic": (_W, c_char_p),
        "gtk_clipboard_get": (_W, _W),
        "gtk_clipboard_set_text": (None, _W, c_char_p, c_int),
        "gtk_clipboard_store": (None, _W),
        "gtk_check_button_new_with_mnemonic gtk_expander_new_with_mnemonic": (_W, c_char_p),
        "gtk_file_chooser_button_new": (_W, c_char_p, c_int),
        "gtk_spin_button_new_with_range": (_W, c_double, c_double, c_double),
        "gtk_hbox_new gtk_vbox_new": (_W, c_int, c_int),
        "gtk_table_new": (_W, c_uint, c_uint, c_int),
        "gtk_entry_get_text": (c_char_p, _W),
        "gtk_spin_button_get_value gtk_adjustment_get_value": (c_double, _W),
        "gtk_true gtk_events_pending": (c_int,),
        "gtk_dialog_run gtk_toggle_button_get_active gtk_combo_box_get_active": (c_int, _W),
        "gtk_init_check": (c_int, _W, _W),
        "gtk_file_chooser_set_filename": (c_int, _W, c_char_p),
        "gtk_main_iteration_do": (c_int, c_int),
        "gtk_entry_get_type": (c_ulong,),
    }
)

WIDGETS: Prototypes = {
    "gimp_hint_box_new": (_W, c_char_p),
    "gimp_scale_entry_new": (_W, *_SCALE),
    "gimp_int_combo_box_set_active": (c_int, _W, c_int),
    "gimp_int_combo_box_get_active": (c_int, _W, POINTER(c_int)),
    "gimp_color_button_new": (_W, c_char_p, c_int, c_int, POINTER(Rgb), c_int),
    "gimp_color_button_get_color": (None, _W, POINTER(Rgb)),
    "gimp_file_entry_new": (_W, c_char_p, c_char_p, c_int, c_int),
    "gimp_file_entry_get_filename": (_W, _W),
}

UI = prototypes(
    {
        "gimp_export_image": (c_int, POINTER(c_int32), POINTER(c_int32), c_char_p, c_int),
        "gimp_ui_init": (None, c_char_p, c_int),
        "gimp_window_set_transient": (None, _W),
        "gimp_progress_bar_new": (_W,),
        "gimp_proc_browser_dialog_new": (_W, c_char_p, c_char_p, _W, c_char_p, _W),
        "gimp_proc_browser_dialog_get_selected": (c_char_p, _W),
        "gimp_image_combo_box_new gimp_drawable_combo_box_new gimp_layer_combo_box_new gimp_channel_combo_box_new "
        "gimp_vectors_combo_box_new": (_W, _W, _W),
        "gimp_font_select_button_new gimp_gradient_select_button_new gimp_palette_select_button_new "
        "gimp_pattern_select_button_new": (_W, c_char_p, c_char_p),
        "gimp_brush_select_button_new": (_W, c_char_p, c_char_p, c_double, c_int, c_int),
        "gimp_font_select_button_get_font gimp_gradient_select_button_get_gradient "
        "gimp_palette_select_button_get_palette gimp_pattern_select_button_get_pattern": (c_char_p, _W),
        "gimp_brush_select_button_get_brush": (c_char_p, _W, _W, _W, _W),
        "gimp_font_select_button_set_font gimp_gradient_select_button_set_gradient "
        "gimp_palette_select_button_set_palette gimp_pattern_select_button_set_pattern": (None, _W, c_char_p),
        "gimp_brush_select_button_set_brush": (None, _W, c_char_p, c_double, c_int, c_int),
    }
)

PIXBUF: Prototypes = {
    "gdk_pixbuf_new_from_data": (c_void_p, c_char_p, *(c_int,) * 6, c_void_p, c_void_p),
    "gdk_pixbuf_scale_simple": (c_void_p, c_void_p, c_int, c_int, c_int),
}

CONSTRAINT = ctypes.CFUNCTYPE(c_int, c_int32, c_int32, c_void_p)
"""Whether a drop-down shows an item: image ID, item ID, unused."""

gtk = load({"win32": "gtk-win32-2.0", "darwin": "gtk-quartz-2.0"}.get(sys.platform, "gtk-x11-2.0"), 0, GTK)
widgets = load("gimpwidgets-2.0", 0, WIDGETS)
ui = load("gimpui-2.0", 0, UI)
pixbuf = load("gdk_pixbuf-2.0", 0, PIXBUF)
gobject.g_signal_connect_data.restype = c_ulong
gobject.g_signal_connect_data.argtypes = (c_void_p, c_char_p, c_void_p, c_void_p, c_void_p, c_int)

_kept_for_ever: list[Any] = []
_started: list[bool] = []


def start() -> None:
    """Open the display, with GIMP's theme; RuntimeError where there is none."""
    if _started:
        return
    if not gtk.gtk_init_check(None, None):
        raise RuntimeError("A dialog was asked for, but there is no display to show it on.")
    ui.gimp_ui_init(encoded(Path(sys.argv[0]).stem), 0)
    _started.append(True)


def start_if_possible() -> None:
    """Open the display where there is one: for what shows a window only to users who have one."""
    with contextlib.suppress(RuntimeError):
        start()


def connect(widget: int, signal: str, callback: Any) -> None:
    """Call a C function, or a ctypes callback, at a signal."""
    _kept_for_ever.append(callback)
    gobject.g_signal_connect_data(widget, encoded(signal), ctypes.cast(callback, c_void_p), None, None, 0)


def on_response(dialog: int, function: Callable[[int], None]) -> None:
    """Call a Python function with the number of the button pressed."""

    def callback(_dialog: int, response: int, _data: int) -> None:
        function(response)

    connect(dialog, "response", RESPONSE(callback))


def new_dialog(title: str, role: str) -> int:
    """An empty dialog above GIMP's window; closing it is an answer, but does not destroy it."""
    start()
    dialog: int = gtk.gtk_dialog_new()
    gtk.gtk_window_set_title(dialog, encoded(title))
    gtk.gtk_window_set_role(dialog, encoded(role))
    ui.gimp_window_set_transient(dialog)
    connect(dialog, "delete-event", gtk.gtk_true)
    return dialog


def on_change(widget: int, function: Callable[[], None]) -> None:
    """Call a Python function when something else is chosen."""
    connect(widget, "changed", CHANGED(lambda _widget, _data: function()))


def show_rgb(image: int, width: int, height: int, rgb: bytes, longest: int) -> None:
    """Show 8-bit RGB rows in an image widget, which becomes as large as they are, scaled to a longest side."""
    rgb_space, no_alpha, bits, bilinear = 0, 0, 8, 2
    whole = pixbuf.gdk_pixbuf_new_from_data(rgb, rgb_space, no_alpha, bits, width, height, 3 * width, None, None)
    scale = longest / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    shown = pixbuf.gdk_pixbuf_scale_simple(whole, *size, bilinear)
    gtk.gtk_widget_set_size_request(image, *size)
    gtk.gtk_image_set_from_pixbuf(image, shown)
    for one in (whole, shown):
        gobject.g_object_unref(one)


def breathe() -> None:
    """Let windows redraw and buttons answer."""
    while gtk.gtk_events_pending():
        gtk.gtk_main_iteration_do(0)


def tell(parent: int | None, text: str) -> None:
    """Show an error over a window and wait until it is read."""
    modal, error, close = 1, 3, 2
    dialog = gtk.gtk_message_dialog_new(parent, modal, error, close, b"%s", encoded(text))
    gtk.gtk_window_set_title(dialog, encoded("GIMP Message"))
    gtk.gtk_dialog_run(dialog)
    gtk.gtk_widget_destroy(dialog)


def ask_for_file(parent: int, title: str) -> str:
    """Ask where to save; empty where the user changed their mind."""
    save = 1
    dialog = gtk.gtk_file_chooser_dialog_new(encoded(title), parent, save, None)
    gtk.gtk_dialog_add_button(dialog, b"gtk-cancel", CANCEL)
    gtk.gtk_dialog_add_button(dialog, b"gtk-save", OK)
    gtk.gtk_dialog_set_default_response(dialog, OK)
    chosen = gtk.gtk_dialog_run(dialog) == OK
    path = taken(gtk.gtk_file_chooser_get_filename(dialog)) if chosen else ""
    gtk.gtk_widget_destroy(dialog)
    return path


def text_of(view: int) -> str:
    """All of a text view's text."""
    buffer = gtk.gtk_text_view_get_buffer(view)
    first, last = ctypes.create_string_buffer(256), ctypes.create_string_buffer(256)  # GtkTextIter, 80 bytes
    gtk.gtk_text_buffer_get_bounds(buffer, first, last)
    return taken(gtk.gtk_text_buffer_get_text(buffer, first, last, 1))
