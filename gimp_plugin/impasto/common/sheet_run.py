"""A contact sheet being painted, in the engine that otherwise paints the dialog's preview.

Nothing here blocks: `tick` is called at short intervals, does a little work and reads the engine's messages.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import protocol
from common.errors import EngineError, JobError, PluginError
from common.looks import CHOOSE
from common.preview import WORK_SECONDS
from common.session import Session
from common.sheets import Sheet, sheet_job
from common.texts import _, duration

WAIT = object()
"""A step after which there is nothing to do before the next tick."""


class Viewer(Protocol):
    """Shows cells (8-bit sRGB rows), how far the sheet is (0..1), and a sentence."""

    def show_cell(self, index: int, width: int, height: int, rgb: bytes, /) -> None: ...
    def show_fraction(self, fraction: float, /) -> None: ...
    def show_state(self, text: str, /) -> None: ...


class SheetRun:
    """Paints one sheet at a time; `is_done` says that the last one came to its end.

    `others` is called with messages that are not about a sheet, for whoever has the engine otherwise.
    """

    def __init__(
        self, session: Session, viewer: Viewer, others: Callable[[protocol.Message], None] = lambda _message: None
    ) -> None:
        self.is_done = True
        self._session, self._viewer, self._others = session, viewer, others
        self._steps: Iterator[object] = iter(())
        self._number: int | None = None

    def paint(self, sheet: Sheet | None) -> None:
        """Paint this sheet from now on, in place of whatever the engine does; None: end what it does."""
        self.is_done, self._number = sheet is None, None
        self._steps = self._begin(sheet)

    def tick(self) -> None:
        """Read the engine's messages, and go on with the pixels that it needs."""
        try:
            while message := self._session.receive(0):
                self._handle(message)
            until = time.monotonic() + WORK_SECONDS
            with contextlib.suppress(StopIteration):
                while time.monotonic() < until and self._session.engine.folder is not None:
                    if next(self._steps) is WAIT:
                        break
        except (PluginError, OSError) as error:
            if isinstance(error, JobError) and error.number != self._number:
                return  # of the preview that was cancelled
            self._steps, self.is_done = iter(()), True
            self._viewer.show_state(str(error))
            if isinstance(error, EngineError) and not isinstance(error, JobError):
                self._number = None

    def _begin(self, sheet: Sheet | None) -> Iterator[object]:
        """Cancel what runs, send the pixels, start the sheet; then there is nothing more to do."""
        self._session.control("cancel")
        while self._session.number is not None:
            yield WAIT
        if sheet is None:
            return
        self._viewer.show_state(_("Preparing…"))
        content = sheet.request.contents[0]
        area = content.selected_area()
        if area is None:
            self.is_done = True
            self._viewer.show_state(_("The selection does not touch the layer “{name}”.").format(name=content.name))
            return
        yield from self._session.send_pixels(sheet.request.sources(content, area))
        self._number = self._session.start(sheet_job(sheet, content, area, self._session))

    def _handle(self, message: protocol.Message) -> None:
        if message["type"] == "devices":
            self._others(message)
        if self._number is None or message.get("id") != self._number:
            return
        if message["type"] == "cell":
            rgb = self._session.preview(message)
            if rgb:
                self._viewer.show_cell(message["index"], message["width"], message["height"], rgb)
        elif message["type"] == "progress":
            self._viewer.show_fraction(message["fraction"])
            self._viewer.show_state(_line(message))
        elif message["type"] == "done":
            self.is_done = True
            self._viewer.show_fraction(1.0)
            self._viewer.show_state(CHOOSE)


def _line(message: protocol.ProgressMessage) -> str:
    """Which cell is painted, and the time left."""
    about = {"n": message.get("frame", 0) + 1, "all": message.get("frames", 1)}
    if not message["seconds_left"]:
        return _("Painting {n} of {all}; choose one at any time").format(**about)
    text = _("Painting {n} of {all}, {time} left; choose one at any time")
    return text.format(time=duration(message["seconds_left"]), **about)
