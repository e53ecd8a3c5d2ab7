"""The dialog in GTK 2: a drop-down of all open layers for style or guide, and a field for each option."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gimp
from _gimpfu import gtk as g
from _gimpfu import parameters as pf
from _gimpfu.fields import COLUMNS, add_field
from _gimpfu.gtk import CANCEL, OK, gtk, ui, widgets

from common.procedures import STYLE, Procedure
from common.settings import Argument, with_mnemonics
from common.texts import _
from gimp2.help_texts import SOURCE_HELP

ADVANCED_HEIGHT = 190
"""Height in pixels of the part with the advanced options."""

_RESET = 1


def choose(
    procedure: Procedure, targets: Sequence[gimp.Drawable], source: gimp.Drawable | None, values: Mapping[str, Any]
) -> tuple[gimp.Drawable | None, dict[str, Any]] | None:
    """Let the user choose, beginning with `source` and `values`; the source and the values, or None for Cancel."""
    dialog = Dialog(procedure, targets, source, values)
    try:
        while True:
            response = dialog.run()
            if response == _RESET:
                dialog.fill({argument.name: argument.default for argument in procedure.arguments()})
            elif response != OK:
                return None
            else:
                try:
                    return dialog.chosen()
                except ValueError as error:
                    g.tell(dialog.window, str(error))
    finally:
        dialog.close()


def may_convert_to_rgb(image: gimp.Image) -> bool:
    """Ask whether an indexed image may become RGB."""
    window = g.new_dialog(_("Indexed image"), "impasto-palette")
    text = _("The image has a palette of few colours.") + "\n\n"
    text += _("A painted picture needs more. Convert “{name}” to RGB? One undo takes it back.").format(name=image.name)
    gtk.gtk_box_pack_start(gtk.gtk_dialog_get_content_area(window), _wrapped(text), 0, 0, 12)
    gtk.gtk_dialog_add_button(window, b"gtk-cancel", CANCEL)
    gtk.gtk_dialog_add_button(window, _("Convert to _RGB").encode(), OK)
    gtk.gtk_widget_show_all(window)
    try:
        return bool(gtk.gtk_dialog_run(window) == OK)
    finally:
        gtk.gtk_widget_destroy(window)
        g.breathe()


class Dialog:
    """One dialog; `window` is the GtkDialog."""

    def __init__(
        self,
        procedure: Procedure,
        targets: Sequence[gimp.Drawable],
        source: gimp.Drawable | None,
        values: Mapping[str, Any],
    ) -> None:
        self.window = g.new_dialog(procedure.work, "impasto")
        self._procedure = procedure
        gtk.gtk_dialog_add_button(self.window, _("_Reset").encode(), _RESET)
        gtk.gtk_dialog_add_button(self.window, b"gtk-cancel", CANCEL)
        gtk.gtk_dialog_add_button(self.window, b"gtk-ok", OK)
        gtk.gtk_dialog_set_default_response(self.window, OK)
        self._box = gtk.gtk_vbox_new(0, 12)
        gtk.gtk_container_set_border_width(self._box, 12)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self.window), self._box)
        self._image, painted = targets[0].image, {target.ID for target in targets}
        self._allowed = g.CONSTRAINT(lambda _image, item, _data: int(item not in painted))
        self._add_source(source)
        self._tables: list[int] = []
        self._readers: dict[str, Callable[[], Any]] = {}
        self.fill(values)

    def run(self) -> int:
        """Wait for a button."""
        response: int = gtk.gtk_dialog_run(self.window)
        return response

    def close(self) -> None:
        """Take the dialog away."""
        gtk.gtk_widget_destroy(self.window)
        g.breathe()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values, in fresh fields: the advanced ones folded away."""
        for widget in self._tables:
            gtk.gtk_widget_destroy(widget)
        made = self._procedure.arguments()
        labels = with_mnemonics([argument.label for argument in made], self._procedure.taken)
        labelled = list(zip(made, labels))
        plain = self._table([pair for pair in labelled if not pair[0].advanced], values)
        folded = gtk.gtk_expander_new_with_mnemonic(_("_More").encode())
        gtk.gtk_container_add(folded, _scrolled(self._table([pair for pair in labelled if pair[0].advanced], values)))
        self._tables = [plain, folded]
        for widget in self._tables:
            gtk.gtk_box_pack_start(self._box, widget, 0, 0, 0)
        gtk.gtk_widget_show_all(self.window)
        self._update()

    def chosen(self) -> tuple[gimp.Drawable | None, dict[str, Any]]:
        """The source and the values; ValueError where one cannot be used."""
        values = {name: read() for name, read in self._readers.items()}
        if not self._has_source():
            return None, values
        source = gimp.Item.from_id(self._source())
        if source is None:
            raise ValueError(_("The chosen layer was removed."))
        return source, values

    def _add_source(self, source: gimp.Drawable | None) -> None:
        self._combo = ui.gimp_drawable_combo_box_new(self._allowed, None)
        label = self._label(source is not None)
        gtk.gtk_widget_set_tooltip_text(self._combo, SOURCE_HELP[self._procedure.name].encode())
        row = gtk.gtk_hbox_new(0, 12)
        gtk.gtk_box_pack_start(row, label, 0, 0, 0)
        gtk.gtk_box_pack_start(row, self._combo, 1, 1, 0)
        gtk.gtk_box_pack_start(self._box, row, 0, 0, 0)
        self._hint = _wrapped(_("Open another picture first (File > Open as Layers or Open)."))
        gtk.gtk_box_pack_start(self._box, self._hint, 0, 0, 0)
        for one in [source, *_others(self._image)]:
            if one and widgets.gimp_int_combo_box_set_active(self._combo, one.ID):
                break
        g.on_change(self._combo, self._update)

    def _label(self, ticked: bool) -> int:
        """The label before the drop-down: a check box where the source is optional."""
        text, self._tick = f"{self._procedure.source_label}:".encode(), 0
        if self._procedure.source == STYLE.source:
            label: int = gtk.gtk_label_new_with_mnemonic(text)
            gtk.gtk_label_set_mnemonic_widget(label, self._combo)
            return label
        self._tick = gtk.gtk_check_button_new_with_mnemonic(text)
        gtk.gtk_toggle_button_set_active(self._tick, int(ticked))
        g.connect(self._tick, "toggled", g.CHANGED(lambda _button, _data: self._update()))
        return int(self._tick)

    def _has_source(self) -> bool:
        """Whether there is to be a source."""
        return not self._tick or bool(gtk.gtk_toggle_button_get_active(self._tick))

    def _source(self) -> int:
        """The ID of the source chosen; -1 where there is none."""
        number = ctypes.c_int(-1)
        found = widgets.gimp_int_combo_box_get_active(self._combo, ctypes.byref(number))
        return number.value if found else -1

    def _update(self) -> None:
        """Without the chosen source, disable OK."""
        gtk.gtk_widget_set_sensitive(self._combo, int(self._has_source()))
        there = self._source() > 0 or not self._has_source()
        gtk.gtk_dialog_set_response_sensitive(self.window, OK, there)
        (gtk.gtk_widget_hide if there else gtk.gtk_widget_show)(self._hint)

    def _table(self, labelled: list[tuple[Argument, str]], values: Mapping[str, Any]) -> int:
        table: int = gtk.gtk_table_new(len(labelled), COLUMNS, 0)
        gtk.gtk_table_set_row_spacings(table, 6)
        gtk.gtk_table_set_col_spacings(table, 6)
        gtk.gtk_container_set_border_width(table, 6)
        for row, (argument, label) in enumerate(labelled):
            self._readers[argument.name] = _field(table, row, argument, label, values[argument.name])
        return table


