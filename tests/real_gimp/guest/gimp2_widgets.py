"""Looks into the windows of the plug-in from inside GIMP 2.10: mnemonics, names for screen readers, what is offered.

Standard library, gimpfu and the installed plug-in only.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from ctypes import c_char_p, c_int, c_uint, c_void_p
from pathlib import Path
from typing import Any

import gimp

sys.path.insert(0, str(Path.home() / ".config/GIMP/2.10/plug-ins/impasto"))
from _gimpfu import gtk as g
from _gimpfu.gtk import gtk
from _gimpfu.libraries import declare, gobject
from common import procedures, remembered, texts
from gimp2 import gtk2, sources
from gimp2.dialog import Dialog
from gimp2.progress_window import Window
from gimp2.style_rows import StyleRows

_EACH = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)
_NO_KEY, _LABELS = 0xFFFFFF, ("GtkLabel", "GtkAccelLabel")
_INTERACTIVE = (
    "GtkComboBox",
    "GtkSpinButton",
    "GtkButton",
    "GtkToggleButton",
    "GtkCheckButton",
    "GtkEntry",
    "GtkImage",
)

declare(
    gtk,
    "GTK 2",
    {
        "gtk_container_forall": (None, c_void_p, _EACH, c_void_p),
        "gtk_label_get_mnemonic_keyval": (c_uint, c_void_p),
        "gdk_keyval_name": (c_char_p, c_uint),
        "gtk_widget_get_mapped": (c_int, c_void_p),
        "gtk_widget_get_parent": (c_void_p, c_void_p),
        "gtk_container_get_type": (ctypes.c_size_t,),
        "gtk_widget_list_mnemonic_labels": (c_void_p, c_void_p),
        "gtk_window_get_title": (c_char_p, c_void_p),
    },
)
declare(
    gobject,
    "GObject",
    {
        "g_type_name_from_instance": (c_char_p, c_void_p),
        "g_type_check_instance_is_a": (c_int, c_void_p, ctypes.c_size_t),
    },
)
declare(gtk2.atk, "ATK", {"atk_object_get_name": (c_char_p, c_void_p)})


class NoSession:
    """A session whose engine says nothing."""

    number, engine = None, type("Engine", (), {"folder": None})

    def receive(self, _seconds: float) -> None:
        """Nothing."""


def look(layer: gimp.Layer) -> dict[str, Any]:
    """Open the dialog with two styles, and the progress window; what is to be seen in them."""
    about = procedures.STYLE
    kept = remembered.Remembered(Path.home() / "none.json")
    dialog = Dialog(about, remembered.fitting({}, about.arguments()), kept, NoSession(), dict)
    rows = StyleRows([layer], lambda: None)
    dialog.add_on_top(rows.widget, rows.refresh)
    rows.add_row(None)
    gtk.gtk_widget_show_all(dialog.window)
    progress = Window(texts._("Neural Style: painting"))
    g.breathe()
    seen = {
        "title": gtk.gtk_window_get_title(dialog.window).decode(),
        "keys": mnemonics(dialog.window),
        "progress_keys": mnemonics(progress._dialog),
        "nameless": nameless(dialog.window) + nameless(progress._dialog),
        "choices": [*rows.offered().values()],
        "regions": [*rows.regions().values()],
        "blurb": about.blurb,
        "menu": about.menu,
        "help": sources.HELP[about.name][:9],
    }
    progress.close()
    dialog.close()
    return seen


def choose(layer: gimp.Layer) -> list[Any]:
    """Choose two styles with weights, one of them in a region, by the widgets; what the dialog makes of it."""
    changes = []
    rows = StyleRows([layer], lambda: changes.append(1))
    rows.add_row(None)
    first, second = rows._rows
    gtk.gtk_combo_box_set_active(second._combo.widget, len(rows.offered()) - 1)
    gtk.gtk_combo_box_set_active(first._where.widget, 1)
    gtk.gtk_spin_button_set_value(first._weight, 2.5)
    made = [[one.drawable.name, one.weight, one.region] for one in rows.choices()]
    rows.remove_row(second)
    return [made, len(rows.choices()), len(changes)]


def walk(widget: int) -> Iterator[int]:
    """A widget and all in it."""
    yield widget
    if gobject.g_type_check_instance_is_a(widget, gtk.gtk_container_get_type()):
        found: list[int] = []
        gtk.gtk_container_forall(widget, _EACH(lambda one, _data: found.append(one)), None)
        for one in found:
            yield from walk(one)


def mnemonics(top: int) -> list[str]:
    """The letters that its labels underline."""
    keys = [gtk.gtk_label_get_mnemonic_keyval(one) for one in walk(top) if _kind(one) in _LABELS]
    return [gtk.gdk_keyval_name(key).decode().lower() for key in keys if key != _NO_KEY]


def nameless(top: int) -> list[str]:
    """The widgets in sight that a screen reader has no name for."""
    shown = [one for one in walk(top) if _kind(one) in _INTERACTIVE and gtk.gtk_widget_get_mapped(one)]
    inner = _INTERACTIVE[:5]
    return [_kind(one) for one in shown if not _has_name(one) and _kind(gtk.gtk_widget_get_parent(one)) not in inner]


def _has_name(widget: int) -> bool:
    """Whether a widget has a name, a label before it, or a text in it: GTK 2 makes names of those, too."""
    has_label = bool(gtk.gtk_widget_list_mnemonic_labels(widget))
    has_text = "Button" in _kind(widget) and any(_kind(one) in _LABELS for one in walk(widget))
    return bool(gtk2.atk.atk_object_get_name(gtk.gtk_widget_get_accessible(widget))) or has_label or has_text


def _kind(widget: int) -> str:
    return gobject.g_type_name_from_instance(widget).decode()
