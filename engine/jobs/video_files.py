"""Clip and picture files to what `engine.video` works on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..arrays import Array
from ..errors import InputError
from ..imaging import fit_size, read_image, read_mask, resize
from ..losses.style import Style
from ..media import Clip, Seconds, open_clip
from ..options import Options
from .video_masks import MovingMasks

MOST_PASSES, MOST_EVERY = 10, 100


@dataclass(frozen=True)
class VideoFiles:
    """A clip to paint, in files.

    Attributes
    ----------
    styles : a region may be a picture, or a clip with a frame for each of `clip`
    output : where the painted clip goes
    frames, seconds : the part of the clip to paint, see `open_clip`; None, None: all of it
    every, passes : see `engine.video.steady`
    start : what the first frame of each shot starts from
    look : the look that the options come from
    strength_map : how much of the strength each place of all frames gets

    Raises
    ------
    InputError
        There cannot be so many passes, or so few painted frames.
    """

    clip: Path
    styles: Sequence[Style[Path]]
    options: Options
    output: Path
    frames: range | None = None
    seconds: Seconds | None = None
    every: int = 1
    passes: int = 1
    start: Path | None = None
    look: str | None = None
    strength_map: Path | None = None

    def __post_init__(self) -> None:
        for name, value, most in (("every", self.every, MOST_EVERY), ("passes", self.passes, MOST_PASSES)):
            if not 1 <= value <= most:
                raise InputError(f"--{name} cannot be {value}.", f"Give a number from 1 to {most}.")
        if self.every > 1 and self.passes > 1:
            raise InputError(
                "--every makes a draft, which one pass paints; --passes makes it steadier.", "Give one of them."
            )

    def open(self) -> Clip:
        """The part of the clip that is to be painted."""
        return open_clip(self.clip, frames=self.frames, seconds=self.seconds)

    def options_of_frames(self) -> Options:
        """How single frames are painted: where the result keeps the working size, the contents have it, too."""
        return self.options if self.options.rescale_image else replace(self.options, size=None, rescale_image=True)


class ClipFrames:
    """The contents of a clip; see `engine.video.frames.Frames`.

    Attributes
    ----------
    count : how many there are
    size : their width and height
    """

    def __init__(self, clip: Clip, options: Options) -> None:
        self._clip, self.count, self.size = clip, len(clip.timing()), (clip.width, clip.height)
        if not options.rescale_image and options.size is not None:
            square = (options.size, options.size)
            self.size = fit_size(*self.size, options.size) if options.maintain_aspect_ratio else square

    def read(self, first: int, end: int) -> Iterator[Array]:
        """See `Frames`."""
        for frame in self._clip.part(self._clip.first + first, self._clip.first + end):
            yield self.sized(frame.pixels)

    def sized(self, pixels: Array) -> Array:
        """A frame at the size at which it is painted."""
        return (
            pixels if self.size == (self._clip.width, self._clip.height) else np.clip(resize(pixels, *self.size), 0, 1)
        )


def read_styles(files: VideoFiles, clip: Clip) -> tuple[list[Style[Array]], MovingMasks]:
    """The styles without their regions, and those.

    Raises
    ------
    InputError
        A file cannot be read, or a region has too few frames.
    """
    pictures = [replace(style, region=None).converted(_pixels, read_mask) for style in files.styles]
    return pictures, MovingMasks([style.region for style in files.styles], clip)


def _pixels(file: Path) -> Array:
    return read_image(file).pixels
