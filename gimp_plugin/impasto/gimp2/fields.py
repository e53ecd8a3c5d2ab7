"""A field of the dialog for each option that is an argument: sliders, drop-downs, numbers, check boxes, texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from _gimpfu.gtk import EXPAND_FILL, FILL, gtk, widgets
from _gimpfu.libraries import decoded, encoded

from common.settings import Argument, with_mnemonics
from gimp2 import gtk2
from gimp2.widgets import Chooser

COLUMNS = 3
SLIDER_WIDTH, NUMBER_WIDTH = 150, 6


class Field(NamedTuple):
    """What reads a field's value, and what shows another one in it."""

    read: Callable[[], Any]
    show: Callable[[Any], None]


class Fields:
    """The fields of some arguments in two tables, `plain` and `folded`; `changed` is called after each change.

    `taken` are letters that no mnemonic may be, `maps` has what can be a map: titles by names.
    """

    def __init__(
        self,
        arguments: Sequence[Argument],
        taken: str,
        changed: Callable[[], None],
        maps: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._changed, self._showing = changed, False
        self._maps, self._choosers = maps, list[Chooser]()
        labels = with_mnemonics([argument.label for argument in arguments], taken)
        labelled = list(zip(arguments, labels))
        self._fields: dict[str, Field] = {}
        self.plain = self._table([pair for pair in labelled if not pair[0].advanced])
        self.folded = self._table([pair for pair in labelled if pair[0].advanced])

    def values(self) -> dict[str, Any]:
        """The values by the arguments' names."""
        return {name: field.read() for name, field in self._fields.items()}

    def show(self, values: Mapping[str, Any]) -> None:
        """Show these values; they count as one change."""
        self._showing = True
        for name, field in self._fields.items():
            if name in values:
                field.show(values[name])
        self._showing = False
        self._changed()

    def refresh(self) -> None:
        """Offer the maps that there are now; one that has gone is no longer chosen."""
        for chooser in self._choosers:
            before = chooser.active
            if chooser.offer(self._maps(), before) != before:
                self._notify()

    def _table(self, labelled: Sequence[tuple[Argument, str]]) -> int:
        table: int = gtk.gtk_table_new(max(1, len(labelled)), COLUMNS, 0)
        gtk.gtk_table_set_row_spacings(table, 6)
        gtk.gtk_table_set_col_spacings(table, 6)
        for row, (argument, label) in enumerate(labelled):
            make = {"float": self._slider, "int": self._number, "choice": self._choice, "bool": self._toggle}
            make["map"] = self._map
            self._fields[argument.name] = make.get(argument.kind, self._text)(table, row, argument, label)
        return table

    def _notify(self) -> None:
        if not self._showing:
            self._changed()

    def _slider(self, table: int, row: int, one: Argument, label: str) -> Field:
        step, places, linear = 1.0 if one.high > 10 else 0.01, 0 if one.high > 10 else 2, (1, 0.0, 0.0)
        numbers = (float(one.default), one.low, one.high, step, 10 * step, max(places, 1))
        tip = encoded(one.help)
        adjustment = widgets.gimp_scale_entry_new(
            table, 0, row, encoded(label), SLIDER_WIDTH, NUMBER_WIDTH, *numbers, *linear, tip, None
        )
        gtk2.on_signal(adjustment, "value-changed", self._notify)
        return Field(
            lambda: gtk.gtk_adjustment_get_value(adjustment),
            lambda value: gtk.gtk_adjustment_set_value(adjustment, value),
        )

    def _number(self, table: int, row: int, one: Argument, label: str) -> Field:
        widget = gtk.gtk_spin_button_new_with_range(one.low, one.high, 1.0)
        gtk.gtk_entry_set_activates_default(widget, 1)
        self._attach(table, row, one, label, widget)
        gtk2.on_signal(widget, "value-changed", self._notify)
        return Field(
            lambda: round(gtk.gtk_spin_button_get_value(widget)),
            lambda value: gtk.gtk_spin_button_set_value(widget, float(value)),
        )

    def _choice(self, table: int, row: int, one: Argument, label: str) -> Field:
        chooser = Chooser(one.help, lambda _chosen: self._notify())
        chooser.offer(one.choices, one.default)
        self._attach(table, row, one, label, chooser.widget)
        return Field(lambda: chooser.active, chooser.show)

    def _map(self, table: int, row: int, one: Argument, label: str) -> Field:
        chooser = Chooser(one.help, lambda _chosen: self._notify())
        chooser.offer(self._maps(), one.default)
        self._choosers.append(chooser)
        self._attach(table, row, one, label, chooser.widget)
        return Field(lambda: chooser.active, chooser.show)

    def _toggle(self, table: int, row: int, one: Argument, label: str) -> Field:
        widget = gtk.gtk_check_button_new_with_mnemonic(encoded(label))
        gtk.gtk_widget_set_tooltip_text(widget, encoded(one.help))
        gtk.gtk_table_attach(table, widget, 0, COLUMNS, row, row + 1, FILL, FILL, 0, 0)
        gtk2.on_signal(widget, "toggled", self._notify)
        return Field(
            lambda: bool(gtk.gtk_toggle_button_get_active(widget)),
            lambda value: gtk.gtk_toggle_button_set_active(widget, int(value)),
        )

    def _text(self, table: int, row: int, one: Argument, label: str) -> Field:
        widget = gtk.gtk_entry_new()
        gtk.gtk_entry_set_activates_default(widget, 1)
        self._attach(table, row, one, label, widget)
        gtk2.on_signal(widget, "changed", self._notify)
        return Field(
            lambda: decoded(gtk.gtk_entry_get_text(widget)),
            lambda value: gtk.gtk_entry_set_text(widget, encoded(value)),
        )

    @staticmethod
    def _attach(table: int, row: int, one: Argument, label: str, widget: int) -> None:
        """Put a widget after its label."""
        made = gtk.gtk_label_new_with_mnemonic(encoded(label))
        gtk.gtk_misc_set_alignment(made, 0.0, 0.5)
        gtk.gtk_label_set_mnemonic_widget(made, widget)
        gtk.gtk_widget_set_tooltip_text(widget, encoded(one.help))
        gtk.gtk_table_attach(table, made, 0, 1, row, row + 1, FILL, FILL, 0, 0)
        gtk.gtk_table_attach(table, widget, 1, COLUMNS, row, row + 1, EXPAND_FILL, FILL, 0, 0)
