"""The dialog's row for several looks at once, and for painting again with the settings of an earlier result."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gi.repository import Gimp, Gtk

from common import core, sheets
from common.core import JobSpec
from common.errors import InputError
from common.recipes import Recipe
from common.sheets import Sheet, Variant
from common.texts import _
from gimp3 import recipes
from gimp3.contact_sheet import CELL_SIDE, ContactSheet, Page
from gimp3.progress import tell
from gimp3.styles import Choice

if TYPE_CHECKING:
    from gimp3.dialog import Dialog
    from gimp3.style_rows import StyleRows

SETTINGS, STYLES, SEEDS, HISTORY = "settings", "styles", "seeds", "history"
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
        self._image, self._build = targets[0].get_image(), build
        several = Gtk.Button.new_with_mnemonic(_("Several loo_ks…"))
        several.set_tooltip_text(_("compare small pictures with other settings, styles or seeds, and choose one"))
        several.connect("clicked", lambda _button: self.open(SETTINGS))
        again = Gtk.Button.new_with_mnemonic(_("Paint again _with…"))
        again.set_tooltip_text(_("take the settings of a layer that was painted, or of an earlier result"))
        again.connect("clicked", lambda _button: self.open(HISTORY))
        again.set_sensitive(bool(recipes.entries(self._image, targets)))
        for button in (several, again):
            self.pack_start(button, True, True, 0)
        self.show_all()

    def open(self, kind: str) -> None:
        """Show the window, and take what is chosen."""
        pages = {
            SETTINGS: _("Strengths and brush sizes"),
            STYLES: _("All open layers as styles"),
            SEEDS: _("Variations with other seeds"),
            HISTORY: _("Earlier results of this image"),
        }
        thumbnail = self._targets[0].get_thumbnail(CELL_SIDE, CELL_SIDE, _CHECKS)
        with self._dialog.lent() as (session, others):
            ContactSheet(self._dialog.window, session, others, pages, self._page, thumbnail).run(kind)

    def _page(self, kind: str) -> Page:
        """What the window shows."""
        if kind == HISTORY:
            return self._history()
        choices = self._rows.choices()
        if kind == STYLES:
            offered = self._rows.offered()[: sheets.MOST_STYLES]
            choices = [Choice(layer, self._rows.file_of(layer.get_id())) for layer, _title in offered]
            sheet = sheets.over_styles(self._request(choices), [title for _layer, title in offered])
        else:
            make = sheets.variations if kind == SEEDS else sheets.over_strength_and_brush
            sheet = make(self._request(choices))
        return self._of_sheet(sheet, choices)

    def _request(self, choices: Sequence[Choice]) -> core.StyleRequest:
        """The request of these styles; raises PluginError where it cannot be done."""
        request = self._build(choices)
        core.check(request)
        assert isinstance(request, core.StyleRequest)
        return request

    def _of_sheet(self, sheet: Sheet, choices: Sequence[Choice]) -> Page:
        captions = [
            _("{caption} (now)").format(caption=one.caption) if one.is_chosen else one.caption for one in sheet.variants
        ]
        take = [functools.partial(self._take, one, choices) for one in sheet.variants]
        focus = next((index for index, one in enumerate(sheet.variants) if one.is_chosen), 0)
        return Page(captions, take, sheet.columns, sheet=sheet, focus=focus)

    def _take(self, variant: Variant, choices: Sequence[Choice]) -> None:
        """Make a look the settings."""
        for name, value in variant.changes.items():
            self._config.set_property(name, value)
        if variant.style is not None:
            self._rows.choose([choices[variant.style]])

    def _history(self) -> Page:
        entries = recipes.entries(self._image, self._targets)
        if not entries:
            raise InputError(_("Nothing in this image was painted by Impasto yet."))
        captions = [f"{entry.recipe.name}: {entry.recipe.summary()}" for entry in entries]
        take = [functools.partial(self._paint_again, entry.recipe) for entry in entries]
        return Page(captions, take, pictures=[entry.thumbnail for entry in entries])

    def _paint_again(self, recipe: Recipe) -> None:
        """Make the settings and styles of a recipe those of the dialog, as far as they can be had."""
        for name, value in recipe.values.items():
            self._config.set_property(name, value)
        choices, missing = recipes.find_styles(recipe, self._image)
        painted = {target.get_id() for target in self._targets}
        self._rows.choose([choice for choice in choices if choice.drawable.get_id() not in painted])
        if missing:
            text = _("Not open, and not where it was: {styles}. Open it, and choose it as the style.")
            tell(text.format(styles=", ".join(missing)))
