"""How far a frame is from what the frames painted before it would have it, and the gradient.

Ruder, Dosovitskiy and Brox 2016, Artistic style transfer for videos (arXiv:1604.08610): the start of section 4.1 and
the loss of section 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..imaging.pixels import resize, to_planar
from .regions import resize_mask

LEAST_VARIANCE = 3 * 16.0**2
"""Of a target's colours, in squared grey levels, summed over the channels: a flat one holds no tighter than this."""


@dataclass(frozen=True)
class Temporal:
    """What earlier frames say of this one.

    Attributes
    ----------
    target : (H, W, 3) float32, sRGB 0..1: painted frames, moved to where this frame shows the same things
    weights : (H, W) float32, 0..1: how far the loss holds the frame to its target; 0 where that is not known
    share : 0..1, how far the frame starts from its target where that is known
    known : (H, W) float32, 0..1: where the target is known; default where it has weight
    """

    target: Array
    weights: Array
    share: float = 1.0
    known: Array | None = None

    def resized(self, width: int, height: int) -> Temporal:
        """The same for a frame of another size."""
        if self.weights.shape == (height, width):
            return self
        target = np.clip(resize(self.target, width, height), 0, 1)
        known = None if self.known is None else resize_mask(self.known, width, height)
        return Temporal(target, resize_mask(self.weights, width, height), self.share, known)

    def start(self, initial: Array) -> Array:
        """(H, W, 3): the target where it is known, else the initial image (H, W, 3)."""
        known = np.float32(self.share) * (self.weights if self.known is None else self.known)[..., None]
        mixed: Array = known * self.target + (1 - known) * initial
        return mixed


class TemporalLoss:
    """Σ c (x − t)² over all values of a picture, c being the weights; pictures are (3, H, W) float32 in 0..255.

    `variance` is the target's, of all three channels together, where it counts.
    """

    def __init__(self, temporal: Temporal) -> None:
        self._target, self._weights = to_planar(temporal.target), temporal.weights[None]
        self.variance = max(_variance(self._target, temporal.weights), LEAST_VARIANCE)

    def __call__(self, picture: Array) -> tuple[float, Array]:
        """The loss (float) and its gradient (like the picture)."""
        apart = picture - self._target
        weighted = self._weights * apart
        loss = float(np.sum(weighted * apart, dtype=np.float64))
        return loss, np.float32(2) * weighted


def _variance(planar: Array, weights: Array) -> float:
    """Of the colours (3, H, W), weighted by (H, W)."""
    total = max(float(weights.sum(dtype=np.float64)), 1e-6)
    mean = np.einsum("chw,hw->c", planar, weights, dtype=np.float64) / total
    apart = planar - mean.astype(np.float32)[:, None, None]
    return float(np.einsum("chw,chw,hw->", apart, apart, weights, dtype=np.float64)) / total
