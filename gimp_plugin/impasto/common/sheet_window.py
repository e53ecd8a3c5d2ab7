"""What the window with several looks at once does in any editor: pages of cells, one of which can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import protocol
from common import looks
from common.errors import PluginError
from common.looks import Page
from common.session import Session
from common.sheet_run import SheetRun
from common.texts import _


class Picture(Protocol):
    """Shows 8-bit sRGB rows."""

    def show_rgb(self, width: int, height: int, rgb: bytes, /) -> None: ...


class SheetWindow:
    """Base of the windows; `page` makes what is to be seen by its name, or raises PluginError where that is nothing.

    The session's engine is used while the window is open; `others` gets what it says of other things. `_pictures` are
    those of the cells, and `_chosen` is what makes a cell the settings.
    """

    def __init__(
        self, session: Session, others: Callable[[protocol.Message], None], page: Callable[[str], Page]
    ) -> None:
        self._make = page
        self._pictures: list[Picture] = []
        self._chosen: Callable[[], None] | None = None
        self._run = SheetRun(session, self, others)

    def show_cell(self, index: int, width: int, height: int, rgb: bytes) -> None:
        """See `sheet_run.Viewer`."""
        if index < len(self._pictures):
            self._pictures[index].show_rgb(width, height, rgb)

    def show_fraction(self, fraction: float) -> None:
        """See `sheet_run.Viewer`."""
        raise NotImplementedError

    def show_state(self, text: str) -> None:
        """See `sheet_run.Viewer`."""
        raise NotImplementedError

    def _show(self, kind: str) -> None:
        """Show a page, and paint it where it is to be painted."""
        self._pictures = []
        self._clear()
        self.show_fraction(0.0)
        try:
            page = self._make(kind)
        except PluginError as error:
            self._run.paint(None)
            self.show_state(str(error))
            return
        self._fill(page)
        self._run.paint(page.sheet)
        self._show_bar(page.sheet is not None)
        self.show_state(_("Preparing…") if page.sheet else looks.CHOOSE)

    def _fill(self, page: Page) -> None:
        """Make the cells of a page."""
        self._add_cells(page)
        for cell, picture in zip(self._pictures, page.pictures):
            if picture:
                cell.show_rgb(picture.width, picture.height, picture.rgb)
        self._focus(page.focus)

    def _choose(self, take: Callable[[], None]) -> None:
        """A cell was chosen: it is taken when the window is closed."""
        self._chosen = take
        self._accept()

    def _clear(self) -> None:
        """Take the cells away."""
        raise NotImplementedError

    def _add_cells(self, page: Page) -> None:
        """Make the cells of a page, and note their pictures."""
        raise NotImplementedError

    def _focus(self, index: int) -> None:
        """Give the keyboard to a cell."""
        raise NotImplementedError

    def _show_bar(self, shown: bool) -> None:
        """Show the progress bar, or hide it."""
        raise NotImplementedError

    def _accept(self) -> None:
        """Close the window."""
        raise NotImplementedError
