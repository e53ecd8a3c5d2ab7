"""What the progress window does in any GIMP: the curve of the loss, and the way into the background."""

from __future__ import annotations

import time
from collections.abc import Callable

from common import curve
from common.progress import Progress, ProgressWindow

PICTURE_SIZE = 480
"""Longest side, in pixels, of the picture in the window, where the screen has room for it and what is below it."""
BELOW = 270
CURVE_HEIGHT = 56
SECONDS_BETWEEN_CURVES = 0.5
BACKGROUND = 2
"""The response of a window's button "Continue in background"."""


class PaintingWindow(ProgressWindow):
    """Base of the windows beside GIMP's, which stays usable.

    In the background the window is gone, and GIMP's own progress bar, which `new_bar` makes, goes on; its Cancel ends
    this whole process. `tell` shows a message then.
    """

    def __init__(self, title: str, new_bar: Callable[[str], Progress], tell: Callable[[str], None]) -> None:
        super().__init__()
        self._title, self._new_bar, self._tell = title, new_bar, tell
        self._bar_of_gimp: Progress | None = None
        self._losses: list[tuple[int, int, float]] = []
        self._drawn_at = 0.0

    def show(self, fraction: float, text: str) -> None:
        if self._bar_of_gimp:
            self._bar_of_gimp.show(fraction, text)
        else:
            self._show_text(text)
            if fraction >= 0:
                self._show_fraction(min(1.0, fraction))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        if not self._bar_of_gimp:
            self._show_picture(width, height, rgb)

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        if self._losses and evaluation < self._losses[-1][1]:  # another layer
            self._losses.clear()
        self._losses.append((level, evaluation, loss))
        if self._bar_of_gimp or time.monotonic() < self._drawn_at + SECONDS_BETWEEN_CURVES:
            return
        self._drawn_at = time.monotonic()
        self._show_curve(curve.draw(self._losses, evaluations, PICTURE_SIZE, CURVE_HEIGHT))

    def finish(self, text: str) -> None:
        if self._bar_of_gimp:
            self._tell(text)

    def close(self) -> None:
        if self._bar_of_gimp:
            self._bar_of_gimp.close()
        self._destroy()
        self._process_events()

    def _respond(self, response: int) -> None:
        if response == BACKGROUND:
            self._hide()
            self._bar_of_gimp = self._new_bar(self._title)
        else:
            super()._respond(response)

    def _show_text(self, text: str) -> None:
        """Show a line about the job."""

    def _show_fraction(self, fraction: float) -> None:
        """Show how much is done, 0..1."""

    def _show_picture(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""

    def _show_curve(self, rows: bytes) -> None:
        """Show the curve: RGBA rows of PICTURE_SIZE x CURVE_HEIGHT pixels."""

    def _hide(self) -> None:
        """Hide the window."""

    def _destroy(self) -> None:
        """Take the window away."""
