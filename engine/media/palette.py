"""Colours of a GIF: 255 for each frame, and one that is transparent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]

COLOURS = 255
TRANSPARENT = 255
_WORSE = 1.15
_ROUNDS = 3


class SteadyPalette:
    """Turns frames into palette indices, with a palette that stays while it fits.

    A new palette for each frame would flicker, and so would the dots of an error diffusion. So the palette is made anew
    only where its error has grown by 15 %, and each pixel takes the nearest colour.
    """

    def __init__(self) -> None:
        self._image: Image.Image | None = None
        self._table = np.zeros((0, 3), np.uint8)
        self._error = 0.0

    def indexed(self, pixels: Bytes) -> tuple[Bytes, Bytes]:
        """Indices (H, W) and palette (256, 4), alpha first, of (H, W, 3|4); a pixel's alpha from 128 on is opaque."""
        colour, hidden = pixels[..., :3], pixels[..., 3] < 128 if pixels.shape[2] == 4 else None
        if hidden is not None and hidden.any():
            colour = _without(colour, hidden)
        indices = self._fitting(colour)
        if hidden is not None:
            indices[hidden] = TRANSPARENT
        palette = np.zeros((256, 4), np.uint8)
        palette[:TRANSPARENT, 0] = 255
        palette[: len(self._table), 1:] = self._table
        return indices, palette

    def _fitting(self, colour: Bytes) -> Bytes:
        if self._image is not None:
            indices = self._matched(colour)
            if self._difference(colour, indices) <= _WORSE * self._error:
                return indices
        self._image = Image.fromarray(colour).quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=_ROUNDS)
        table = self._image.getpalette() or []
        self._table = np.array(table, np.uint8).reshape(-1, 3)[:COLOURS]
        indices = self._matched(colour)
        self._error = max(self._difference(colour, indices), 0.5)
        return indices

    def _matched(self, colour: Bytes) -> Bytes:
        """The nearest colours of the palette."""
        assert self._image is not None
        matched = Image.fromarray(colour).quantize(palette=self._image, dither=Image.Dither.NONE)
        indices: Bytes = np.minimum(np.asarray(matched), len(self._table) - 1).astype(np.uint8)
        return indices

    def _difference(self, colour: Bytes, indices: Bytes) -> float:
        """The mean difference of a channel, in steps of 1/255."""
        return float(np.abs(self._table[indices].astype(np.int16) - colour).mean())


def _without(colour: Bytes, hidden: NDArray[np.bool_]) -> Bytes:
    """With hidden pixels in the mean of the others, so that their colours take no room in the palette."""
    shown = colour[~hidden]
    filled = colour.copy()
    filled[hidden] = shown.mean(0).astype(np.uint8) if len(shown) else 0
    return filled
