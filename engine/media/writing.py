"""Writing a clip in the container of its suffix."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path

from ..arrays import Array
from ..errors import InputError
from ..imaging.writing import check_place
from .animation_reading import Animation, is_animation
from .clip import Clip, open_clip
from .containers import ANIMATIONS, DEFAULT_QUALITY, container_of, quality_number
from .timing import Timing

log = logging.getLogger(__name__)

_GIF_FASTEST = 50


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
    notes = _animation_losses(container, clip) if container in ANIMATIONS else _video_losses(file, container, clip)
    for note in notes:
        log.warning("%s: %s", file, note)


def write_clip(
    path: str | os.PathLike[str],
    like: str | os.PathLike[str],
    frames: Iterable[Array],
    timing: Sequence[Timing],
    *,
    quality: int | str = DEFAULT_QUALITY,
    whole: bool = True,
) -> None:
    """Write frames as a clip; an existing file is replaced only by a complete one. The same frames give the same bytes.

    Frames stream: one is in memory at a time, beside those that the encoder looks ahead.

    Parameters
    ----------
    path : ends in .mp4, .m4v, .mov, .mkv, .webm, .gif, .webp, .apng or .png
    like : the source: sound and subtitles are copied packet by packet, with chapters, titles and colour tags
    frames : (H, W, 3|4) float32, sRGB-coded 0..1, straight alpha, upright, all of one size; clipped
    timing : when each is shown, as many as there are frames
    quality : 1 to 100, or one of `QUALITIES`
    whole : False cuts sound, subtitles and chapters to the time of the frames, which then begins at 0

    Raises
    ------
    InputError
        As `check_clip_writable`, and when the disk is full or there is no frame.
    """
    file, source, number = Path(path), Path(like), quality_number(quality)
    container = container_of(file)
    check_place(file)
    remaining = iter(frames)
    first = next(remaining, None)
    if first is None or not timing:
        raise InputError("{file} cannot be written: it has no frame.", code="clip-empty", file=str(file))
    frames = chain([first], remaining)
    if container in ANIMATIONS:
        _write_animation(file, source, container, first.shape, number, frames, timing)
        return
    from .video_writing import plan_video, write_video

    write_video(plan_video(file, source, container, first.shape, timing, number, whole), frames, timing)


def _write_animation(
    file: Path,
    like: Path,
    container: str,
    shape: tuple[int, ...],
    quality: int,
    frames: Iterator[Array],
    timing: Sequence[Timing],
) -> None:
    from .animation_writing import AnimationPlan, write_animation

    source = Animation(like) if is_animation(like) else None
    loops, from_gif = (source.loops, source.format == "gif") if source else (0, False)
    write_animation(AnimationPlan(file, container, shape, quality, loops, from_gif), frames, timing)


def _animation_losses(container: str, clip: Clip) -> Iterator[str]:
    """What an animated picture cannot hold of a clip."""
    if not clip.is_animation:
        yield f"{container.upper()} holds pictures alone: sound, subtitles and chapters are left out."
    if clip.depth > 8:
        yield f"{container.upper()} is written with 8 bits a channel; the input has {clip.depth}."
    if container == "gif" and clip.rate > _GIF_FASTEST:
        yield f"GIF shows at most {_GIF_FASTEST} frames a second: it plays slower than the input. Write WebP instead."


def _video_losses(file: Path, container: str, clip: Clip) -> Iterator[str]:
    """What a video cannot hold of a clip; writes its header into memory to find out what the container refuses."""
    from .video_writing import plan_video, try_video

    timing = [(Fraction(0), 1 / clip.rate)]
    shape = (clip.height, clip.width, 4 if clip.has_alpha else 3)
    plan = plan_video(file, clip.path, container, shape, timing, DEFAULT_QUALITY, True)
    yield from try_video(plan, timing)
    if clip.has_alpha and not plan.encoder.has_alpha:
        yield f"{plan.encoder.codec} holds no transparency: it is shown on white. Write .webm to keep it."
    if (plan.form.width, plan.form.height) != (clip.width, clip.height):
        size = f"{plan.form.width} x {plan.form.height} pixels"
        yield f"{plan.encoder.codec} needs even sides: the last row or column is repeated, {size}. WebM keeps any size."
