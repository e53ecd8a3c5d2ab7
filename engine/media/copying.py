"""Sound, subtitles, chapters and titles: copied from one container into another, packet by packet, never coded anew."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from ..errors import InputError
from .containers import VIDEO_SUFFIXES, container_of
from .opening import is_cover, picture_stream
from .timing import in_units

log = logging.getLogger(__name__)

_KINDS = {"audio": "sound", "subtitle": "subtitles"}
_MDTA = "com.apple.quicktime."
_OWN_TAGS = ("encoder", "major_brand", "minor_version", "compatible_brands")


@dataclass(frozen=True)
class Cut:
    """The part of the source that is kept, and the time that becomes zero; `end` None is all of it."""

    zero: Fraction
    start: Fraction | None = None
    end: Fraction | None = None


def kept_streams(source: InputContainer, container: str, file: Path, like: Path) -> list[Stream]:
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
    painted = picture_stream(source, like)
    others = [stream for stream in source.streams if stream not in wanted and stream is not painted]
    if left := sorted({_name(stream) for stream in others}):
        log.warning("%s keeps the first picture, sound and subtitles; left out: %s.", file, ", ".join(left))
    return wanted


def copy_titles(source: InputContainer, sink: OutputContainer, cut: Cut) -> None:
    """Copy the metadata of the file, and its chapters, cut to the part that is kept."""
    sink.metadata.update({key: value for key, value in source.metadata.items() if key not in _OWN_TAGS})
    chapters = []
    for chapter in source.chapters():
        base = Fraction(chapter["time_base"] or 1)
        start, end = chapter["start"] * base, chapter["end"] * base
        if (cut.start is not None and end <= cut.start) or (cut.end is not None and start >= cut.end):
            continue
        start = start if cut.start is None else max(start, cut.start)
        end = end if cut.end is None else min(end, cut.end)
        times = {"start": in_units(start - cut.zero, base), "end": in_units(end - cut.zero, base)}
        chapters.append({**chapter, **times})
    sink.set_chapters(chapters)


def needs_mdta(source: InputContainer) -> bool:
    """Whether the metadata has names of Apple's, which MP4 and MOV hold only in a form of their own."""
    return any(key.startswith(_MDTA) for key in source.metadata)


class Copier:
    """Copies the packets of some streams, in step with the pictures, so that neither waits in memory for the other."""

    def __init__(self, source: InputContainer, sink: OutputContainer, streams: list[Stream], cut: Cut) -> None:
        self._sink, self._cut = sink, cut
        self._outputs = {stream.index: _add_copy(sink, stream) for stream in streams}
        self._packets = self._demuxed(source, streams) if streams else iter(())
        self._next: Packet | None = None

    def copy_until(self, time: Fraction | None) -> None:
        """Copy all packets up to a time of the output, in seconds; None copies the rest."""
        while True:
            packet = self._next if self._next is not None else next(self._packets, None)
            self._next = packet
            if packet is None or (time is not None and packet.dts * packet.time_base > time):
                return
            self._next = None
            packet.stream = self._outputs[packet.stream_index]
            self._sink.mux(packet)

    def _demuxed(self, source: InputContainer, streams: list[Stream]) -> Iterator[Packet]:
        for packet in source.demux(*streams):
            if packet.dts is None and packet.pts is None:
                continue
            if self._moved(packet):
                yield packet

    def _moved(self, packet: Packet) -> bool:
        """Shift a packet to the clock of the output; False where it is cut off."""
        cut, base = self._cut, packet.time_base
        pts = packet.pts if packet.pts is not None else packet.dts
        begin = pts * base
        end = begin + (packet.duration or 0) * base
        if cut.end is not None and begin >= cut.end:
            return False
        if cut.start is not None and begin < cut.start:
            if packet.stream.type != "subtitle" or end <= cut.start:
                return False
            late = in_units(cut.start - begin, base)
            packet.pts, packet.dts, packet.duration = pts + late, pts + late, packet.duration - late
        shift = in_units(cut.zero, base)
        if shift:
            packet.pts, packet.dts = (value - shift if value is not None else None for value in (packet.pts, packet.dts))
        if packet.dts is None:
            packet.dts = packet.pts
        return True


def _add_copy(sink: OutputContainer, stream: Stream) -> Stream:
    copy = sink.add_stream_from_template(stream)
    copy.metadata.update({key: value for key, value in stream.metadata.items() if key not in _OWN_TAGS})
    copy.disposition = stream.disposition
    return copy


def _holds(container: str, stream: Stream) -> bool:
    return stream.codec_context is not None and stream.codec_context.codec.name in _codecs_of(container)


@cache
def _codecs_of(container: str) -> set[str]:
    with av.open(io.BytesIO(), "w", format=container) as sink:
        return sink.supported_codecs


def _name(stream: Stream) -> str:
    if stream.type == "video":
        return "the cover picture" if is_cover(stream) else "a further picture"
    return {"data": "data", "attachment": "attached files"}.get(stream.type, stream.type)


def _cannot_hold(stream: Stream, wanted: list[Stream], file: Path) -> InputError:
    codec = stream.codec_context.codec.name if stream.codec_context else "an unknown codec"
    able = [suffix for suffix in VIDEO_SUFFIXES if all(_holds(container_of(Path(f"x{suffix}")), one) for one in wanted)]
    hint = "Write {able} instead." if able else "Take a stream out of the input first."
    values = {"file": str(file), "kind": _KINDS[stream.type], "codec": codec, "able": " or ".join(able)}
    message = "{file} cannot hold the {kind} of the input ({codec}) as they are."
    return InputError(message, hint, code="clip-container", **values)
