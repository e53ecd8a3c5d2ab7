"""Progress where no window of ours can be: the bar of whoever called the procedure."""

from __future__ import annotations

import gimp
from gimp import pdb

from common.progress import Progress


class Bar(Progress):
    """GIMP's own progress; its Cancel ends this whole process, and the engine with it."""

    def __init__(self, title: str) -> None:
        gimp.progress_init(title)

    def show(self, fraction: float, text: str) -> None:
        gimp.progress_set_text(text)
        if fraction >= 0:
            gimp.progress_update(fraction)

    def close(self) -> None:
        pdb.gimp_progress_end()
