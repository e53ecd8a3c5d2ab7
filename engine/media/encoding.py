"""Encoding pictures into a stream of a container."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

import av
from av.codec.context import Flags
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from ..arrays import Array
from .colour import Colour
from .containers import Encoder
from .scheduling import same_scheduling
from .timing import Timing, in_units

Conversion = Callable[[Array], av.VideoFrame]
"""Pixels (H, W, 3|4) float32, sRGB-coded, to a frame in the encoder's pixel format."""


@dataclass(frozen=True)
class Format:
    """What the coded pictures are.

    Attributes
    ----------
    width, height : pixels, as coded
    rate : frames per second, as the encoder plans with it
    unit : seconds; all times are multiples of it
    aspect : width of a pixel by its height
    colour : tags, written as they are
    """

    width: int
    height: int
    rate: Fraction
    unit: Fraction
    aspect: Fraction = Fraction(1)
    colour: Colour = field(default_factory=Colour)


def add_picture_stream(sink: OutputContainer, encoder: Encoder, form: Format) -> VideoStream:
    """A stream that one thread encodes: the number of threads changes the bytes."""
    stream: Any = sink.add_stream(encoder.name, rate=form.rate, options=dict(encoder.options))
    context = stream.codec_context
    stream.width, stream.height, stream.pix_fmt = form.width, form.height, encoder.layout
    stream.time_base = context.time_base = form.unit
    context.thread_count = 1
    context.flags |= Flags.bitexact
    if form.aspect != 1:
        context.sample_aspect_ratio = form.aspect
    context.color_primaries, context.color_trc = form.colour.primaries, form.colour.transfer
    context.colorspace, context.color_range = form.colour.matrix, form.colour.range
    if encoder.tag:
        context.codec_tag = encoder.tag
    return cast(VideoStream, stream)


class PictureEncoder:
    """Frames in, packets with exact times and durations out."""

    def __init__(self, stream: VideoStream, unit: Fraction, timing: Sequence[Timing], zero: Fraction) -> None:
        self._stream, self._unit, self._timing, self._zero = stream, unit, timing, zero
        self._durations: dict[int, int] = {}
        self._count = 0

    def encode(self, frame: av.VideoFrame) -> Iterator[Packet[VideoStream]]:
        """Packets that are ready; often of earlier frames."""
        time, duration = self._timing[self._count]
        self._count += 1
        frame.pts, frame.time_base = in_units(time - self._zero, self._unit), self._unit
        self._durations[frame.pts] = in_units(time - self._zero + duration, self._unit) - frame.pts
        with same_scheduling():
            packets = self._stream.encode(frame)
        yield from map(self._timed, packets)

    def finish(self) -> Iterator[Packet[VideoStream]]:
        """The packets of all frames that the encoder still holds."""
        yield from map(self._timed, self._stream.encode(None))

    def _timed(self, packet: Packet[VideoStream]) -> Packet[VideoStream]:
        if packet.pts is not None:
            packet.duration = self._durations.pop(packet.pts, packet.duration or 0)
        return packet