def _field(table: int, row: int, argument: Argument, label: str, value: Any) -> Callable[[], Any]:
    """Add the field of one argument; returns what reads its value."""
    if argument.kind == "choice":
        nicks = list(argument.choices)
        one = pf.Parameter(pf.PF_OPTION, argument.name, label, 0, list(argument.choices.values()))
        read = add_field(table, row, one, nicks.index(value), argument.help)
        return lambda: nicks[read()]
    if argument.kind in ("int", "float"):
        kind = pf.PF_SLIDER if argument.kind == "float" else pf.PF_SPINNER
        one = pf.Parameter(kind, argument.name, label, 0, (argument.low, argument.high, 1))
        read = add_field(table, row, one, value, argument.help)
        return lambda: int(read()) if argument.kind == "int" else read()
    kind = pf.PF_TOGGLE if argument.kind == "bool" else pf.PF_STRING
    return add_field(table, row, pf.Parameter(kind, argument.name, label), value, argument.help)


def _others(image: gimp.Image) -> list[gimp.Layer]:
    """The layers of all other images."""
    return [layer for other in gimp.image_list() if other.ID != image.ID for layer in other.layers]


def _scrolled(table: int) -> int:
    """A table that scrolls, so that the dialog fits small screens."""
    never, automatic = 2, 1
    frame: int = gtk.gtk_scrolled_window_new(None, None)
    gtk.gtk_scrolled_window_set_policy(frame, never, automatic)
    gtk.gtk_scrolled_window_add_with_viewport(frame, table)
    gtk.gtk_container_set_focus_vadjustment(table, gtk.gtk_scrolled_window_get_vadjustment(frame))
    gtk.gtk_widget_set_size_request(frame, -1, ADVANCED_HEIGHT)
    return frame


def _wrapped(text: str) -> int:
    label: int = gtk.gtk_label_new(text.encode())
    gtk.gtk_label_set_line_wrap(label, 1)
    gtk.gtk_misc_set_alignment(label, 0.0, 0.5)
    return label
