"""The styles in the dialog: a row for each, with a drop-down over all open layers and, among several, a weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gimp
from _gimpfu.gtk import CANCEL, OK, gtk
from _gimpfu.libraries import encoded, gobject, taken

from common.choices import Choice
from common.errors import InputError
from common.texts import _
from gimp2 import gtk2, styles
from gimp2.progress import tell
from gimp2.regions import CHANNELS
from gimp2.widgets import Chooser, add_buttons, add_labelled, at_the_left, box, button, wrapped

THUMBNAIL = 32
LARGEST_WEIGHT = 100.0

_FROM_FILE = "file"
_BUTTON_ICON = 4
"""GTK_ICON_SIZE_BUTTON."""


class StyleRows:
    """All rows, and a button that adds one; `widget` holds them.

    The `targets` are painted and cannot be their own style. `changed` is called whenever a style or a weight changes.
    """

    def __init__(
        self, targets: Sequence[gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice] = ()
    ) -> None:
        self._targets, self._painted = {target.ID for target in targets}, targets
        self._changed = changed
        self._rows: list[StyleRow] = []
        self._files: dict[int, str] = {}
        self._seen: list[tuple[str, str]] = []
        self._box = box(6)
        self._hint = wrapped(_("Open a painting, or choose a file: it becomes the style."))
        gtk.gtk_widget_set_no_show_all(self._hint, 1)
        add = button(_("_Add a style"), _("mix the result from several styles"), lambda: self.add_row(None))
        self.widget = box(6, self._box, self._hint, at_the_left(add))
        self._fill_in(targets[0].image, last)

    def choices(self) -> list[Choice]:
        """The styles that are chosen and still open."""
        found = [row.choice() for row in self._rows]
        return [choice for choice in found if choice and choice.is_there]

    def add_row(self, choice: Choice | None) -> None:
        """Add a style."""
        if choice and choice.file:
            self._files[choice.drawable.ID] = choice.file
        row = StyleRow(self, choice, first=not self._rows)
        self._rows.append(row)
        gtk.gtk_box_pack_start(self._box, row.widget, 0, 0, 0)
        gtk.gtk_widget_show_all(row.widget)
        self.update()

    def choose(self, choices: Sequence[Choice]) -> None:
        """Take these styles in place of those that are chosen; none: leave those."""
        old, self._rows = (self._rows, []) if choices else ([], self._rows)
        for row in old:
            gtk.gtk_widget_destroy(row.widget)
        for choice in choices:
            self.add_row(choice)

    def remove_row(self, row: StyleRow) -> None:
        """Remove a style."""
        self._rows.remove(row)
        gtk.gtk_widget_destroy(row.widget)
        self.update()

    def refresh(self) -> None:
        """Offer the layers that are open now, where others are than before."""
        seen = [*self.offered().items(), *self.regions().items()]
        if seen != self._seen:
            self.fill()
            self._seen = seen

    def fill(self) -> None:
        """Offer the layers that are open now."""
        for row in self._rows:
            row.fill()
        self.update()

    def update(self) -> None:
        """Something was chosen."""
        several = len(self._rows) > 1
        for row in self._rows:
            row.show_weight(several)
        gtk2.show(self._hint, not self.choices())
        self._changed()

    def offered(self) -> dict[str, str]:
        """The layers that can be chosen: titles by IDs."""
        taken_by_us = {*self._targets, *self._files}
        layers = [layer for layer in styles.all_layers() if layer.ID not in taken_by_us]
        layers += filter(None, map(gimp.Item.from_id, self._files))
        return {str(layer.ID): styles.title(layer) for layer in layers}

    def regions(self) -> dict[str, str]:
        """Where a style can paint: titles by names."""
        return CHANNELS.offered(self._painted[0].image, self._painted)

    def file_of(self, number: int) -> str:
        """The file that a layer was opened from for this dialog; empty for a user's own."""
        return self._files.get(number, "")

    def ask_for_file(self) -> Choice | None:
        """Let the user choose a picture file, and open it."""
        top, opens = gtk.gtk_widget_get_toplevel(self.widget), 0
        dialog = gtk.gtk_file_chooser_dialog_new(encoded(_("Choose a style")), top, opens, None)
        add_buttons(dialog, [(b"gtk-cancel", CANCEL), (b"gtk-open", OK)])
        gtk.gtk_dialog_set_default_response(dialog, OK)
        try:
            path = taken(gtk.gtk_file_chooser_get_filename(dialog)) if gtk.gtk_dialog_run(dialog) == OK else ""
        finally:
            gtk.gtk_widget_destroy(dialog)
        try:
            choice = styles.open_file(path) if path else None
        except InputError as error:
            tell(str(error))
            return None
        if choice:
            self._files[choice.drawable.ID] = choice.file
        return choice

    def _fill_in(self, image: gimp.Image, last: Sequence[Choice]) -> None:
        """Start with the last styles, else with a layer of another image, else with any other layer."""
        last = [one for one in last if one.drawable.ID not in self._targets]
        layers = list(filter(None, (gimp.Item.from_id(int(number)) for number in self.offered())))
        others = [layer for layer in layers if layer.image.ID != image.ID]
        first: list[Choice | None] = [Choice(layer) for layer in (others or layers)[:1]]
        for choice in last or first or [None]:
            self.add_row(choice)


