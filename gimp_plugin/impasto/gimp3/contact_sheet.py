"""The window with several looks at once, in GTK 3: small pictures that appear as they are painted, each a button."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import GdkPixbuf, GLib, Gtk, Pango

import protocol
from common import looks
from common.looks import Page
from common.preview import TICK_SECONDS
from common.session import Session
from common.sheet_window import SheetWindow
from common.texts import _
from gimp3.as_seen import AsSeen
from gimp3.widgets import Chooser, PictureBox, add_labelled, process_events

LEAST_HEIGHT, BESIDE = 200, 230
"""Of the cells, which scroll where there are more of them, and of all else in the window and around it, in pixels."""
_GREY = 0.2


class ContactSheet(SheetWindow):
    """See `SheetWindow`.

    `background` is shown, without its colours, where nothing is painted yet; `as_seen` turns the engine's pictures into
    those to draw.
    """

    def __init__(
        self,
        parent: Gtk.Window,
        session: Session,
        others: Callable[[protocol.Message], None],
        page: Callable[[str], Page],
        background: GdkPixbuf.Pixbuf,
        as_seen: AsSeen | None = None,
    ) -> None:
        super().__init__(session, others, page)
        self._background, self._as_seen = _without_colours(background), as_seen
        self._cells: list[Cell] = []
        self.window = Gtk.Dialog(title=looks.WINDOW, transient_for=parent, modal=True, border_width=12)
        self.window.set_position(Gtk.WindowPosition.CENTER_ON_PARENT)
        self.window.add_button(_("_Close"), Gtk.ResponseType.CLOSE)
        self._chooser = Chooser(_("what the pictures differ in"), self._show)
        self._chooser.get_accessible().set_name(_("Show"))
        self._scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
        self._grid = Gtk.Grid(row_spacing=6, column_spacing=6)
        self._bar, self._state = Gtk.ProgressBar(), Gtk.Label(xalign=0.0, wrap=True, max_width_chars=60)
        self._bar.get_accessible().set_name(looks.WINDOW)
        self._pack()

    def run(self, kind: str) -> None:
        """Show a page, and others that the user asks for, until one cell is chosen or the window closed."""
        self._show(self._chooser.offer(looks.TITLES, kind))
        ticking = GLib.timeout_add(round(1000 * TICK_SECONDS), self._tick)
        try:
            self.window.run()
        finally:
            GLib.source_remove(ticking)
            self.window.destroy()
            process_events()
        if self._chosen:
            self._chosen()

    def show_fraction(self, fraction: float) -> None:
        self._bar.set_fraction(fraction)

    def show_state(self, text: str) -> None:
        self._state.set_text(text)

    def _pack(self) -> None:
        row = Gtk.Box(spacing=12)
        add_labelled(row, _("_Show"), self._chooser)
        self._scrolled.add(self._grid)
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
        for widget, grows in ((row, False), (self._scrolled, True), (self._bar, False), (self._state, False)):
            box.pack_start(widget, grows, grows, 0)
        self.window.get_content_area().pack_start(box, True, True, 0)
        self.window.show_all()

    def _clear(self) -> None:
        for cell in self._cells:
            cell.destroy()
        self._cells = []

    def _add_cells(self, page: Page) -> None:
        for index, caption in enumerate(page.captions):
            cell = Cell(caption)
            cell.picture.as_seen = self._as_seen
            cell.picture.show_pixbuf(self._background)
            cell.connect("clicked", lambda _cell, take=page.take[index]: self._choose(take))
            self._grid.attach(cell, index % page.columns, index // page.columns, 1, 1)
            cell.show_all()
            self._cells.append(cell)
        self._pictures = [cell.picture for cell in self._cells]

    def _focus(self, index: int) -> None:
        focused = self.window.get_focus()
        goes_through_pages = focused is not None and focused.is_ancestor(self._chooser)
        if self._cells and not goes_through_pages:
            self._cells[index].grab_focus()

    def _show_bar(self, shown: bool) -> None:
        self._bar.set_visible(shown)
        self._scrolled.set_min_content_height(min(self._grid.get_preferred_height()[1], self._room()))
        self.window.resize(1, 1)  # as small as it can be

    def _room(self) -> int:
        """The height that the screen has for the cells, in pixels."""
        monitor = self.window.get_display().get_primary_monitor() or self.window.get_display().get_monitor(0)
        return max(LEAST_HEIGHT, monitor.get_workarea().height - BESIDE)

    def _accept(self) -> None:
        self.window.response(Gtk.ResponseType.OK)

    def _tick(self) -> bool:
        self._run.tick()
        return True


class Cell(Gtk.Button):
    """One variant: its picture over its caption."""

    def __init__(self, caption: str) -> None:
        super().__init__(relief=Gtk.ReliefStyle.NONE)
        self.get_accessible().set_name(caption)
        self.picture = PictureBox(looks.CELL_SIDE, caption)
        label = Gtk.Label(label=caption, wrap=True, justify=Gtk.Justification.CENTER)
        label.props.ellipsize, label.props.lines, label.props.max_width_chars = Pango.EllipsizeMode.END, 4, 22
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=3)
        box.pack_start(self.picture, False, False, 0)
        box.pack_start(label, False, False, 0)
        self.add(box)


def _without_colours(pixbuf: GdkPixbuf.Pixbuf) -> GdkPixbuf.Pixbuf:
    grey = pixbuf.copy()
    pixbuf.saturate_and_pixelate(grey, _GREY, False)
    return grey
