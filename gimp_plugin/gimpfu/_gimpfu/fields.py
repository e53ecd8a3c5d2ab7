"""One field of a dialog for each PF_... type, made of GIMP's own widgets."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple

from . import parameters as pf
from . import values
from .colors import RGB, to_rgb
from .gtk import EXPAND_FILL, FILL, gtk, text_of, ui, widgets
from .libraries import decoded, encoded, gimp, taken
from .parameters import Parameter
from .typed import LIMITS, labelled, number, span, whole_number

COLUMNS = 3
_FLAT = 0
_SCROLL_AUTOMATIC, _SHADOW_IN, _WRAP_WORD = 1, 1, 2
_OPEN, _FOLDER = 0, 2
_NEW_DISPLAYS = 100
"""How many windows may have been opened since the one the plug-in was called from."""


class Field(NamedTuple):
    """A widget and what it holds; `value` raises ValueError where the user typed nonsense."""

    widget: int
    value: Callable[[], Any]


def make(one: Parameter, value: Any) -> Field:
    """The widget for a parameter; sliders have none of their own."""
    return _MAKERS.get(one.kind, _entry)(one, value)


def add_field(table: int, row: int, one: Parameter, value: Any, tooltip: str = "") -> Callable[[], Any]:
    """Add a row for a parameter to a table of COLUMNS columns; returns what reads the value."""
    if one.kind == pf.PF_SLIDER:
        return _slider(table, row, one, value, tooltip)
    maker = _MAKERS.get(one.kind, _entry)
    field = maker(one, value)
    if tooltip:
        gtk.gtk_widget_set_tooltip_text(field.widget, encoded(tooltip))
    if maker is _toggle:
        gtk.gtk_table_attach(table, field.widget, 0, COLUMNS, row, row + 1, FILL, FILL, 0, 0)
        return field.value
    label = gtk.gtk_label_new_with_mnemonic(encoded(labelled(one)))
    gtk.gtk_misc_set_alignment(label, 0.0, 0.5)
    gtk.gtk_label_set_mnemonic_widget(label, field.widget)
    gtk.gtk_table_attach(table, label, 0, 1, row, row + 1, FILL, FILL, 0, 0)
    gtk.gtk_table_attach(table, field.widget, 1, COLUMNS, row, row + 1, EXPAND_FILL, FILL, 0, 0)
    return field.value


def _entry(one: Parameter, value: Any) -> Field:
    """A line of text or, for the plain number types, a number."""
    widget = gtk.gtk_entry_new()
    gtk.gtk_entry_set_text(widget, encoded("" if value is None else str(value)))
    gtk.gtk_entry_set_activates_default(widget, 1)

    def read() -> Any:
        text = decoded(gtk.gtk_entry_get_text(widget))
        if one.kind in LIMITS:
            return whole_number(text, *LIMITS[one.kind])
        return number(text) if one.kind == pf.PF_FLOAT else text

    return Field(widget, read)


def _text(_one: Parameter, value: Any) -> Field:
    view = gtk.gtk_text_view_new()
    gtk.gtk_text_view_set_wrap_mode(view, _WRAP_WORD)
    text = encoded("" if value is None else str(value)) or b""
    gtk.gtk_text_buffer_set_text(gtk.gtk_text_view_get_buffer(view), text, len(text))
    frame = gtk.gtk_scrolled_window_new(None, None)
    gtk.gtk_scrolled_window_set_policy(frame, _SCROLL_AUTOMATIC, _SCROLL_AUTOMATIC)
    gtk.gtk_scrolled_window_set_shadow_type(frame, _SHADOW_IN)
    gtk.gtk_widget_set_size_request(frame, -1, 70)
    gtk.gtk_container_add(frame, view)
    return Field(frame, lambda: text_of(view))


def _slider(table: int, row: int, one: Parameter, value: Any, tooltip: str) -> Callable[[], Any]:
    """A slider with a number beside it, which GIMP packs into the table itself."""
    low, high, step, places = span(one)
    numbers = (float(value or 0), low, high, step, 10 * step, places)
    label, tip = encoded(labelled(one)), encoded(tooltip) or None
    adjustment = widgets.gimp_scale_entry_new(table, 0, row, label, 160, 6, *numbers, 1, 0, 0, tip, None)
    return lambda: gtk.gtk_adjustment_get_value(adjustment)


def _spinner(one: Parameter, value: Any) -> Field:
    low, high, step, places = span(one)
    widget = gtk.gtk_spin_button_new_with_range(low, high, step)
    gtk.gtk_spin_button_set_digits(widget, places)
    gtk.gtk_spin_button_set_value(widget, float(value or 0))
    gtk.gtk_entry_set_activates_default(widget, 1)

    def read() -> float:
        gtk.gtk_spin_button_update(widget)
        return float(gtk.gtk_spin_button_get_value(widget))

    return Field(widget, read)


def _toggle(one: Parameter, value: Any) -> Field:
    widget = gtk.gtk_check_button_new_with_mnemonic(encoded((one.description or one.name).rstrip(":")))
    gtk.gtk_toggle_button_set_active(widget, bool(value))
    return Field(widget, lambda: bool(gtk.gtk_toggle_button_get_active(widget)))


def _radio(one: Parameter, value: Any) -> Field:
    box, first = gtk.gtk_vbox_new(0, 2), None
    buttons = []
    for label, choice in one.extra or ():
        button = gtk.gtk_radio_button_new_with_mnemonic_from_widget(first, encoded(str(label)))
        first = first or button
        gtk.gtk_toggle_button_set_active(button, choice == value)
        gtk.gtk_box_pack_start(box, button, 0, 0, 0)
        buttons.append((button, choice))

    def read() -> Any:
        return next((choice for button, choice in buttons if gtk.gtk_toggle_button_get_active(button)), value)

    return Field(box, read)


def _option(one: Parameter, value: Any) -> Field:
    widget = gtk.gtk_combo_box_new_text()
    for label in one.extra or ():
        gtk.gtk_combo_box_append_text(widget, encoded(str(label)))
    gtk.gtk_combo_box_set_active(widget, int(value or 0))
    return Field(widget, lambda: gtk.gtk_combo_box_get_active(widget))


def _color(one: Parameter, value: Any) -> Field:
    color = to_rgb(value).to_c() if value is not None else RGB().to_c()
    widget = widgets.gimp_color_button_new(encoded(labelled(one)), 60, 20, ctypes.byref(color), _FLAT)

    def read() -> RGB:
        widgets.gimp_color_button_get_color(widget, ctypes.byref(color))
        return RGB.from_c(color)

    return Field(widget, read)


def _file(one: Parameter, value: Any) -> Field:
    """A button that opens GTK's file chooser: for a file or a folder that is there."""
    folder = one.kind == pf.PF_DIRNAME
    widget = gtk.gtk_file_chooser_button_new(encoded(labelled(one)), _FOLDER if folder else _OPEN)
    if value:
        gtk.gtk_file_chooser_set_filename(widget, encoded(str(value)))
    return Field(widget, lambda: taken(gtk.gtk_file_chooser_get_filename(widget)))


