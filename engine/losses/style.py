"""A style: a picture to paint like, how much it counts, and where.

`Style` is generic in what stands for a picture: an array inside the engine, a path on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from ..arrays import Array
from ..errors import InputError
from ..options import Options

P = TypeVar("P")
Q = TypeVar("Q")


@dataclass(frozen=True)
class Style(Generic[P]):
    """One style among those of a job.

    Attributes
    ----------
    picture : (H, W, 3|4) float32, sRGB 0..1, straight alpha; what is transparent does not count
    weight : its share among the styles that paint at the same place, greater than 0
    scale : its brush size in %; None: that of the options
    region : (H, W) of any size, 0..1, 1 where it paints; None: where the other styles leave the content
    mask : (H, W) of any size, 0..1, 1 where the style counts; None: all of it
    """

    picture: P
    weight: float = 1.0
    scale: float | None = None
    region: P | None = None
    mask: P | None = None

    def converted(self, picture: Callable[[P], Q], mask: Callable[[P], Q] | None = None) -> Style[Q]:
        """The same style with other pictures; `mask` converts region and mask, default as `picture`."""
        convert = mask or picture
        region, own = (None if each is None else convert(each) for each in (self.region, self.mask))
        return Style(picture(self.picture), self.weight, self.scale, region, own)

    def pictures(self) -> Iterator[P]:
        """Its picture, and the region and mask that it has."""
        yield from (each for each in (self.picture, self.region, self.mask) if each is not None)


def styles_of(
    pictures: Sequence[P | Style[P]],
    weights: Sequence[float] | None = None,
    scales: Sequence[float] | None = None,
    regions: Sequence[P | None] | None = None,
    masks: Sequence[P | None] | None = None,
) -> list[Style[P]]:
    """Styles from pictures, or from styles as they are, and one weight, scale, region and mask for each picture.

    Raises
    ------
    InputError
        There is no style, a sequence has another length, or a weight cannot be used.
    OptionError
        A scale is out of range.
    """
    if not pictures:
        raise InputError("There is no style.", "Name at least one style picture.", code="no-style")
    for name, each in (("weights", weights), ("scales", scales), ("regions", regions), ("masks", masks)):
        if each is not None and len(each) != len(pictures):
            raise InputError(
                "There are {count} style {name} for {styles} styles.",
                "Give each style one.",
                code="style-count",
                count=len(each),
                name=name,
                styles=len(pictures),
            )
    none: list[None] = [None] * len(pictures)
    given = zip(weights or [1.0] * len(pictures), scales or none, regions or none, masks or none, strict=True)
    styles = [
        picture if isinstance(picture, Style) else Style(picture, *own)
        for picture, own in zip(pictures, given, strict=True)
    ]
    for style in styles:
        Options(style_scale=style.scale or 100.0)  # checks its range
        if not 0 < style.weight < np.inf:
            raise InputError(
                "A style weight cannot be {weight:g}.",
                "Give each style a number greater than 0.",
                code="style-weight",
                weight=style.weight,
            )
    return styles


def opacity(pixels: Array) -> Array | None:
    """(H, W), 0..1, or None where all is opaque."""
    return pixels[:, :, 3] if pixels.shape[2] == 4 else None
