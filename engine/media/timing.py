"""When frames are shown: times, durations, and the rate and time base that fit them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..arrays import Array

Timing = tuple[Fraction, Fraction]
"""When a frame begins in its clip and how long it is shown, in seconds."""

_FINEST = 1_000_000
_ROUNDING = Fraction(2, 1000)


@dataclass(frozen=True)
class Frame:
    """One picture of a clip.

    Attributes
    ----------
    index : position in the whole clip, from 0
    pixels : (H, W, 3|4) float32, sRGB-coded 0..1, straight alpha, upright
    time, duration : seconds; `time` counts from the clip's own zero, which its sound shares
    """

    index: int
    pixels: Array
    time: Fraction
    duration: Fraction

    @property
    def timing(self) -> Timing:
        """What `write_clip` takes for this frame."""
        return self.time, self.duration


def average_rate(timing: Sequence[Timing]) -> Fraction:
    """Frames per second over all frames, as a fraction with a denominator of at most 1001."""
    seconds = timing[-1][0] + timing[-1][1] - timing[0][0]
    rate = len(timing) / seconds
    return rate if len({duration for _, duration in timing}) == 1 else rate.limit_denominator(1001)


def is_steady(timing: Sequence[Timing]) -> bool:
    """Whether all frames are shown for the same time, but for rounding to milliseconds."""
    durations = [duration for _, duration in timing]
    return max(durations) - min(durations) <= _ROUNDING


def common_time_base(timing: Sequence[Timing]) -> Fraction:
    """The longest unit that all times and durations are multiples of; microseconds where that would be shorter."""
    units = math.lcm(*{value.denominator for pair in timing for value in pair})
    return Fraction(1, units if units <= _FINEST else _FINEST)


def in_units(seconds: Fraction, unit: Fraction) -> int:
    """A time as the nearest whole number of units."""
    return round(seconds / unit)
