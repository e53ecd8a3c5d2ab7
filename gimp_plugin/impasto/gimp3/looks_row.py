"""The dialog's row for several looks at once, and for painting again with the settings of an earlier result."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gi.repository import GdkPixbuf, Gimp, Gtk

from common import looks, recipe_book, sheets
from common.choices import Choice
from common.core import JobSpec, Style, StyleRequest
from common.history import Entry
from common.pixels import Area
from common.recipes import Recipe
from gimp3.contact_sheet import ContactSheet
from gimp3.layers import GimpLayer
from gimp3.progress import tell
from gimp3.recipes import Editor
from gimp3.styles import SmallStyle

if TYPE_CHECKING:
    from gimp3.dialog import Dialog
    from gimp3.style_rows import StyleRows

LARGEST_THUMBNAIL = 1024
"""Longest side, in pixels, that GIMP makes them of."""
_CHECKS = Gimp.PixbufTransparency.SMALL_CHECKS


class LooksRow(Gtk.Box):
    """Two buttons, each of which opens the window with small pictures; what is chosen there becomes the settings.

    `build` makes the request of choices of styles, with the dialog's other settings; `targets` are painted.
    """

    def __init__(
        self,
        dialog: Dialog,
        config: Gimp.ProcedureConfig,
        rows: StyleRows,
        targets: Sequence[Gimp.Drawable],
        build: Callable[[Sequence[Choice]], JobSpec],
    ) -> None:
        super().__init__(spacing=6)
        self._dialog, self._config, self._rows, self._targets = dialog, config, rows, targets
        self._image, self._build, self.tell = targets[0].get_image(), build, tell
        several = Gtk.Button.new_with_mnemonic(looks.SEVERAL)
        several.set_tooltip_text(looks.SEVERAL_HELP)
        several.connect("clicked", lambda _button: self.open(looks.SETTINGS))
        again = Gtk.Button.new_with_mnemonic(looks.AGAIN)
        again.set_tooltip_text(looks.AGAIN_HELP)
        again.connect("clicked", lambda _button: self.open(looks.HISTORY))
        again.set_sensitive(bool(self.entries()))
        for button in (several, again):
            self.pack_start(button, True, True, 0)
        self.show_all()

    def open(self, kind: str) -> None:
        """Show the window, and take what is chosen."""
        thumbnail = _thumbnail(self._targets[0])
        with self._dialog.lent() as (session, others):
            sheet = ContactSheet(
                self._dialog.window,
                session,
                others,
                lambda name: looks.page(name, self),
                thumbnail,
                self._dialog.as_seen,
            )
            sheet.run(kind)

    def chosen(self) -> Sequence[Choice]:
        """See `looks.Dialog`."""
        return self._rows.choices()

    def offered(self) -> Sequence[tuple[Choice, str]]:
        """See `looks.Dialog`."""
        return [(Choice(layer, self._rows.file_of(layer.get_id())), title) for layer, title in self._rows.offered()]

    def request(self, styles: Sequence[Choice], small: bool) -> StyleRequest:
        """See `looks.Dialog`."""
        request = self._build(styles)
        assert isinstance(request, StyleRequest)
        if not small or request.options.preset in sheets.STYLE_PIXELS_COUNT:
            return request
        return dataclasses.replace(request, styles=[Style(SmallStyle(one.drawable, self._image)) for one in styles])

    def take(self, values: Mapping[str, Any], styles: Sequence[Choice]) -> None:
        """See `looks.Dialog`."""
        for name, value in values.items():
            self._config.set_property(name, value)
        painted = {target.get_id() for target in self._targets}
        self._rows.choose([one for one in styles if one.drawable.get_id() not in painted])

    def entries(self) -> Sequence[Entry]:
        """See `looks.Dialog`."""
        return recipe_book.entries(Editor(), self._image, self._targets)

    def find(self, recipe: Recipe) -> tuple[Sequence[Choice], Sequence[str]]:
        """See `looks.Dialog`."""
        return recipe_book.find_styles(Editor(), recipe, self._image)


def _thumbnail(drawable: Gimp.Drawable) -> GdkPixbuf.Pixbuf:
    """What is to be painted of a drawable, small."""
    width, height = drawable.get_width(), drawable.get_height()
    area = GimpLayer(drawable).selected_area() or Area(0, 0, width, height)
    # Of the whole, and cut: GIMP 3.2 frees a part's thumbnail twice.
    side = min(LARGEST_THUMBNAIL, looks.CELL_SIDE * max(width, height) // max(area.width, area.height))
    whole = drawable.get_thumbnail(side, side, _CHECKS)
    scale = whole.get_width() / width, whole.get_height() / height
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    x, y = int(scale[0] * left), int(scale[1] * top)
    return whole.new_subpixbuf(x, y, max(1, int(scale[0] * right) - x), max(1, int(scale[1] * bottom) - y))
