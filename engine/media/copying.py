"""Sound, subtitles, chapters and titles: copied from one container into another, packet by packet, never coded anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from ..errors import InputError
from .containers import VIDEO_SUFFIXES, container_of
from .opening import is_cover, picture_stream, reading
from .timing import in_units

_KINDS = {"audio": "sound", "subtitle": "subtitles"}
_NO_TEXT = bytes(2)
_MDTA = "com.apple.quicktime."
_OWN_TAGS = ("encoder", "major_brand", "minor_version", "compatible_brands")


@dataclass(frozen=True)
class Cut:
    """The part of the source that is kept, in seconds of its packets' clock.

    Attributes
    ----------
    zero : becomes 0 in the output
    start, end : None is from the beginning, and up to the end
    """

    zero: Fraction = Fraction(0)
    start: Fraction | None = None
    end: Fraction | None = None

    def moved(self, origin: Fraction) -> Cut:
        """For packets whose clock begins at another time."""
        start, end = (None if time is None else time + origin for time in (self.start, self.end))
        return Cut(self.zero + origin, start, end)

    def keeps(self, start: Fraction, end: Fraction) -> bool:
        """Whether something of this time is kept in part, at least."""
        return (self.start is None or end > self.start) and (self.end is None or start < self.end)

    def inside(self, time: Fraction) -> Fraction:
        """The nearest time that is kept."""
        time = time if self.start is None else max(time, self.start)
        return time if self.end is None else min(time, self.end)


def kept_streams(source: InputContainer, container: str, file: Path) -> list[Stream]:
    """The streams to copy as they are: sound and subtitles.

    Raises
    ------
    InputError
        When the container cannot hold one of them: the hint names those that can.
    """
    wanted = [stream for stream in source.streams if stream.type in _KINDS]
    for stream in wanted:
        if not _holds(container, stream):
            raise _cannot_hold(stream, wanted, file)
    return wanted


def left_out(source: InputContainer, like: Path) -> list[str]:
    """What is neither painted nor copied, in words."""
    painted = picture_stream(source, like)
    others = [stream for stream in source.streams if stream.type not in _KINDS and stream is not painted]
    if source.chapters() and source.format.name.startswith("mov,"):
        # There the titles of chapters are a stream, too; they are copied as chapters.
        others = [stream for stream in others if stream.type != "data"]
    return sorted({_name(stream) for stream in others})


def copy_titles(source: InputContainer, sink: OutputContainer, cut: Cut) -> None:
    """Copy the metadata of the file, and its chapters, cut to the part that is kept."""
    sink.metadata.update({key: value for key, value in source.metadata.items() if key not in _OWN_TAGS})
    chapters: list[Any] = []
    for chapter in source.chapters():
        unit = Fraction(chapter["time_base"] or 1)
        start, end = chapter["start"] * unit, chapter["end"] * unit
        if cut.keeps(start, end):
            times = [in_units(cut.inside(time) - cut.zero, unit) for time in (start, end)]
            chapters.append({**chapter, "start": times[0], "end": times[1]})
    sink.set_chapters(chapters)


def needs_mdta(source: InputContainer) -> bool:
    """Whether the metadata has names of Apple's, which MP4 and MOV hold only in a form of their own."""
    return any(key.startswith(_MDTA) for key in source.metadata)


class Copier:
    """Copies packets in step with the pictures, so that neither waits in memory for the other."""

    def __init__(self, sink: OutputContainer, streams: list[Stream], packets: Iterator[Packet[Stream]]) -> None:
        self._sink, self._packets = sink, packets
        self._outputs = {stream.index: _add_copy(sink, stream) for stream in streams}
        self._next: Packet[Stream] | None = None

    def copy_until(self, time: Fraction | None) -> None:
        """Copy all packets up to a time of the output, in seconds; None copies the rest."""
        while True:
            packet = self._next if self._next is not None else next(self._packets, None)
            self._next = packet
            if packet is None or (time is not None and sent_at(packet) > time):
                return
            self._next = None
            packet.stream = self._outputs[packet.stream_index]
            self._sink.mux(packet)


def sent_at(packet: Packet[Any]) -> Fraction:
    """When a packet has to be in the file, in seconds of its clock."""
    return (packet.dts if packet.dts is not None else packet.pts or 0) * packet.time_base


def packets_to_copy(source: InputContainer, like: Path, streams: list[Stream], cut: Cut) -> Iterator[Packet[Stream]]:
    """The packets of some streams that are kept, on the clock of the output.

    Raises
    ------
    InputError
        When the source is damaged.
    """
    with reading(like):
        for packet in source.demux(*streams) if streams else ():
            if packet.size and not _is_gap(packet) and _moved(packet, cut):
                yield packet


def _is_gap(packet: Packet[Stream]) -> bool:
    """Whether a packet is the pause between two subtitles of MP4: the container writes these by itself."""
    return packet.stream.type == "subtitle" and bytes(packet) == _NO_TEXT


def _moved(packet: Packet[Stream], cut: Cut) -> bool:
    """Shift a packet to the clock of the output; False where it is cut off, even in part if it is sound."""
    unit = packet.time_base
    pts = packet.pts if packet.pts is not None else packet.dts
    if pts is None:
        return False
    start, length = pts * unit, (packet.duration or 0) * unit
    if not cut.keeps(start, start + max(length, unit)):
        return False
    late = in_units(cut.inside(start) - start, unit)
    if late and packet.stream.type != "subtitle":
        return False
    shift = late - in_units(cut.zero, unit)
    packet.pts, packet.dts = pts + shift, (packet.dts if packet.dts is not None else pts) + shift
    packet.duration = (packet.duration or 0) - late
    return True


def _add_copy(sink: OutputContainer, stream: Stream) -> Stream:
    copy = sink.add_stream_from_template(stream)
    copy.metadata.update({key: value for key, value in stream.metadata.items() if key not in _OWN_TAGS})
    disposition: Any = stream.disposition.value
    copy.disposition = disposition
    return copy


def _holds(container: str, stream: Stream) -> bool:
    return stream.codec_context is not None and stream.codec_context.codec.name in _codecs_of(container)


@cache
def _codecs_of(container: str) -> set[str]:
    with av.open(io.BytesIO(), "w", format=container) as sink:
        return sink.supported_codecs


def _name(stream: Stream) -> str:
    if isinstance(stream, VideoStream):
        return "the cover picture" if is_cover(stream) else "a further picture"
    return {"data": "data", "attachment": "attached files"}.get(stream.type, stream.type)


def _cannot_hold(stream: Stream, wanted: list[Stream], file: Path) -> InputError:
    codec = stream.codec_context.codec.canonical_name if stream.codec_context else "an unknown codec"
    able = [suffix for suffix in VIDEO_SUFFIXES if all(_holds(container_of(Path(f"x{suffix}")), one) for one in wanted)]
    about = {"file": str(file), "kind": _KINDS[stream.type], "codec": codec}
    if not able:
        return InputError(
            "{file} cannot hold the {kind} of the input, coded as {codec}, and no container here can.",
            "Take a stream out of the input first.",
            code="clip-stream",
            **about,
        )
    return InputError(
        "{file} cannot hold the {kind} of the input, coded as {codec}.",
        "Write {able} instead.",
        code="clip-container",
        able=" or ".join(able),
        **about,
    )
