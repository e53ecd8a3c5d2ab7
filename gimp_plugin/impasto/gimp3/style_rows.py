"""The styles in the dialog: a row for each, with a drop-down over all open layers and, among several, a weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import GdkPixbuf, Gimp, GObject, Gtk, Pango

from common.choices import Choice
from common.errors import InputError
from common.texts import _
from gimp3 import styles
from gimp3.layers import find_item
from gimp3.progress import tell
from gimp3.regions import CHANNELS
from gimp3.widgets import Chooser, add_labelled

THUMBNAIL = 32
LARGEST_WEIGHT = 100.0

_FROM_FILE = -1
_PICTURE, _TITLE, _ID = range(3)


class StyleRows(Gtk.Box):
    """All rows, and a button that adds one.

    The `targets` are painted and cannot be their own style. `changed` is called whenever a style or a weight changes.
    """

    def __init__(
        self, targets: Sequence[Gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice] = ()
    ) -> None:
        super().__init__(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._targets, self._changed = {target.get_id() for target in targets}, changed
        self._painted = targets
        self._rows: list[StyleRow] = []
        self._files: dict[int, str] = {}
        self._box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        hint = _("Open a painting, or choose a file: it becomes the style.")
        self._hint = Gtk.Label(label=hint, xalign=0.0, wrap=True)
        self._hint.set_no_show_all(True)
        self._add_button = Gtk.Button.new_with_mnemonic(_("_Add a style"))
        self._add_button.set_tooltip_text(_("mix the result from several styles"))
        self._add_button.set_halign(Gtk.Align.START)
        self._add_button.connect("clicked", lambda _button: self.add_row(None))
        for widget in (self._box, self._hint, self._add_button):
            self.pack_start(widget, False, False, 0)
        self._fill_in(targets[0].get_image(), last)
        self.show_all()

    def choices(self) -> list[Choice]:
        """The styles that are chosen and still open."""
        found = [row.choice() for row in self._rows]
        return [choice for choice in found if choice and choice.is_there]

    def add_row(self, choice: Choice | None) -> None:
        """Add a style."""
        if choice and choice.file:
            self._files[choice.drawable.get_id()] = choice.file
        row = StyleRow(self, choice, first=not self._rows)
        self._rows.append(row)
        self._box.pack_start(row, False, False, 0)
        row.show_all()
        self.update()

    def choose(self, choices: Sequence[Choice]) -> None:
        """Take these styles in place of those that are chosen; none: leave those."""
        old, self._rows = (self._rows, []) if choices else ([], self._rows)
        for row in old:
            row.destroy()
        for choice in choices:
            self.add_row(choice)

    def remove_row(self, row: StyleRow) -> None:
        """Remove a style."""
        self._rows.remove(row)
        row.destroy()
        self.update()

    def refresh(self) -> None:
        """Offer the layers that are open now."""
        for row in self._rows:
            row.fill()
        self.update()

    def update(self) -> None:
        """Something was chosen."""
        several = len(self._rows) > 1
        for row in self._rows:
            row.show_weight(several)
        self._hint.set_visible(not self.choices())
        self._changed()

    def offered(self) -> list[tuple[Gimp.Drawable, str]]:
        """What can be chosen, with its title."""
        taken = {*self._targets, *self._files}
        layers = [layer for layer in styles.all_layers() if layer.get_id() not in taken]
        layers += filter(None, map(find_item, self._files))
        return [(layer, styles.title(layer)) for layer in layers]

    def regions(self) -> list[tuple[str, str]]:
        """Where a style can paint: names and titles."""
        return list(CHANNELS.offered(self._painted[0].get_image(), self._painted).items())

    def file_of(self, number: int) -> str:
        """The file that a layer was opened from for this dialog; empty for a user's own."""
        return self._files.get(number, "")

    def ask_for_file(self) -> Choice | None:
        """Let the user choose a picture file, and open it."""
        dialog = Gtk.FileChooserDialog(
            title=_("Choose a style"), transient_for=self.get_toplevel(), action=Gtk.FileChooserAction.OPEN
        )
        dialog.add_buttons(_("_Cancel"), Gtk.ResponseType.CANCEL, _("_Open"), Gtk.ResponseType.ACCEPT)
        dialog.set_default_response(Gtk.ResponseType.ACCEPT)
        try:
            path = dialog.get_filename() if dialog.run() == Gtk.ResponseType.ACCEPT else None
        finally:
            dialog.destroy()
        try:
            choice = styles.open_file(path) if path else None
        except InputError as error:
            tell(str(error))
            return None
        if choice:
            self._files[choice.drawable.get_id()] = choice.file
        return choice

    def _fill_in(self, image: Gimp.Image, last: Sequence[Choice]) -> None:
        """Start with the last styles, else with a layer of another image, else with any other layer."""
        last = [one for one in last if one.drawable.get_id() not in self._targets]
        layers = [layer for layer, _title in self.offered()]
        others = [layer for layer in layers if layer.get_image().get_id() != image.get_id()]
        first: list[Choice | None] = [Choice(layer) for layer in (others or layers)[:1]]
        for choice in last or first or [None]:
            self.add_row(choice)


