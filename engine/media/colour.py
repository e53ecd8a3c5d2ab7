"""The colours of a video, by its tags, to sRGB and back (ITU-T H.273)."""

from __future__ import annotations

from dataclasses import dataclass

from ..arrays import Array


@dataclass(frozen=True)
class Colour:
    """The tags of a video, as numbers of H.273; 2 is "unspecified".

    Attributes
    ----------
    primaries, transfer, matrix : ColourPrimaries, TransferCharacteristics and MatrixCoefficients
    range : 1 limited, 2 full, 0 unspecified
    """

    primaries: int = 2
    transfer: int = 2
    matrix: int = 2
    range: int = 0


def to_srgb(pixels: Array, colour: Colour) -> Array:
    """(H, W, 3|4) R'G'B' of a video as sRGB-coded 0..1."""
    return pixels.clip(0, 1)


def from_srgb(pixels: Array, colour: Colour) -> Array:
    """The inverse of `to_srgb`."""
    return pixels
