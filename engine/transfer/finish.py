"""What a painted picture gets last: the content where nothing is painted, its colours where they are kept, its alpha.

Pictures are (H, W, 3|4) float32, sRGB 0..1.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..imaging.colour import keep_colours
from ..imaging.pixels import over_checkerboard, resize
from ..losses.regions import Regions
from ..options import Options
from ..runtime.layers import SMALLEST


class Finish:
    """Finishes pictures painted from one content, at any size: a preview shows what the result will be."""

    def __init__(self, content: Array, regions: Regions | None, options: Options) -> None:
        self._content, self._regions, self._options = content, regions, options
        self._colours_kept = options.colours == "content" and options.colour_mix > 0
        self._resized = content

    def picture(self, painted: Array) -> Array:
        """(h, w, 3) with what is the content's own."""
        if self._regions is None and not self._colours_kept:
            return painted
        height, width = painted.shape[:2]
        content = self._content_at(width, height)[:, :, :3]
        if self._regions is not None:
            painted = self._regions.resized(width, height).keep(painted, np.clip(content, 0, 1))
        return keep_colours(painted, content, self._options.colour_mix / 100) if self._colours_kept else painted

    def preview(self, painted: Array) -> Array:
        """(h, w, 3) as an editor shows it."""
        shown = self.picture(painted)
        if self._content.shape[2] == 3:
            return shown
        height, width = painted.shape[:2]
        return over_checkerboard(shown, self._content_at(width, height)[:, :, 3:])

    def result(self, painted: Array) -> Array:
        """(H, W, 3|4) at the content's size unless it is to stay, with the content's alpha."""
        height, width = self._content.shape[:2]
        if self._options.rescale_image:
            full = max(width, SMALLEST), max(height, SMALLEST)
            painted = np.clip(resize(painted, *full), 0, 1)[:height, :width]
        height, width = painted.shape[:2]
        return np.concatenate([self.picture(painted), self._content_at(width, height)[:, :, 3:]], axis=2)

    def _content_at(self, width: int, height: int) -> Array:
        if self._content.shape[:2] == (height, width):
            return self._content
        if self._resized.shape[:2] != (height, width):
            self._resized = resize(self._content, width, height)
        return self._resized
