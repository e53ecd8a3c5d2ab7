"""The pages of the window with several looks at once, in any editor: sheets to be painted, and earlier results."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from common import core, sheets
from common.core import StyleRequest
from common.errors import InputError
from common.history import Entry, Thumbnail
from common.recipes import Recipe
from common.settings import STRENGTH_MAP
from common.sheets import Sheet, Variant
from common.texts import _

SETTINGS, STYLES, SEEDS, HISTORY = "settings", "styles", "seeds", "history"
TITLES = {
    SETTINGS: _("Strengths and brush sizes"),
    STYLES: _("All open layers as styles"),
    SEEDS: _("Variations with other seeds"),
    HISTORY: _("Earlier results of this image"),
}
"""The pages by their names."""
SEVERAL = _("Several loo_ks…")
SEVERAL_HELP = _("compare small pictures with other settings, styles or seeds, and choose one")
AGAIN = _("Paint again _with…")
AGAIN_HELP = _("take the settings of a layer that was painted, or of an earlier result")
WINDOW = _("Several Looks")
CHOOSE = _("Choose one: it becomes the settings.")
CELL_SIDE = 172
"""Longest side of a cell's picture on the screen, in pixels."""


class Dialog(Protocol):
    """What the pages need of the editor's dialog; styles are the editor's own objects."""

    def chosen(self) -> Sequence[Any]:
        """The styles that are chosen."""

    def offered(self) -> Sequence[tuple[Any, str]]:
        """The styles that can be chosen, with their titles."""

    def request(self, styles: Sequence[Any], small: bool) -> StyleRequest:
        """The dialog's settings with these styles; with `small` they may be reduced as cells need them."""

    def take(self, values: Mapping[str, Any], styles: Sequence[Any]) -> None:
        """Make values of arguments by name, and these styles, the settings; without styles the chosen ones stay."""

    def entries(self) -> Sequence[Entry]:
        """How layers of the image were painted, and its last results."""

    def find(self, recipe: Recipe) -> tuple[Sequence[Any], Sequence[str]]:
        """A recipe's styles that can be had, and the titles of those that cannot."""

    def tell(self, text: str) -> None:
        """Show the user a message."""


@dataclass(frozen=True)
class Page:
    """What the window shows at a time.

    `captions` has a text for each cell, `take` what makes it the dialog's settings, `pictures` how it looks where that
    is known; what else there is to see, `sheet` paints. `focus` is the cell that is like the settings.
    """

    captions: Sequence[str]
    take: Sequence[Callable[[], None]]
    columns: int = 3
    pictures: Sequence[Thumbnail | None] = ()
    sheet: Sheet | None = None
    focus: int = 0


def page(kind: str, dialog: Dialog) -> Page:
    """A page by its name; raises PluginError where there is nothing to see."""
    if kind == HISTORY:
        return _history(dialog)
    styles: Sequence[Any]
    if kind == STYLES:
        offered = dialog.offered()[: sheets.MOST_STYLES]
        styles, titles = [style for style, _title in offered], [title for _style, title in offered]
        sheet = sheets.over_styles(_checked(dialog, styles, True), titles)
    else:
        styles = dialog.chosen()
        make = sheets.variations if kind == SEEDS else sheets.over_strength_and_brush
        sheet = make(_checked(dialog, styles, False))
    return _of_sheet(sheet, dialog, styles)


def _checked(dialog: Dialog, styles: Sequence[Any], small: bool) -> StyleRequest:
    request = dialog.request(styles, small)
    core.check(request)
    return request


def _of_sheet(sheet: Sheet, dialog: Dialog, styles: Sequence[Any]) -> Page:
    now = _("{caption} (now)")
    captions = [now.format(caption=one.caption) if one.is_chosen else one.caption for one in sheet.variants]
    take = [functools.partial(_take, dialog, one, styles) for one in sheet.variants]
    focus = next((index for index, one in enumerate(sheet.variants) if one.is_chosen), 0)
    return Page(captions, take, sheet.columns, sheet=sheet, focus=focus)


def _take(dialog: Dialog, variant: Variant, styles: Sequence[Any]) -> None:
    dialog.take(variant.changes, [] if variant.style is None else [styles[variant.style]])


def _history(dialog: Dialog) -> Page:
    entries = dialog.entries()
    if not entries:
        raise InputError(_("Nothing in this image was painted by Impasto yet."))
    captions = [f"{entry.recipe.name}: {entry.recipe.summary()}" for entry in entries]
    take = [functools.partial(_paint_again, dialog, entry.recipe) for entry in entries]
    return Page(captions, take, pictures=[entry.thumbnail for entry in entries])


def _paint_again(dialog: Dialog, recipe: Recipe) -> None:
    """Make a recipe's settings and styles the dialog's, as far as they can be had."""
    found, missing = dialog.find(recipe)
    dialog.take({**recipe.values, STRENGTH_MAP.name: recipe.strength_map}, found)
    if missing:
        text = _("Not open, and not where it was: {styles}. Open it, and choose it as the style.")
        dialog.tell(text.format(styles=", ".join(missing)))
