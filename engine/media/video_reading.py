"""Videos, as FFmpeg reads them: what they are, when their frames are shown, and the frames themselves."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.format import Flags as FormatFlags
from av.video.stream import VideoStream

from ..errors import InputError
from .colour import Colour, to_srgb
from .opening import damaged, opened, picture_stream
from .orientation import Orientation, orientation_of
from .timing import Frame, Timing
from .yuv import Coding, coding_of, to_rgb

log = logging.getLogger(__name__)

_DEFAULT_RATE = Fraction(25)
_ALPHA_CODECS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
_RELIABLE_DURATION = ("matroska", "mov,", "avi")


@dataclass(frozen=True)
class Facts:
    """What a video is, from its header and its first frame.

    Attributes
    ----------
    width, height : pixels, upright
    depth : 8 or 10 bits a channel
    rate : frames per second on average, as the header says
    count : frames, where the header says it
    codec, layout : FFmpeg's names of the coding and the pixel format
    aspect : width of a pixel by its height, upright
    """

    width: int
    height: int
    depth: int
    has_alpha: bool
    rate: Fraction
    count: int | None
    codec: str
    layout: str
    aspect: Fraction
    orientation: Orientation
    coding: Coding
    colour: Colour


@dataclass(frozen=True)
class Shown:
    """A decoded frame, not yet in R'G'B'."""

    index: int
    frame: av.VideoFrame
    time: Fraction
    duration: Fraction


class Video:
    """The frames of a video; see `Facts` for its attributes."""

    def __init__(self, file: Path) -> None:
        self.file, self.facts = file, read_facts(file)
        self.width, self.height, self.depth = self.facts.width, self.facts.height, self.facts.depth
        self.has_alpha, self.rate, self.count = self.facts.has_alpha, self.facts.rate, self.facts.count

    def timing(self) -> Iterator[Timing]:
        """As in `Source`."""
        for shown in shown_frames(self.file):
            yield shown.time, shown.duration

    def frames(self, first: int, stop: int | None) -> Iterator[Frame]:
        """As in `Source`."""
        for shown in shown_frames(self.file, stop):
            if shown.index >= first:
                yield pixels_of(shown, self.facts)


def read_facts(file: Path) -> Facts:
    """Open a video and decode its first frame.

    Raises
    ------
    InputError
        When the file is missing, empty, damaged, or has no moving picture.
    """
    with opened(file) as container:
        stream = picture_stream(container, file)
        first = next(_decoded(container, stream), None)
        if first is None:
            raise damaged(file, "not one frame can be decoded")
        if first.interlaced_frame:
            log.warning(
                "%s is interlaced: its frames are painted as they are. Deinterlace it for a better result.", file
            )
        return _facts(stream, first)


def shown_frames(file: Path, stop: int | None = None) -> Iterator[Shown]:
    """All frames up to the index `stop`, in the order and for the time they are shown.

    A frame lasts until the next one begins; the last one as long as the file says, or 1 / rate.

    Raises
    ------
    InputError
        When a frame is damaged or the file is cut short: with the number of the first such frame.
    """
    with opened(file) as container:
        stream = picture_stream(container, file)
        rate, origin = _rate(stream), origin_of(container)
        pending: Shown | None = None
        for index, frame in enumerate(_decoded(container, stream)):
            if frame.is_corrupt:
                raise _broken(file, index)
            time = _time(frame, index, rate) - origin
            if pending is not None:
                if time <= pending.time:
                    time = pending.time + pending.duration
                yield Shown(pending.index, pending.frame, pending.time, time - pending.time)
                if stop is not None and index >= stop:
                    return
            pending = Shown(index, frame, time, _duration(frame, rate))
        if pending is None:
            raise damaged(file, "not one frame can be decoded")
        _check_complete(file, container, stream, pending)
        yield pending


def pixels_of(shown: Shown, facts: Facts) -> Frame:
    """A decoded frame as sRGB pixels, upright."""
    pixels = to_rgb(shown.frame, facts.coding)
    if not facts.has_alpha:
        pixels = pixels[..., :3]
    return Frame(shown.index, to_srgb(facts.orientation.upright(pixels), facts.colour), shown.time, shown.duration)


def origin_of(container: InputContainer) -> Fraction:
    """The time that a file's clock begins at: not zero in broadcast formats such as MPEG-TS."""
    discontinuous: Any = FormatFlags.ts_discont
    if container.format.flags & discontinuous.value and container.start_time:
        return Fraction(container.start_time, av.time_base)
    return Fraction(0)


def has_alpha_layer(stream: VideoStream) -> bool:
    """Whether a stream is VP8 or VP9 with transparency, in a second picture beside the first."""
    return stream.metadata.get("alpha_mode") == "1" and stream.codec_context.codec.name in _ALPHA_CODECS


def _facts(stream: VideoStream, first: av.VideoFrame) -> Facts:
    context, orientation = stream.codec_context, orientation_of(first)
    width, height = first.width, first.height
    full = int(first.color_range) == 2 or first.format.name.startswith(("yuvj", "gray"))
    aspect = context.sample_aspect_ratio or Fraction(1)
    if orientation.swaps_sides:
        width, height, aspect = height, width, 1 / aspect
    return Facts(
        width,
        height,
        10 if max(part.bits for part in first.format.components) > 8 else 8,
        any(part.is_alpha for part in first.format.components) or first.format.name == "pal8",
        _rate(stream),
        stream.frames or None,
        context.codec.name,
        first.format.name,
        aspect,
        orientation,
        coding_of(int(first.colorspace), full, first.width, first.height),
        Colour(int(context.color_primaries), int(context.color_trc), int(first.colorspace), int(first.color_range)),
    )


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    if not has_alpha_layer(stream):
        stream.thread_type = "AUTO"
        yield from container.decode(stream)
        return
    decoder: Any = av.CodecContext.create(_ALPHA_CODECS[stream.codec_context.codec.name], "r")
    for packet in container.demux(stream):
        for frame in decoder.decode(packet if packet.size else None):
            frame.time_base = frame.time_base or stream.time_base
            yield frame


def _rate(stream: VideoStream) -> Fraction:
    rate = stream.average_rate or stream.guessed_rate or stream.base_rate
    return rate if rate else _DEFAULT_RATE


def _time(frame: av.VideoFrame, index: int, rate: Fraction) -> Fraction:
    if frame.pts is None or frame.time_base is None:
        return index / rate
    return frame.pts * frame.time_base


def _duration(frame: av.VideoFrame, rate: Fraction) -> Fraction:
    if getattr(frame, "duration", 0) and frame.time_base is not None:
        return frame.duration * frame.time_base
    return 1 / rate


def _broken(file: Path, index: int) -> InputError:
    hint = "Copy it again, or paint the frames before with --range 0-{last}." if index else "Copy it again."
    values = {"file": str(file), "index": index, "last": index - 1}
    return InputError("{file} is damaged at frame {index}.", hint, code="clip-damaged-at", **values)


def _check_complete(file: Path, container: InputContainer, stream: VideoStream, last: Shown) -> None:
    """Compare the end of the last frame with what the header says."""
    if not container.format.name.startswith(_RELIABLE_DURATION) or stream.duration is None or not stream.time_base:
        return
    expected = (stream.start_time or 0) * stream.time_base + stream.duration * stream.time_base
    if last.time + last.duration < expected - 2 * last.duration - Fraction(1, 10):
        raise _broken(file, last.index + 1)
