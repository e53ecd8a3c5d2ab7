"""How much of the strength each place gets: a map in, the content's weights and the style's shares out.

From FULL up, the content weighs at a position that sees the mean m of the map what it would with the strength m times
the option's: a map of one value is that much of the strength. Below FULL it is the style that weighs less, down to
nothing at 0. Weights of the content alone, up to those of strength 0, would do worse: a place that is held would count
in the style's statistics, which the rest would have to make up for, and the rest would be painted with fewer steps,
because the steps of the optimiser are as short as the steepest place needs (docs/STRENGTH.md has the numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..errors import InputError
from ..options import Options
from .presets import USUAL_STRENGTH, strength_factor
from .regions import FAINTEST, checked_mask, resize_mask, seen

FULL = 0.5
"""From this value of the map up, a position counts fully for the style."""


@dataclass(frozen=True)
class StrengthMap:
    """A picture's strength map.

    Attributes
    ----------
    values : (H, W) float32, 0..1: 1 for all of the strength, 0 to hold the content
    """

    values: Array

    def resized(self, width: int, height: int) -> StrengthMap:
        """The map of a picture of another size."""
        return StrengthMap(resize_mask(self.values, width, height))

    def content_maps(self, options: Options, layers: tuple[str, ...]) -> dict[str, Array]:
        """By how much more than at full strength the content weighs: (1, 1, h, w) float32, 1 or more, by layer."""
        full = strength_factor(options)
        return {
            layer: (strength_factor(options, options.strength * np.maximum(mean, FULL)) / full).astype(np.float32)
            for layer, mean in seen(self.values[None, None])
            if layer in layers
        }

    def style_share(self) -> Array:
        """(H, W) float32, 0..1: how far each pixel counts for the style."""
        share: Array = np.minimum(self.values / np.float32(FULL), 1)
        return share

    def start_share(self, options: Options) -> Array:
        """(H, W, 1) float32, 0..1: how far each pixel starts from what the options say, and not from the content.

        A weak strength starts from colours between the content's and the style's.
        """
        if options.start != "content":
            return self.style_share()[..., None]
        most = min(1.0, options.strength / USUAL_STRENGTH)
        reached = np.minimum(self.values * np.float32(options.strength / USUAL_STRENGTH), 1)
        share: Array = reached / np.float32(most or 1.0)
        return share[..., None]


def read_map(values: Array | None, shape: tuple[int, int]) -> StrengthMap | None:
    """The map of a picture of `shape` (height, width); None where all of it gets the full strength.

    Parameters
    ----------
    values : (H, W) of any size, 0..1

    Raises
    ------
    InputError
        It is black everywhere, or is no map.
    """
    if values is None:
        return None
    if values.ndim == 2 and values.size and not (values > FAINTEST).any():
        raise InputError(
            "The strength map is black everywhere: nothing would be painted.",
            "Make white what is to be painted.",
            code="black-strength-map",
        )
    plane = checked_mask(values, "The strength map", shape)
    return None if plane.min() >= 1 - FAINTEST else StrengthMap(plane)
