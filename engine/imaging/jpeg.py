"""JPEG, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

HEAD = b"\xff\xd8\xff"
_START_OF_SCAN = 0xDA
_APPLICATIONS, _COMMENT = range(0xE0, 0xF0), 0xFE
_COLOURS = {0xE0: 14, 0xEE: 12}
"""The segments of JFIF and Adobe, which say what the colours are, with their least lengths."""

_ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a length."""


@dataclass(frozen=True)
class Segment:
    """A marker's number, and where its data lie in the file: from `start`, behind the length, to `end`."""

    marker: int
    begin: int
    start: int
    end: int


def segments(data: bytes) -> Iterator[Segment]:
    """The segments before the pixels (ITU-T T.81, annex B.1.1), up to where the file is damaged or cut short."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _ALONE:
            place += 2
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _START_OF_SCAN or end > len(data) or end < place + 4:
            return
        yield Segment(marker, place, place + 4, end)
        place = end


def without_metadata(data: bytes) -> bytes:
    """The file without what programs have noted in it: pixels, and what their colours are, remain."""
    kept, place = [], 0
    for segment in segments(data):
        needed = segment.end - segment.start >= _COLOURS.get(segment.marker, len(data))
        if segment.marker == _COMMENT or (segment.marker in _APPLICATIONS and not needed):
            kept.append(data[place : segment.begin])
            place = segment.end
    return b"".join([*kept, data[place:]])
