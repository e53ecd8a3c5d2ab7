"""An animation that is kept in layers: what is seen of each of them, and what painting changes in it.

As GIMP plays it: a layer replaces the one before it, or is combined with all that is seen there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import Array
from ..imaging.colour import from_light, to_light
from ..losses.temporal import Temporal

if TYPE_CHECKING:
    from ..video import Painter, Store  # needs a package that not everybody has installed

Part = tuple[slice, slice]
"""Rows and columns."""


@dataclass(frozen=True)
class Layer:
    """One layer, which is one frame.

    Attributes
    ----------
    read : its pixels (h, w, 3|4) float32, sRGB, straight alpha; of any size
    x, y : where its first pixel lies on the canvas, perhaps outside
    combine : whether the frame before it is seen where this layer is transparent
    opacity : 0..1, of the whole layer
    """

    read: Callable[[], Array]
    x: int = 0
    y: int = 0
    combine: bool = False
    opacity: float = 1.0


class LayerFrames:
    """What is seen while the layers are played; see `engine.video.frames.Frames`.

    Parameters
    ----------
    layers : in the order in which they are played
    width, height : of the canvas; what lies outside is not seen
    """

    def __init__(self, layers: Sequence[Layer], width: int, height: int) -> None:
        self._layers, self._width, self._height = layers, width, height

    @property
    def count(self) -> int:
        """See `Frames`."""
        return len(self._layers)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the frames."""
        return self._height, self._width

    def combines(self, index: int) -> bool:
        """Whether the frame before is seen behind a layer."""
        return index > 0 and self._layers[index].combine

    def read(self, first: int, end: int) -> Iterator[Array]:
        """See `Frames`: (H, W, 4)."""
        begin = first
        while self.combines(begin):
            begin -= 1
        seen = np.empty(0, np.float32)
        for index in range(begin, end):
            placed = self.placed(index)
            seen = over(placed, seen) if index > begin and self.combines(index) else placed
            if index >= first:
                yield seen

    def placed(self, index: int) -> Array:
        """A layer alone on the canvas, (H, W, 4)."""
        pixels = self._layers[index].read()
        canvas = np.zeros((*self.shape, 4), np.float32)
        there, own = self._overlap(index, pixels)
        canvas[there][..., 3] = 1
        canvas[there][..., : pixels.shape[2]] = pixels[own]
        canvas[..., 3] *= np.float32(self._layers[index].opacity)
        return canvas

    def painted(self, index: int, picture: Array) -> Array:
        """A layer's own pixels in the colours of a painted frame (H, W, 3|4); its alpha stays.

        So do its colours outside the canvas.
        """
        pixels = self._layers[index].read().copy()
        there, own = self._overlap(index, pixels)
        pixels[own][..., :3] = picture[there][..., :3]
        return pixels

    def _overlap(self, index: int, pixels: Array) -> tuple[Part, Part]:
        """What of a layer lies on the canvas: that part of the canvas, and of the layer."""
        layer = self._layers[index]
        rows, own_rows = _common(layer.y, pixels.shape[0], self._height)
        columns, own_columns = _common(layer.x, pixels.shape[1], self._width)
        return (rows, columns), (own_rows, own_columns)


class LayerPainter:
    """Paints what is seen of layers; see `engine.video.frames.Painter`.

    A frame is then what is seen of the painted layers: the next one goes on from that.

    Parameters
    ----------
    painter : paints a frame
    store : what is seen of the layers painted before
    on_layer : called with the index of each layer and its painted pixels
    """

    def __init__(
        self, painter: Painter, frames: LayerFrames, store: Store, on_layer: Callable[[int, Array], None]
    ) -> None:
        self._painter, self._frames, self._store, self._on_layer = painter, frames, store, on_layer

    def paint(self, index: int, content: Array, temporal: Temporal | None, earlier: Array | None) -> Array:
        """See `Painter`."""
        if not self._frames.combines(index):
            picture = self._painter.paint(index, content, temporal, earlier)
            self._on_layer(index, self._frames.painted(index, picture))
            return picture
        placed, before = self._frames.placed(index), self._store.read(index - 1)
        if temporal is not None:
            temporal = _held(temporal, before, placed[..., 3] == 0)
        picture = self._painter.paint(index, content, temporal, earlier)
        self._on_layer(index, self._frames.painted(index, picture))
        placed[..., :3] = picture[..., :3]
        return over(placed, before)


def over(top: Array, below: Array) -> Array:
    """What is seen of two pictures (H, W, 4), straight alpha: mixed in linear light, as GIMP does."""
    alpha = top[..., 3] + (1 - top[..., 3]) * below[..., 3]
    share = np.divide(top[..., 3], alpha, out=np.ones_like(alpha), where=alpha > 0)
    seen = np.where((share == 0)[..., None], below, top)
    partly = (share > 0) & (share < 1)
    mix = np.asarray(share[partly, None], np.float32)
    light = mix * to_light(top[partly, :3]) + (1 - mix) * to_light(below[partly, :3])
    seen[partly, :3] = from_light(light)
    seen[..., 3] = alpha
    return seen


def _common(first: int, length: int, size: int) -> tuple[slice, slice]:
    """Where `length` pixels from `first` on lie within 0 to `size`, and which of them that are; both may be empty."""
    begin = max(0, first)
    end = max(begin, min(size, first + length))
    return slice(begin, end), slice(begin - first, end - first)


def _held(temporal: Temporal, before: Array, behind: Array) -> Temporal:
    """Where only the frame before is seen, (H, W) bool, its picture (H, W, 4) is the target: it will stay there."""
    target = np.where(behind[..., None], before[..., :3], temporal.target)
    return Temporal(target, np.where(behind, np.float32(1), temporal.weights), temporal.share)
