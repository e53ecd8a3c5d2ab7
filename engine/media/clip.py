"""A clip: the frames of a video or an animation, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Protocol

from ..errors import InputError
from .animation_reading import Animation, is_animation
from .packages import require
from .timing import Frame, Timing

Seconds = tuple[Fraction | float, Fraction | float | None]
"""From and to, in seconds of the clip; None is its end."""


class Source(Protocol):
    """What a clip needs of the reader of its format; see the attributes of `Clip`."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def depth(self) -> int: ...
    @property
    def has_alpha(self) -> bool: ...
    @property
    def rate(self) -> Fraction: ...
    @property
    def count(self) -> int | None: ...

    def index(self) -> list[Timing]:
        """When each frame is shown, as far as that can be told without decoding."""

    def check(self, first: int, stop: int | None) -> list[Timing]:
        """When the frames from index `first` up to `stop` are shown; decodes them, and so finds damage."""

    def frames(self, first: int, stop: int | None) -> Iterator[Frame]:
        """The frames from index `first` up to `stop`, not included."""


class Clip:
    """Frames of a file, or of a part of it. Iterate over it, as often as needed: each time the file is read anew.

    One frame is in memory at a time. Use it as a context manager, or call `close`.

    Attributes
    ----------
    path : the file
    width, height : pixels, upright
    depth : 8 or 10 bits a channel
    has_alpha : whether frames have four channels
    is_animation : GIF, WebP or PNG
    rate : frames per second on average
    whole : whether these are all frames of the file
    """

    def __init__(self, path: Path, source: Source, frames: range | None, seconds: Seconds | None) -> None:
        self.path, self._source = path, source
        self.width, self.height, self.depth = source.width, source.height, source.depth
        self.has_alpha, self.rate = source.has_alpha, source.rate
        self.is_animation = isinstance(source, Animation)
        self.whole = frames is None and seconds is None
        self._frames, self._seconds = frames, seconds
        self._chosen: slice | None = None
        self._timing: list[Timing] | None = None

    @property
    def count(self) -> int | None:
        """How many frames: what the header says, or what `timing` has counted; None where neither is known."""
        if self._timing is not None:
            return len(self._timing)
        return self._source.count if self.whole else None

    def timing(self) -> list[Timing]:
        """When each frame begins and for how long it is shown, in seconds.

        Decodes all frames once, so that damage is found before the first is painted.

        Raises
        ------
        InputError
            When a frame is damaged, the file is cut short, or it has no frame in the given range.
        """
        if self._timing is None:
            span = self._span()
            self._timing = self._source.check(span.start, span.stop)
        return list(self._timing)

    @property
    def first(self) -> int:
        """The index of the first frame in the file."""
        return int(self._span().start)

    def frame_at(self, second: Fraction | float) -> Frame:
        """The frame that is shown at a time.

        Raises
        ------
        InputError
            When the clip is over by then.
        """
        span = self._span()
        timing = self._source.index()[span]
        for index, (time, duration) in enumerate(timing, span.start):
            if second < time + duration:
                return next(self._source.frames(index, index + 1))
        end = float(sum(timing[-1], Fraction(0)))
        raise InputError(
            "The clip has no frame at {second} s.",
            "Give a time before {end} s.",
            code="clip-time",
            second=float(second),
            end=round(end, 3),
        )

    def __iter__(self) -> Iterator[Frame]:
        """The frames, in order.

        Raises
        ------
        InputError
            As `timing`.
        """
        span = self._span()
        return self._source.frames(span.start, span.stop)

    def part(self, first: int, stop: int) -> Iterator[Frame]:
        """The frames from index `first` of the file up to `stop`, not included."""
        return self._source.frames(first, stop)

    def close(self) -> None:
        """Nothing stays open between two iterations; for symmetry with other files."""

    def __enter__(self) -> Clip:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _span(self) -> slice:
        """The first index and the one after the last; None is the end of the file."""
        if self.whole:
            return slice(0, None)
        if self._chosen is None:
            everything = self._source.index()
            indices = [index for index, pair in enumerate(everything) if self._holds(index, pair)]
            if not indices:
                raise self._nothing(everything)
            self._chosen = slice(indices[0], indices[-1] + 1)
        return self._chosen

    def _holds(self, index: int, timing: Timing) -> bool:
        if self._frames is not None:
            return index in self._frames
        if self._seconds is not None:
            start, end = self._seconds
            return sum(timing) > start and (end is None or timing[0] < end)
        return True

    def _nothing(self, timing: list[Timing]) -> InputError:
        return InputError(
            "{file} has no frame in this range.",
            "It has {count} frames, {seconds} seconds.",
            code="clip-range",
            file=str(self.path),
            count=len(timing),
            seconds=round(float(sum(timing[-1])), 3),
        )


def open_clip(path: str | os.PathLike[str], *, frames: range | None = None, seconds: Seconds | None = None) -> Clip:
    """Open a video (all that FFmpeg reads) or an animation (GIF, WebP, PNG), or a part of it.

    Parameters
    ----------
    frames : indices from 0, with a step of 1
    seconds : all frames shown at some time between from and to, not included

    Raises
    ------
    InputError
        When the file is missing, empty, damaged at its beginning, no clip, or holds sound alone.
    """
    file = Path(path)
    if frames is not None and (frames.step != 1 or frames.start < 0):
        raise InputError(
            "A range of frames counts from 0 in steps of 1.", "Give it as FIRST-LAST.", code="range-of-frames"
        )
    return Clip(file, _source(file), frames, seconds)


def _source(file: Path) -> Source:
    if is_animation(file):
        return Animation(file)
    require("av")
    from .video_reading import Video

    return Video(file)
