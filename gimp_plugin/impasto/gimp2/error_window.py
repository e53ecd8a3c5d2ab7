"""The window for errors of the engine and of Impasto itself, in GTK 2: the sentence, and what a report should say."""

from __future__ import annotations

import gimp
from _gimpfu import gtk as g
from _gimpfu.gtk import gtk

from common.diagnostics import diagnostics
from common.texts import _

WIDTH, HEIGHT = 560, 240
_COPY, _CLOSE = 1, -7
_CLIPBOARD = 69
"""GDK_SELECTION_CLIPBOARD."""
_WRAP_WORD_CHAR, _AUTOMATIC = 3, 1


def show_error(text: str) -> None:
    """Show an error until the user closes the window.

    The diagnostics stay in sight: what is copied may be lost when this process ends, where no program keeps it.
    """
    dialog = g.new_dialog(_("Impasto Message"), "impasto-error")
    view, scrolled = gtk.gtk_text_view_new(), gtk.gtk_scrolled_window_new(None, None)
    _pack(dialog, text, view, scrolled)
    while gtk.gtk_dialog_run(dialog) == _COPY:
        _copy(text, view)
        gtk.gtk_widget_show_all(scrolled)
    gtk.gtk_widget_destroy(dialog)
    g.breathe()


def _pack(dialog: int, text: str, view: int, scrolled: int) -> None:
    """Put the sentence, the hidden diagnostics and the buttons into the window, and show it."""
    label = gtk.gtk_label_new(text.encode())
    gtk.gtk_label_set_line_wrap(label, 1)
    gtk.gtk_widget_set_size_request(label, WIDTH, -1)
    gtk.gtk_text_view_set_wrap_mode(view, _WRAP_WORD_CHAR)
    gtk.gtk_scrolled_window_set_policy(scrolled, _AUTOMATIC, _AUTOMATIC)
    gtk.gtk_widget_set_size_request(scrolled, WIDTH, HEIGHT)
    gtk.gtk_container_add(scrolled, view)
    box = gtk.gtk_vbox_new(0, 12)
    gtk.gtk_container_set_border_width(box, 12)
    gtk.gtk_box_pack_start(box, label, 0, 0, 0)
    gtk.gtk_box_pack_start(box, scrolled, 1, g.FILL, 0)
    gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(dialog), box)
    gtk.gtk_dialog_add_button(dialog, _("Copy _diagnostics").encode(), _COPY)
    gtk.gtk_dialog_add_button(dialog, b"gtk-close", _CLOSE)
    gtk.gtk_dialog_set_default_response(dialog, _CLOSE)
    gtk.gtk_widget_show_all(dialog)
    gtk.gtk_widget_hide(scrolled)


def _copy(text: str, view: int) -> None:
    """Ask the engine, show what it says and copy it."""
    version = ".".join(map(str, gimp.version))
    report = diagnostics(text, f"GIMP {version}").encode()
    gtk.gtk_text_buffer_set_text(gtk.gtk_text_view_get_buffer(view), report, len(report))
    clipboard = gtk.gtk_clipboard_get(_CLIPBOARD)
    gtk.gtk_clipboard_set_text(clipboard, report, len(report))
    gtk.gtk_clipboard_store(clipboard)