class StyleRow:
    """One style: a drop-down, its weight, and a button that removes it."""

    def __init__(self, rows: StyleRows, choice: Choice | None, first: bool) -> None:
        self._rows, self._first = rows, first
        self._last = choice.drawable.ID if choice else 0
        self._region = choice.region if choice else ""
        tip = _(
            "the layer whose brush strokes and colours the result takes; where its image has a selection, only that "
            "part counts"
        )
        self._combo = Chooser(tip, self._choose, THUMBNAIL)
        gtk2.set_name(self._combo.widget, _("Style"))
        self._weight = self._new_weight(choice)
        text = _(
            "where this style paints: a channel of the image (Select > Save to Channel makes one), or where the others "
            "leave it"
        )
        self._where = Chooser(text, self._choose_region)
        gtk2.set_name(self._where.widget, _("Region of the style"))
        self._remove = self._new_remove()
        self.widget = box(6, across=True)
        if first:
            add_labelled(self.widget, _("St_yle"), self._combo.widget)
        else:
            gtk.gtk_box_pack_start(self.widget, self._combo.widget, 1, 1, 0)
        for widget in (self._where.widget, self._weight, self._remove):
            gtk.gtk_box_pack_start(self.widget, widget, 0, 0, 0)
            gtk.gtk_widget_set_no_show_all(widget, 1)
        self.fill()
        gtk2.on_signal(self._weight, "value-changed", rows.update)

    def choice(self) -> Choice | None:
        """What is chosen."""
        drawable, weight = gimp.Item.from_id(self._last), gtk.gtk_spin_button_get_value(self._weight)
        if not self._last or drawable is None:
            return None
        return Choice(drawable, self._rows.file_of(self._last), weight, self._region)

    def fill(self) -> None:
        """Offer the layers that are open now, and keep what is chosen."""
        offered = self._rows.offered()
        pictures = {number: gtk2.thumbnail(int(number), THUMBNAIL) for number in offered}
        self._combo.offer({**offered, _FROM_FILE: _("From file…")}, str(self._last), pictures)
        if str(self._last) not in offered:
            self._combo.show("")
        for picture in filter(None, pictures.values()):
            gobject.g_object_unref(picture)
        where = self._rows.regions()
        self._region = self._where.offer({"": _("Everywhere else"), **where}, self._region)
        gtk2.show(self._where.widget, bool(where))

    def show_weight(self, several: bool) -> None:
        """Show the weight where there are several styles; alone it has no effect."""
        gtk2.show(self._weight, several)
        gtk2.show(self._remove, several and not self._first)

    def _new_weight(self, choice: Choice | None) -> int:
        made: int = gtk.gtk_spin_button_new_with_range(0.1, LARGEST_WEIGHT, 0.1)
        gtk.gtk_spin_button_set_value(made, choice.weight if choice else 1.0)
        gtk.gtk_widget_set_tooltip_text(made, encoded(_("this style's weight among the others")))
        gtk2.set_name(made, _("Weight of the style"))
        return made

    def _new_remove(self) -> int:
        made: int = gtk.gtk_button_new()
        icon = gtk.gtk_image_new_from_stock(b"gtk-remove", _BUTTON_ICON)
        gtk.gtk_widget_show(icon)
        gtk.gtk_container_add(made, icon)
        gtk.gtk_widget_set_tooltip_text(made, encoded(_("leave this style out")))
        gtk2.set_name(made, _("Remove the style"))
        gtk2.on_signal(made, "clicked", lambda: self._rows.remove_row(self))
        return made

    def _choose_region(self, region: str) -> None:
        self._region = region
        self._rows.update()

    def _choose(self, chosen: str) -> None:
        """An entry of the drop-down was chosen: a layer, or a file to be opened."""
        if chosen != _FROM_FILE:
            self._last = int(chosen)
            self._rows.update()
            return
        choice = self._rows.ask_for_file()
        self._last = choice.drawable.ID if choice else self._last
        self._rows.fill()
