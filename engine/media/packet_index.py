"""When frames are shown, from the packets of a file, without decoding them; and so a way to begin in the middle."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from av.container import InputContainer
from av.video.stream import VideoStream

from .timing import Timing

_FORMATS = ("mov,", "matroska")
_CODECS = ("h264", "hevc", "vp9", "av1", "prores", "mjpeg", "dnxhd", "ffv1")
"""Of these each packet is one frame, with the time it is shown at."""


@dataclass(frozen=True)
class PacketIndex:
    """Times of all frames, in the order they are shown.

    Attributes
    ----------
    stamps : in units of the stream's time base
    unit : that time base, in seconds
    last : how long the last frame is shown, in units
    """

    stamps: Sequence[int]
    unit: Fraction
    last: int

    def timing(self) -> list[Timing]:
        """When each frame begins and how long it is shown."""
        ends = [*self.stamps[1:], self.stamps[-1] + self.last]
        return [(start * self.unit, (end - start) * self.unit) for start, end in zip(self.stamps, ends, strict=True)]

    def position(self, stamp: int) -> int:
        """The index of the frame with a time stamp."""
        return bisect_left(self.stamps, stamp)


def packet_index(container: InputContainer, stream: VideoStream) -> PacketIndex | None:
    """Read all packets of a stream; None where they do not tell frames apart: these have to be decoded."""
    known = container.format.name.startswith(_FORMATS) and stream.codec_context.codec.canonical_name in _CODECS
    if not known or stream.time_base is None:
        return None
    shown: list[tuple[int, int]] = []
    for packet in container.demux(stream):
        if packet.size and not packet.is_discard:
            if packet.pts is None:
                return None
            shown.append((packet.pts, packet.duration or 0))
    shown.sort()
    stamps = [pts for pts, _ in shown]
    if not stamps or len(set(stamps)) < len(stamps):
        return None
    last = shown[-1][1] or (stamps[-1] - stamps[-2] if len(stamps) > 1 else 1)
    return PacketIndex(stamps, stream.time_base, last)
