"""The dialog's row for several looks at once, and for painting again with the settings of an earlier result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import gimp
from _gimpfu.gtk import gtk

from common import looks, recipe_book
from common.choices import Choice
from common.core import JobSpec, StyleRequest
from common.history import Entry
from common.pixels import Area
from common.recipes import Recipe
from gimp2 import gtk2
from gimp2.contact_sheet import ContactSheet
from gimp2.layers import GimpLayer
from gimp2.progress import tell
from gimp2.recipes import Editor
from gimp2.widgets import box, button

if TYPE_CHECKING:
    from gimp2.dialog import Dialog
    from gimp2.style_rows import StyleRows


class LooksRow:
    """Two buttons, each of which opens the window with small pictures; what is chosen there becomes the settings.

    `build` makes the request of choices of styles and the options' values; `targets` are painted, `widget` is the row.
    """

    def __init__(
        self,
        dialog: Dialog,
        rows: StyleRows,
        targets: Sequence[gimp.Drawable],
        build: Callable[[Sequence[Choice], Mapping[str, Any]], JobSpec],
    ) -> None:
        self._dialog, self._rows, self._targets = dialog, rows, targets
        self._image, self._build, self.tell = targets[0].image, build, tell
        several = button(looks.SEVERAL, looks.SEVERAL_HELP, lambda: self.open(looks.SETTINGS))
        again = button(looks.AGAIN, looks.AGAIN_HELP, lambda: self.open(looks.HISTORY))
        gtk.gtk_widget_set_sensitive(again, int(bool(self.entries())))
        self.widget = box(6, several, again, across=True)

    def open(self, kind: str) -> None:
        """Show the window, and take what is chosen."""
        with self._dialog.lent() as (session, others):
            sheet = ContactSheet(self._dialog.window, session, others, lambda name: looks.page(name, self))
            sheet.run(kind, _thumbnail(self._targets[0]))

    def chosen(self) -> Sequence[Choice]:
        """See `looks.Dialog`."""
        return self._rows.choices()

    def offered(self) -> Sequence[tuple[Choice, str]]:
        """See `looks.Dialog`."""
        layers = [(gimp.Item.from_id(int(number)), title) for number, title in self._rows.offered().items()]
        return [(Choice(layer, self._rows.file_of(layer.ID)), title) for layer, title in layers if layer]

    def request(self, styles: Sequence[Choice], small: bool) -> StyleRequest:  # noqa: ARG002
        """See `looks.Dialog`."""
        request = self._build(styles, self._dialog.values())
        assert isinstance(request, StyleRequest)
        return request

    def take(self, values: Mapping[str, Any], styles: Sequence[Choice]) -> None:
        """See `looks.Dialog`."""
        self._dialog.show({**self._dialog.values(), **values})
        painted = {target.ID for target in self._targets}
        self._rows.choose([one for one in styles if one.drawable.ID not in painted])

    def entries(self) -> Sequence[Entry]:
        """See `looks.Dialog`."""
        return recipe_book.entries(Editor(), self._image, self._targets)

    def find(self, recipe: Recipe) -> tuple[Sequence[Choice], Sequence[str]]:
        """See `looks.Dialog`."""
        return recipe_book.find_styles(Editor(), recipe, self._image)


def _thumbnail(drawable: gimp.Drawable) -> int:
    """What is to be painted of a drawable, small: a pixbuf."""
    area = GimpLayer(drawable).selected_area() or Area(0, 0, drawable.width, drawable.height)
    return gtk2.part_thumbnail(drawable.ID, area, looks.CELL_SIDE)
