"""Writing a clip in the container of its suffix."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path

from ..arrays import Array
from ..errors import InputError
from ..imaging.writing import check_place
from .clip import open_clip
from .containers import ANIMATIONS, DEFAULT_QUALITY, QUALITIES, container_of, quality_number
from .timing import Timing

log = logging.getLogger(__name__)

__all__ = ["DEFAULT_QUALITY", "QUALITIES", "check_clip_writable", "write_clip"]


def check_clip_writable(path: str | os.PathLike[str], like: str | os.PathLike[str]) -> None:
    """Check before the first frame is painted that the result can be saved; log what cannot be kept.

    Parameters
    ----------
    like : the source: its sound and subtitles are to be kept

    Raises
    ------
    InputError
        When the suffix is unknown, the place is missing or protected, the output is the source itself, or the container
        cannot hold the source's sound or subtitles.
    """
    file, source = Path(path), Path(like)
    container = container_of(file)
    check_place(file)
    if file.exists() and source.exists() and file.samefile(source):
        raise InputError("{file} is the input itself.", "Choose another name.", code="clip-itself", file=str(file))
    clip = open_clip(source)
    if container in ANIMATIONS:
        return
    from .video_writing import plan_video, try_video

    timing = [(Fraction(0), 1 / clip.rate)]
    shape = (clip.height, clip.width, 4 if clip.has_alpha else 3)
    try_video(plan_video(file, source, container, shape, timing, DEFAULT_QUALITY, True), timing)


def write_clip(
    path: str | os.PathLike[str],
    like: str | os.PathLike[str],
    frames: Iterable[Array],
    timing: Sequence[Timing],
    *,
    quality: int | str = DEFAULT_QUALITY,
    whole: bool = True,
) -> None:
    """Write frames as a clip; an existing file is replaced only by a complete one, and the same frames give the same bytes.

    Frames stream: one is in memory at a time, beside those that the encoder looks ahead.

    Parameters
    ----------
    path : ends in .mp4, .m4v, .mov, .mkv, .webm, .gif, .webp, .apng or .png
    like : the source: sound and subtitles are copied packet by packet, with chapters, titles and colour tags
    frames : (H, W, 3|4) float32, sRGB-coded 0..1, straight alpha, upright, all of one size; clipped
    timing : when each is shown; with fewer frames than that the clip ends early
    quality : 1 to 100, or one of `QUALITIES`; 80 shows no difference to the frames at a normal distance
    whole : False cuts sound, subtitles and chapters to the time of the frames, which then begins at 0

    Raises
    ------
    InputError
        As `check_clip_writable`, and when the disk is full or there is no frame.
    """
    file, number, container = Path(path), quality_number(quality), container_of(Path(path))
    check_place(file)
    remaining = iter(frames)
    first = next(remaining, None)
    if first is None or not timing:
        raise InputError("{file} cannot be written: it has no frame.", code="clip-empty", file=str(file))
    from .video_writing import plan_video, write_video

    plan = plan_video(file, Path(like), container, first.shape, timing, number, whole)
    write_video(plan, chain([first], remaining), timing)
