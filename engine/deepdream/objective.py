"""The objective of a dream and its gradient: the features of one layer, or their similarity to those of a guide.

A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks", Google 2015, with VGG16 in place
of GoogLeNet. Pictures are planar here: (3, H, W) float32, RGB 0..255.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..imaging.pixels import fill_transparent, fit_size, resize, to_planar
from ..losses import tiles
from ..options import OptionError
from ..runtime.layers import LAYERS, SMALLEST
from ..runtime.network import Network

GUIDE_SIZE = 224
"""Longest side, in pixels, at which the network sees the guide, as in the original notebook."""
MOST_GUIDE_POSITIONS = 1024
"""At most so many of the guide's feature vectors are compared with the picture's; fewer for shallow layers."""


class DreamObjective:
    """The mean square of a layer's features over positions and channels, or their mean product with a guide's.

    Parameters
    ----------
    network : sessions over the graphs
    layer : a name in LAYERS
    channels : which channels count, see `channel_weights`
    guide : (H, W, 3|4) float32, sRGB 0..1; at each position of the picture the guide's best-matching feature vector
        (largest dot product) takes the place of the picture's own

    Raises
    ------
    OptionError
        The channels cannot be used.
    """

    def __init__(self, network: Network, layer: str, channels: str = "", guide: Array | None = None) -> None:
        self.layer = LAYERS[layer]
        self._network, self._graph = network, f"dream_{layer}"
        self._weights = channel_weights(channels, self.layer.channels)
        self._guide = np.zeros((self.layer.channels, 1), np.float32)
        self._squares = 1.0
        if guide is not None:
            self._guide, self._squares = self.guide_features(guide), 0.0

    def value_and_gradient(self, picture: Array, core: int | None = None) -> tuple[float, Array]:
        """The objective of a picture (3, H, W), SMALLEST pixels at least on each side, and its gradient.

        In tiles of `core` x `core` pixels (a multiple of 16): the same numbers in less memory.
        """
        shape, stride = picture.shape[1:], self.layer.stride
        scale = np.float32(1 / ((shape[0] // stride) * (shape[1] // stride)))
        inputs = self._inputs(self._guide * scale, float(self._squares * scale))
        value, gradient = 0.0, np.zeros_like(picture)
        for tile in tiles.cut(shape, core or -(-max(shape) // tiles.ALIGNMENT) * tiles.ALIGNMENT, self.layer.halo):
            given = {"picture": tile.part(picture), "mask": tile.mask(), **inputs}
            outputs = self._network.run(self._graph, given, repeated=core is None)
            value += float(outputs["objective"][0])
            gradient[(..., *tile.whole)] += outputs["gradient"][0]
        return value, gradient

    def features(self, picture: Array) -> Array:
        """The layer's features (C, h, w) of a picture (3, H, W)."""
        blank = np.zeros((1, 1, *picture.shape[1:]), np.float32)
        inputs = self._inputs(np.zeros((self.layer.channels, 1), np.float32), 0.0)
        features: Array = self._network.run(self._graph, {"picture": picture[None], "mask": blank, **inputs})[
            "features"
        ][0]
        return features

    def _inputs(self, guide: Array, square_weight: float) -> dict[str, Array]:
        """The graph's inputs beside the picture and its mask."""
        weights = self._weights[None, :, None, None]
        return {"channel_weights": weights, "guide": guide, "square_weight": np.array([square_weight], np.float32)}

    def guide_features(self, guide: Array) -> Array:
        """Feature vectors (C, M) of a guide (H, W, 3|4), evenly spread over it."""
        width, height = fit_size(guide.shape[1], guide.shape[0], GUIDE_SIZE)
        shown = resize(fill_transparent(guide), max(width, SMALLEST), max(height, SMALLEST))
        vectors = self.features(to_planar(np.clip(shown, 0, 1))).reshape(self.layer.channels, -1)
        # The comparison's memory grows with the number of positions: keep it below that of the features.
        most = min(MOST_GUIDE_POSITIONS, self.layer.channels * self.layer.stride)
        chosen = np.linspace(0, vectors.shape[1] - 1, min(most, vectors.shape[1])).round().astype(int)
        return np.ascontiguousarray(vectors[:, chosen])


def channel_weights(text: str, channels: int) -> Array:
    """One weight for each of `channels`: those named share a sum of 1 evenly, the others have 0.

    Parameters
    ----------
    text : numbers and ranges from 0 on, such as "3,40-47"; empty for all

    Raises
    ------
    OptionError
        The text cannot be read, or there is no such channel.
    """
    chosen = np.zeros(channels, np.float32)
    try:
        for part in text.split(",") if text.strip() else [f"0-{channels - 1}"]:
            first, dash, last = part.partition("-")
            low, high = int(first), int(last if dash else first)
            if not 0 <= low <= high < channels:
                raise ValueError
            chosen[low : high + 1] = 1
    except ValueError:
        raise OptionError("channels", value=repr(text), last=channels - 1) from None
    weights: Array = chosen / chosen.sum()
    return weights
