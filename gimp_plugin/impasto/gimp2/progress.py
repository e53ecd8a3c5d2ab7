"""Progress where no window of ours can be: the bar of whoever called the procedure."""

from __future__ import annotations

import gimp
from common.host import Wish
from gimp import pdb


class Bar:
    """GIMP's own progress; its Cancel ends this whole process, and the engine with it."""

    def __init__(self, title: str) -> None:
        gimp.progress_init(title)

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: no news of it) and a line about it."""
        gimp.progress_set_text(text)
        if fraction >= 0:
            gimp.progress_update(fraction)

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
        pdb.gimp_progress_end()
