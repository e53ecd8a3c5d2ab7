"""Progress where no window of ours can be: the bar of whoever called the procedure."""

from __future__ import annotations

import time

from common.host import Wish
from gi.repository import Gimp

SECONDS_BETWEEN = 0.3
"""GIMP redraws its bar for each call."""


class Bar:
    """GIMP's own progress; its Cancel ends this whole process, and the engine with it."""

    def __init__(self, title: str) -> None:
        Gimp.progress_init(title)
        self._shown_at = 0.0

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: no news of it) and a line about it."""
        if time.monotonic() < self._shown_at + SECONDS_BETWEEN:
            return
        self._shown_at = time.monotonic()
        Gimp.progress_set_text(text)
        if fraction >= 0:
            Gimp.progress_update(min(1.0, fraction))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        """A bar has no room for pictures."""

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        """A bar has no room for curves."""

    def wish(self) -> Wish:
        """A bar has no buttons."""
        return Wish.GO_ON

    def finish(self, text: str) -> None:
        """Whoever waits sees it end."""

    def close(self) -> None:
        """Take the bar away."""
        Gimp.progress_end()
