"""The dialog that gimpfu shows for a script: one row a parameter, a progress bar, Cancel and OK."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import gtk as g
from . import last_values
from .errors import CancelError
from .fields import COLUMNS, add_field
from .gtk import CANCEL, OK, gtk, ui
from .libraries import encoded
from .parameters import Parameter
from .suggestions import suggestions, title

ROWS_WITHOUT_SCROLLING = 16
_SCROLL_NEVER, _SCROLL_AUTOMATIC = 2, 1


def interact(script: Any, given: Sequence[Any]) -> Any:
    """Ask for the parameters that did not come with the call, then do the script's work under its progress bar.

    Raises
    ------
    CancelError
        The user changed their mind.
    """
    missing = script.params[len(given) :]
    dialog = ScriptDialog(script, missing, suggestions(script.name, missing, given))
    try:
        chosen = dialog.ask()
        last_values.keep(script.name, missing, chosen)
        return script.function(*given, *chosen)
    finally:
        dialog.close()


class ScriptDialog:
    """One dialog, from asking to the end of the work."""

    def __init__(self, script: Any, params: Sequence[Parameter], suggested: Sequence[Any]) -> None:
        self._params = params
        self._dialog = g.new_dialog(title(script), script.name)
        self._readers: list[Callable[[], Any]] = []
        gtk.gtk_dialog_add_button(self._dialog, b"gtk-cancel", CANCEL)
        gtk.gtk_dialog_add_button(self._dialog, b"gtk-ok", OK)
        gtk.gtk_dialog_set_default_response(self._dialog, OK)
        self._box = gtk.gtk_vbox_new(0, 12)
        gtk.gtk_container_set_border_width(self._box, 12)
        gtk.gtk_box_pack_start(gtk.gtk_dialog_get_content_area(self._dialog), self._box, 1, 1, 0)
        self._add_blurb(script.blurb)
        self._add_table(suggested)
        gtk.gtk_box_pack_start(self._box, ui.gimp_progress_bar_new(), 0, 0, 0)

    def ask(self) -> list[Any]:
        """Wait for OK and return the values; the dialog stays, for its progress bar."""
        gtk.gtk_widget_show_all(self._dialog)
        while True:
            if gtk.gtk_dialog_run(self._dialog) != OK:
                raise CancelError
            try:
                chosen = [self._read(one, reader) for one, reader in zip(self._params, self._readers)]
            except ValueError as error:
                g.tell(self._dialog, str(error))
                continue
            for part in (self._table, gtk.gtk_dialog_get_action_area(self._dialog)):
                gtk.gtk_widget_set_sensitive(part, 0)
            g.breathe()
            return chosen

    def close(self) -> None:
        """Take the dialog away."""
        gtk.gtk_widget_destroy(self._dialog)
        g.breathe()

    @staticmethod
    def _read(one: Parameter, reader: Callable[[], Any]) -> Any:
        """A field's value; ValueError, naming the field, where it cannot be used."""
        try:
            return reader()
        except ValueError as error:
            label = one.description.replace("_", "").rstrip(":") or one.name
            raise ValueError(f"Invalid input for “{label}”: {error}") from error

    def _add_blurb(self, text: str) -> None:
        if text:
            label = gtk.gtk_label_new(encoded(text))
            gtk.gtk_label_set_line_wrap(label, 1)
            gtk.gtk_misc_set_alignment(label, 0.0, 0.5)
            gtk.gtk_box_pack_start(self._box, label, 0, 0, 0)

    def _add_table(self, suggested: Sequence[Any]) -> None:
        """The fields; with very many of them one scrolls."""
        rows = len(self._params)
        self._table = gtk.gtk_table_new(max(1, rows), COLUMNS, 0)
        gtk.gtk_table_set_row_spacings(self._table, 6)
        gtk.gtk_table_set_col_spacings(self._table, 6)
        for row, (one, value) in enumerate(zip(self._params, suggested)):
            self._readers.append(add_field(self._table, row, one, value))
        outer = self._table
        if rows > ROWS_WITHOUT_SCROLLING:
            outer = gtk.gtk_scrolled_window_new(None, None)
            gtk.gtk_scrolled_window_set_policy(outer, _SCROLL_NEVER, _SCROLL_AUTOMATIC)
            gtk.gtk_scrolled_window_add_with_viewport(outer, self._table)
            # Whoever goes through the fields by keyboard shall see where they are.
            adjustment = gtk.gtk_scrolled_window_get_vadjustment(outer)
            gtk.gtk_container_set_focus_vadjustment(self._table, adjustment)
            gtk.gtk_container_set_border_width(self._table, 6)
            gtk.gtk_widget_set_size_request(outer, 440, 560)
        gtk.gtk_box_pack_start(self._box, outer, 1, 1, 0)
