"""Videos, as FFmpeg reads them: what they are, when their frames are shown, and the frames as pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import av
from av.video.stream import VideoStream

from .colour import Colour, to_srgb
from .decoding import decoded_frames, rate_of, shown_frames
from .faults import damaged
from .opening import opened, picture_stream
from .orientation import Orientation, orientation_of
from .packet_index import PacketIndex, packet_index
from .timing import Frame, Timing
from .yuv import Coding, coding_of, to_rgb


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
    interlaced: bool
    orientation: Orientation
    coding: Coding
    colour: Colour


class Video:
    """The frames of a video; see `Facts` for its attributes."""

    def __init__(self, file: Path) -> None:
        self.file, self.facts = file, read_facts(file)
        self.width, self.height, self.depth = self.facts.width, self.facts.height, self.facts.depth
        self.has_alpha, self.rate, self.count = self.facts.has_alpha, self.facts.rate, self.facts.count

    def index(self) -> list[Timing]:
        """As in `Source`."""
        return self._packets.timing() if self._packets is not None else self.check(0, None)

    def check(self, first: int, stop: int | None) -> list[Timing]:
        """As in `Source`."""
        return [(shown.time, shown.duration) for shown in shown_frames(self.file, first, stop, self._packets)]

    def frames(self, first: int, stop: int | None) -> Iterator[Frame]:
        """As in `Source`."""
        facts = self.facts
        for shown in shown_frames(self.file, first, stop, self._packets):
            pixels = facts.orientation.upright(to_rgb(shown.frame, facts.coding))
            coded = to_srgb(pixels if facts.has_alpha else pixels[..., :3], facts.colour)
            yield Frame(shown.index, coded, shown.time, shown.duration)

    @cached_property
    def _packets(self) -> PacketIndex | None:
        with opened(self.file) as container:
            return packet_index(container, picture_stream(container, self.file))


def read_facts(file: Path) -> Facts:
    """Open a video and decode its first frame.

    Raises
    ------
    InputError
        When the file is missing, empty, damaged, or has no moving picture.
    """
    with opened(file) as container:
        stream = picture_stream(container, file)
        first = next(decoded_frames(container, stream), None)
        if first is None:
            raise damaged(file, "not one frame can be decoded")
        return _facts(stream, first)


def _facts(stream: VideoStream, first: av.VideoFrame) -> Facts:
    context, orientation, parts = stream.codec_context, orientation_of(first), first.format.components
    width, height = first.width, first.height
    full = int(first.color_range) == 2 or first.format.name.startswith(("yuvj", "gray"))
    aspect = context.sample_aspect_ratio or Fraction(1)
    if orientation.swaps_sides:
        width, height, aspect = height, width, 1 / aspect
    return Facts(
        width,
        height,
        depth=10 if max(part.bits for part in parts) > 8 else 8,
        has_alpha=any(part.is_alpha for part in parts) or first.format.name == "pal8",
        rate=rate_of(stream),
        count=stream.frames or None,
        codec=context.codec.canonical_name,
        layout=first.format.name,
        aspect=aspect,
        interlaced=first.interlaced_frame,
        orientation=orientation,
        coding=coding_of(int(first.colorspace), full, first.width, first.height),
        colour=Colour(
            int(context.color_primaries), int(context.color_trc), int(first.colorspace), int(first.color_range)
        ),
    )
