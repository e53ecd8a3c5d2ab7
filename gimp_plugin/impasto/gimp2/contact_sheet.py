"""The window with several looks at once, in GTK 2: small pictures that appear as they are painted, each a button."""

from __future__ import annotations

from collections.abc import Callable

from _gimpfu import gtk as g
from _gimpfu.gtk import OK, gtk
from _gimpfu.libraries import encoded, gobject

import protocol
from common import looks
from common.looks import Page
from common.preview import TICK_SECONDS
from common.session import Session
from common.sheet_window import SheetWindow
from common.texts import _
from gimp2 import gtk2
from gimp2.widgets import Chooser, PictureBox, add_buttons, add_labelled, box, line_of_text, scrolled, wrapped

WIDTH, HEIGHT = 600, 480
"""Of the cells, which scroll where there are more of them, in pixels."""
LONG = 40
"""Letters of a caption for which two lines are not enough."""
_GREY = 0.2
_CLOSE = -7


class ContactSheet(SheetWindow):
    """See `SheetWindow`."""

    def __init__(
        self, parent: int, session: Session, others: Callable[[protocol.Message], None], page: Callable[[str], Page]
    ) -> None:
        super().__init__(session, others, page)
        self._background = 0
        self._cells: list[Cell] = []
        self.window = g.new_dialog(looks.WINDOW, "impasto-looks")
        gtk.gtk_window_set_transient_for(self.window, parent)
        add_buttons(self.window, [(b"gtk-close", _CLOSE)])
        self._chooser = Chooser(_("what the pictures differ in"), self._show)
        gtk2.set_name(self._chooser.widget, _("Show"))
        self._rows, self._all = 0, box(6)
        self._bar, self._state = gtk.gtk_progress_bar_new(), line_of_text(WIDTH, 2)
        self._pack()

    def run(self, kind: str, background: int) -> None:
        """Show a page, and others that the user asks for, until one cell is chosen or the window closed.

        The pixbuf `background`, which is ours, is shown without its colours where nothing is painted yet.
        """
        self._background = background
        if background:
            gtk2.pixbuf.gdk_pixbuf_saturate_and_pixelate(background, background, _GREY, 0)
        gtk.gtk_widget_show_all(self.window)
        self._show(self._chooser.offer(looks.TITLES, kind))
        timer = gtk2.Timer(round(1000 * TICK_SECONDS), self._run.tick)
        try:
            gtk.gtk_dialog_run(self.window)
        finally:
            timer.stop()
            gtk.gtk_widget_destroy(self.window)
            if self._background:
                gobject.g_object_unref(self._background)
            g.breathe()
        if self._chosen:
            self._chosen()

    def show_fraction(self, fraction: float) -> None:
        gtk.gtk_progress_bar_set_fraction(self._bar, min(1.0, fraction))

    def show_state(self, text: str) -> None:
        gtk.gtk_label_set_text(self._state, encoded(text))

    def _pack(self) -> None:
        row = box(12, across=True)
        add_labelled(row, _("_Show"), self._chooser.widget)
        frame = scrolled(self._all, HEIGHT)
        gtk.gtk_widget_set_size_request(frame, WIDTH, HEIGHT)
        whole = box(12, row, frame, self._bar, self._state)
        gtk.gtk_container_set_border_width(whole, 12)
        gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(self.window), whole)

    def _clear(self) -> None:
        self._cells = []
        if self._rows:
            gtk.gtk_widget_destroy(self._rows)
            self._rows = 0

    def _add_cells(self, page: Page) -> None:
        """See `SheetWindow`; they lie in rows."""
        for caption, take in zip(page.captions, page.take):
            self._cells.append(self._new_cell(caption, take))
        self._pictures = [cell.picture for cell in self._cells]
        widgets = [cell.widget for cell in self._cells]
        rows = [widgets[first : first + page.columns] for first in range(0, len(widgets), page.columns)]
        self._rows = box(6, *(box(6, *row, across=True) for row in rows))
        gtk.gtk_box_pack_start(self._all, self._rows, 0, 0, 0)
        gtk.gtk_widget_show_all(self._rows)

    def _focus(self, index: int) -> None:
        gtk.gtk_widget_grab_focus(self._cells[index].widget)

    def _show_bar(self, shown: bool) -> None:
        gtk2.show(self._bar, shown)

    def _new_cell(self, caption: str, take: Callable[[], None]) -> Cell:
        cell = Cell(caption, lambda: self._choose(take))
        if self._background:
            cell.picture.show_pixbuf(self._background)
        return cell

    def _accept(self) -> None:
        gtk.gtk_dialog_response(self.window, OK)


class Cell:
    """One variant: its picture over its caption; `widget` is the button."""

    def __init__(self, caption: str, chosen: Callable[[], None]) -> None:
        self.picture, label = PictureBox(looks.CELL_SIDE, caption), wrapped(caption)
        gtk.gtk_widget_set_size_request(label, looks.CELL_SIDE, gtk2.line_height(label, 2 + len(caption) // LONG))
        self.widget = gtk.gtk_button_new()
        gtk.gtk_container_add(self.widget, box(3, self.picture.widget, label))
        gtk2.set_name(self.widget, caption)
        gtk2.on_signal(self.widget, "clicked", chosen)
