"""The window for errors of the engine and of Impasto itself, in GTK 3: the sentence, and what a report should say."""

from __future__ import annotations

from gi.repository import Gdk, Gimp, GimpUi, Gtk

from common.diagnostics import diagnostics
from common.texts import _
from gimp3.widgets import process_events

WIDTH, HEIGHT = 560, 240
_COPY = 1


def show_error(text: str) -> None:
    """Show an error until the user closes the window.

    The diagnostics stay in sight: what is copied may be lost when this process ends, where no program keeps it.
    """
    window = _Window(text)
    while window.dialog.run() == _COPY:
        window.copy()
    window.dialog.destroy()
    process_events()


class _Window:
    """The dialog, whose text appears when it is copied."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.dialog = GimpUi.Dialog(title=_("Impasto Message"), role="impasto-error")
        GimpUi.window_set_transient(self.dialog)
        label = Gtk.Label(label=text, xalign=0.0, wrap=True, max_width_chars=72, selectable=True)
        self._view = Gtk.TextView(editable=False, monospace=True, wrap_mode=Gtk.WrapMode.WORD_CHAR)
        self._scrolled = Gtk.ScrolledWindow(no_show_all=True)
        self._scrolled.set_size_request(WIDTH, HEIGHT)
        self._scrolled.add(self._view)
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12, border_width=12)
        box.pack_start(label, False, False, 0)
        box.pack_start(self._scrolled, True, True, 0)
        self.dialog.get_content_area().add(box)
        self.dialog.add_button(_("Copy _diagnostics"), _COPY)
        self.dialog.add_button(_("_Close"), Gtk.ResponseType.CLOSE)
        self.dialog.set_default_response(Gtk.ResponseType.CLOSE)
        self.dialog.show_all()

    def copy(self) -> None:
        """Ask the engine, show what it says and copy it."""
        self.dialog.set_response_sensitive(_COPY, False)
        process_events()
        report = diagnostics(self._text, f"GIMP {Gimp.version()}")
        self._view.get_buffer().set_text(report)
        self._view.show()
        self._scrolled.set_no_show_all(False)
        self._scrolled.show_all()
        clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
        clipboard.set_text(report, -1)
        clipboard.store()
        self.dialog.set_response_sensitive(_COPY, True)