def _filename(one: Parameter, value: Any) -> Field:
    """A line for a file name that need not exist yet, and a button for GTK's file chooser."""
    widget = widgets.gimp_file_entry_new(encoded(labelled(one)), encoded(str(value or "")), 0, 0)
    return Field(widget, lambda: taken(widgets.gimp_file_entry_get_filename(widget)))


def _object(one: Parameter, value: Any) -> Field:
    """GIMP's drop-down over all open images, with thumbnails."""
    kinds = {pf.PF_IMAGE: "image", pf.PF_LAYER: "layer", pf.PF_CHANNEL: "channel", pf.PF_VECTORS: "vectors"}
    widget = getattr(ui, f"gimp_{kinds.get(one.kind, 'drawable')}_combo_box_new")(None, None)
    if value is None or not widgets.gimp_int_combo_box_set_active(widget, value.ID):
        gtk.gtk_combo_box_set_active(widget, 0)

    def read() -> Any:
        number = ctypes.c_int(-1)
        found = widgets.gimp_int_combo_box_get_active(widget, ctypes.byref(number))
        return values.wrap(one.kind, number.value) if found else None

    return Field(widget, read)


def _display(_one: Parameter, value: Any) -> Field:
    """A drop-down over GIMP's windows; the one the plug-in was called from at first."""
    current = values.wrap(values.DISPLAY, gimp.gimp_default_display())
    found = _displays(current)
    widget = gtk.gtk_combo_box_new_text()
    for one in found:
        here = " (the current one)" if one == current else ""
        gtk.gtk_combo_box_append_text(widget, encoded(f"Window {one.ID}{here}"))
    chosen = value if value in found else current
    gtk.gtk_combo_box_set_active(widget, found.index(chosen) if chosen in found else 0)

    def read() -> Any:
        place = gtk.gtk_combo_box_get_active(widget)
        return found[place] if place >= 0 else None

    return Field(widget, read)


def _displays(current: Any) -> list[Any]:
    """All windows. GIMP does not list them, but counts them from 1 on: it is asked for each number."""
    last = _NEW_DISPLAYS + (current.ID if current else 0)
    return [one for one in (values.wrap(values.DISPLAY, n) for n in range(1, last)) if one.is_valid()]


def _resource(one: Parameter, value: Any) -> Field:
    """GIMP's button for a brush, font, gradient, palette or pattern; without a name the active one."""
    name = encoded(value) if isinstance(value, str) and value else None
    title = encoded(labelled(one))
    if one.kind == pf.PF_BRUSH:
        widget = ui.gimp_brush_select_button_new(title, name, -1.0, -1, -1)
        return Field(widget, lambda: decoded(ui.gimp_brush_select_button_get_brush(widget, None, None, None)))
    kinds = {pf.PF_FONT: "font", pf.PF_GRADIENT: "gradient", pf.PF_PALETTE: "palette", pf.PF_PATTERN: "pattern"}
    kind = kinds[one.kind]
    widget = getattr(ui, f"gimp_{kind}_select_button_new")(title, name)
    read = getattr(ui, f"gimp_{kind}_select_button_get_{kind}")
    return Field(widget, lambda: decoded(read(widget)))


_MAKERS: dict[int, Callable[[Parameter, Any], Field]] = {
    pf.PF_TEXT: _text,
    pf.PF_TOGGLE: _toggle,
    pf.PF_SPINNER: _spinner,
    pf.PF_RADIO: _radio,
    pf.PF_OPTION: _option,
    pf.PF_COLOR: _color,
    pf.PF_FILE: _file,
    pf.PF_DIRNAME: _file,
    pf.PF_FILENAME: _filename,
    pf.PF_DISPLAY: _display,
    **dict.fromkeys((pf.PF_IMAGE, pf.PF_LAYER, pf.PF_CHANNEL, pf.PF_DRAWABLE, pf.PF_ITEM, pf.PF_VECTORS), _object),
    **dict.fromkeys(pf.RESOURCES, _resource),
}
