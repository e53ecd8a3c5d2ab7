"""Progress where no window of ours can be: the bar of whoever called the procedure; and GIMP's message window."""

from __future__ import annotations

import time

import gimp
from gimp import pdb

from common.progress import Progress

SECONDS_BETWEEN = 0.3
"""GIMP redraws its bar for each call."""


class Bar(Progress):
    """GIMP's own progress; its Cancel ends this whole process, and the engine with it."""

    def __init__(self, title: str) -> None:
        gimp.progress_init(title)
        self._shown_at = 0.0

    def show(self, fraction: float, text: str) -> None:
        if time.monotonic() < self._shown_at + SECONDS_BETWEEN:
            return
        self._shown_at = time.monotonic()
        gimp.progress_set_text(text)
        if fraction >= 0:
            gimp.progress_update(fraction)

    def close(self) -> None:
        pdb.gimp_progress_end()


def tell(text: str) -> None:
    """Show a message in a window of GIMP's.

    In two lines: a single one goes to GIMP's status bar, for some seconds, if it fits there.
    """
    gimp.message(f"Impasto\n{text}")
