"""Decoding the pictures of a video, one after the other, with the time each is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.format import Flags as FormatFlags
from av.video.stream import VideoStream

from .faults import broken, damaged
from .opening import opened, picture_stream
from .packet_index import PacketIndex

_DEFAULT_RATE = Fraction(25)
_ALPHA_CODECS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
_INVALID = int.from_bytes(b"INDA", "little") * -1
_RELIABLE_DURATION = ("matroska", "mov,", "avi")


@dataclass(frozen=True)
class Shown:
    """A decoded frame, not yet in R'G'B'; index, time and duration as in `Frame`."""

    index: int
    frame: av.VideoFrame
    time: Fraction
    duration: Fraction


def shown_frames(
    file: Path, first: int = 0, stop: int | None = None, index: PacketIndex | None = None
) -> Iterator[Shown]:
    """The frames from `first` up to `stop`, in the order and for the time they are shown.

    A frame lasts until the next one begins; the last one as long as the file says, or 1 / rate. With an index, decoding
    begins at the key frame before `first`, otherwise at the beginning.

    Raises
    ------
    InputError
        When a frame is damaged or the file is cut short: with the number of the first such frame.
    """
    if index is not None and first > 0:
        found = False
        for shown in _shown(file, index, first, stop):
            if not found and shown.index > first:
                break
            found = True
            yield shown
        if found:
            return
    yield from _shown(file, None, first, stop)


def decoded_frames(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """The frames of a stream as they come out of its decoder; with transparency for VP8 and VP9, too."""
    decoder: Any = stream.codec_context
    if _has_alpha_layer(stream):
        decoder = av.CodecContext.create(_ALPHA_CODECS[decoder.codec.canonical_name], "r")
    else:
        stream.thread_type = "AUTO"
    started = False
    for packet in container.demux(stream):
        if packet.is_corrupt and started:
            raise av.error.InvalidDataError(_INVALID, "a packet is damaged")
        for frame in decoder.decode(packet if packet.size else None):
            started = True
            frame.time_base = frame.time_base or stream.time_base
            yield frame


def rate_of(stream: VideoStream) -> Fraction:
    """Frames per second on average, as the header says."""
    return stream.average_rate or stream.guessed_rate or stream.base_rate or _DEFAULT_RATE


def origin_of(container: InputContainer) -> Fraction:
    """The time that a file's clock begins at: not zero in broadcast formats such as MPEG-TS."""
    discontinuous: Any = FormatFlags.ts_discont
    if not container.format.flags & discontinuous.value:
        return Fraction(0)
    starts = [
        stream.start_time * stream.time_base
        for stream in container.streams
        if stream.start_time is not None and stream.time_base is not None
    ]
    return min(starts, default=Fraction(0))


def _shown(file: Path, index: PacketIndex | None, first: int, stop: int | None) -> Iterator[Shown]:
    with opened(file) as container:
        stream = picture_stream(container, file)
        pending: Shown | None = None
        for shown in _unbroken(file, _timed(container, stream, index, first)):
            if shown.index >= first and shown.frame.is_corrupt:
                raise broken(file, shown.index)
            if pending is not None:
                if shown.time <= pending.time:
                    shown = replace(shown, time=pending.time + pending.duration)
                if pending.index >= first:
                    yield replace(pending, duration=shown.time - pending.time)
                if stop is not None and shown.index >= stop:
                    return
            pending = shown
        if pending is None:
            raise damaged(file, "not one frame can be decoded")
        _check_complete(file, container, stream, pending)
        yield pending


def _unbroken(file: Path, frames: Iterator[Shown]) -> Iterator[Shown]:
    """Give damage the number of the frame that it is found at."""
    following = 0
    try:
        for shown in frames:
            following = shown.index + 1
            yield shown
    except av.error.FFmpegError as error:
        raise broken(file, following) from error


def _timed(container: InputContainer, stream: VideoStream, index: PacketIndex | None, first: int) -> Iterator[Shown]:
    """Frames by number and time: counted from the beginning, or found in the index."""
    rate, origin = rate_of(stream), origin_of(container)
    if index is not None:
        container.seek(index.stamps[first], stream=stream)
    for count, frame in enumerate(decoded_frames(container, stream)):
        number = count if index is None or frame.pts is None else index.position(frame.pts)
        unit = frame.time_base or Fraction(0)
        time = frame.pts * unit if frame.pts is not None and unit else number / rate
        duration = frame.duration * unit or 1 / rate
        yield Shown(number, frame, time - origin, duration)


def _has_alpha_layer(stream: VideoStream) -> bool:
    return stream.metadata.get("alpha_mode") == "1" and stream.codec_context.codec.canonical_name in _ALPHA_CODECS


def _check_complete(file: Path, container: InputContainer, stream: VideoStream, last: Shown) -> None:
    """Compare the end of the last frame with what the header says."""
    expected = _announced_end(container, stream)
    if expected is None:
        return
    if last.time + last.duration < expected - 2 * last.duration - Fraction(1, 10):
        raise broken(file, last.index + 1)


def _announced_end(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """When the header says that the pictures end, in seconds; None where it does not.

    What Matroska says is the end of the longest stream; the pictures' own is a tag, which not all programs write.
    """
    if not container.format.name.startswith(_RELIABLE_DURATION) or stream.duration is None or not stream.time_base:
        return None
    if container.format.name.startswith("matroska") and len(container.streams) > 1:
        found = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", stream.metadata.get("DURATION", "").strip("\0"))
        if found is None:
            return None
        return 3600 * int(found[1]) + 60 * int(found[2]) + Fraction(found[3])
    return ((stream.start_time or 0) + stream.duration) * stream.time_base
