"""Parts of a clip on the command line: seconds such as 2.5-8, or frames such as 60f-192f."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from fractions import Fraction

_NUMBER = r"\d+(?:\.\d+)?"
_SECONDS, _FRAMES = re.compile(rf"({_NUMBER})?-({_NUMBER})?"), re.compile(r"(?:(\d+)f)?-(?:(\d+)f)?")
LAST = 2**31


@dataclass(frozen=True)
class Span:
    """From a frame to before another one, or the same in seconds; all of the clip where both are None."""

    frames: range | None = None
    seconds: tuple[Fraction, Fraction | None] | None = None


def span(text: str) -> Span:
    """A part of a clip; where A or B is left out it goes from the beginning or to the end."""
    seconds, frames = _SECONDS.fullmatch(text), _FRAMES.fullmatch(text)
    if frames and any(frames.groups()):
        first, end = (int(frames[1] or 0), int(frames[2] or LAST))
        if first < end:
            return Span(frames=range(first, end))
    elif seconds and any(seconds.groups()):
        begin, stop = Fraction(seconds[1] or 0), Fraction(seconds[2]) if seconds[2] else None
        if stop is None or begin < stop:
            return Span(seconds=(begin, stop))
    raise argparse.ArgumentTypeError(f"{text!r} is not a part of a clip such as 2.5-8 or 60f-192f")