class StyleRow(Gtk.Box):
    """One style: a drop-down, its weight, and a button that removes it."""

    def __init__(self, rows: StyleRows, choice: Choice | None, first: bool) -> None:
        super().__init__(spacing=6)
        self._rows, self._filling = rows, False
        self._store = Gtk.ListStore(GdkPixbuf.Pixbuf, str, int)
        self._combo = self._new_combo()
        self._weight = Gtk.SpinButton.new_with_range(0.1, LARGEST_WEIGHT, 0.1)
        self._weight.set_value(choice.weight if choice else 1.0)
        self._weight.set_tooltip_text(_("this style's weight among the others"))
        self._weight.get_accessible().set_name(_("Weight of the style"))
        text = _(
            "where this style paints: a channel of the image (Select > Save to Channel makes one), or where the others "
            "leave it"
        )
        self._where = Chooser(text, self._choose_region)
        self._where.get_accessible().set_name(_("Region of the style"))
        self._region = choice.region if choice else ""
        self._remove = Gtk.Button.new_from_icon_name("list-remove", Gtk.IconSize.BUTTON)
        self._remove.set_tooltip_text(_("leave this style out"))
        self._remove.get_accessible().set_name(_("Remove the style"))
        if first:
            add_labelled(self, _("St_yle"), self._combo)
        else:
            self.pack_start(self._combo, True, True, 0)
        for widget in (self._where, self._weight, self._remove):
            self.pack_start(widget, False, False, 0)
        self._where.set_no_show_all(True)
        self._first = first
        self._last = choice.drawable.get_id() if choice else 0
        self.fill()
        self._combo.connect("changed", lambda _combo: self._choose())
        self._weight.connect("value-changed", lambda _weight: rows.update())
        self._remove.connect("clicked", lambda _button: rows.remove_row(self))

    def choice(self) -> Choice | None:
        """What is chosen."""
        drawable = find_item(self._last)
        return drawable and Choice(drawable, self._rows.file_of(self._last), self._weight.get_value(), self._region)

    def fill(self) -> None:
        """Offer the layers that are open now, and keep what is chosen."""
        self._filling = True
        self._store.clear()
        for layer, title in self._rows.offered():
            thumbnail = layer.get_thumbnail(THUMBNAIL, THUMBNAIL, Gimp.PixbufTransparency.SMALL_CHECKS)
            place = self._store.append([thumbnail, title, layer.get_id()])
            if layer.get_id() == self._last:
                self._combo.set_active_iter(place)
        self._store.append([None, _("From file…"), _FROM_FILE])
        regions = dict(self._rows.regions())
        self._region = self._where.offer({"": _("Everywhere else"), **regions}, self._region)
        self._where.set_visible(bool(regions))
        self._filling = False

    def _choose_region(self, region: str) -> None:
        self._region = region
        self._rows.update()

    def show_weight(self, several: bool) -> None:
        """Show the weight where there are several styles; alone it has no effect."""
        self._weight.set_visible(several)
        self._remove.set_visible(several and not self._first)

    def _new_combo(self) -> Gtk.ComboBox:
        combo = Gtk.ComboBox.new_with_model(self._store)
        picture, text = Gtk.CellRendererPixbuf(width=THUMBNAIL + 4), Gtk.CellRendererText()
        text.props.ellipsize, text.props.width_chars = Pango.EllipsizeMode.MIDDLE, 24
        combo.pack_start(picture, False)
        combo.pack_start(text, True)
        combo.add_attribute(picture, "pixbuf", _PICTURE)
        combo.add_attribute(text, "text", _TITLE)
        tip = _(
            "the layer whose brush strokes and colours the result takes; where its image has a selection, only that "
            "part counts"
        )
        combo.set_tooltip_text(tip)
        combo.get_accessible().set_name(_("Style"))
        return combo

    def _choose(self) -> None:
        """A row of the drop-down was chosen: a layer, or a file to be opened."""
        place = self._combo.get_active_iter()
        if self._filling or place is None:
            return
        number = self._store[place][_ID]
        if number == _FROM_FILE:
            choice = self._rows.ask_for_file()
            self._last = choice.drawable.get_id() if choice else self._last
            GObject.idle_add(self._rows.refresh)
        else:
            self._last = number
            self._rows.update()
