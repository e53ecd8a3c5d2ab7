"""PNG, chunk by chunk: the pixels for a decoder, and the metadata read with care.

A decoder gets the critical chunks and tRNS alone, so that no other chunk can make it refuse the picture. As libpng
does, an ancillary chunk with a wrong checksum is ignored (PNG specification, section 13.2).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from .notes import note
from .resolution import Resolution, checked

HEAD = b"\x89PNG\r\n\x1a\n"
_DEPTH_AT = 24
_METRE = 1
_MOST_UNPACKED = 1 << 25
"""Bytes of a profile or a text that are unpacked; one that is larger is left out."""

_FOR_DECODERS = (b"tRNS",)
_METADATA = (b"iCCP", b"eXIf", b"pHYs", b"acTL")


@dataclass(frozen=True)
class Chunk:
    """One chunk: its type, its data, its bytes in the file, and whether its checksum is right."""

    kind: bytes
    data: memoryview
    whole: memoryview

    @property
    def is_critical(self) -> bool:
        """Whether a decoder must understand it: its first letter is a capital."""
        return not self.kind[0] & 0x20

    @property
    def is_sound(self) -> bool:
        """Whether its checksum is right."""
        return zlib.crc32(self.whole[4:-4]) == int.from_bytes(self.whole[-4:], "big")


@dataclass(frozen=True)
class Png:
    """What a PNG file holds.

    Attributes
    ----------
    pixels : a PNG file without its metadata and its further frames
    depth : bits a channel
    profile : ICC profile, unchecked
    exif : EXIF block, unchecked
    resolution : pixels per inch
    frames : of an animation, else 1
    """

    pixels: bytes
    depth: int
    profile: bytes | None = None
    exif: bytes | None = None
    resolution: Resolution | None = None
    frames: int = 1


@dataclass
class _Found:
    """Chunks sorted by what becomes of them."""

    pixels: list[bytes | memoryview] = field(default_factory=lambda: [HEAD])
    metadata: dict[bytes, bytes] = field(default_factory=dict)


def parse(data: bytes) -> Png:
    """Sort a file's chunks; a file that is cut short or damaged is passed to the decoder as it is, up to its end."""
    found, end = _Found(), len(HEAD)
    for chunk in chunks(data):
        end += len(chunk.whole)
        if chunk.is_critical:
            found.pixels.append(chunk.whole)
        elif chunk.kind not in _FOR_DECODERS and chunk.kind not in _METADATA:
            continue
        elif not chunk.is_sound:
            note("a chunk (%s) has a wrong checksum and is left out", ascii(chunk.kind)[2:-1])
        elif chunk.kind in _FOR_DECODERS:
            found.pixels.append(chunk.whole)
        else:
            found.metadata.setdefault(chunk.kind, bytes(chunk.data))
        if chunk.kind == b"IEND":
            break
    else:
        found.pixels.append(data[end:])
    metadata = found.metadata
    return Png(
        b"".join(found.pixels),
        data[_DEPTH_AT] if len(data) > _DEPTH_AT else 0,
        _profile(metadata.get(b"iCCP", b"")),
        metadata.get(b"eXIf"),
        _resolution(metadata.get(b"pHYs", b"")),
        _frames(metadata.get(b"acTL", b"")),
    )


def chunks(data: bytes) -> Iterator[Chunk]:
    """The whole chunks of a PNG file, up to its end or to where it is cut short."""
    view, place = memoryview(data), len(HEAD)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + length + 12
        if end > len(data):
            return
        yield Chunk(kind, view[place + 8 : end - 4], view[place:end])
        place = end


def text_of(chunk: Chunk, keyword: bytes) -> bytes | None:
    """The text of a tEXt, zTXt or iTXt chunk with this keyword (section 11.3.4); None for any other."""
    data = chunk.data
    if chunk.kind not in (b"tEXt", b"zTXt", b"iTXt") or bytes(data[: len(keyword) + 1]) != keyword + b"\0":
        return None
    rest = bytes(data[len(keyword) + 1 :])
    if chunk.kind == b"tEXt":
        return rest
    if chunk.kind == b"zTXt":
        return _unpacked(rest[1:])
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return None
    return _unpacked(parts[2]) if rest[0] else parts[2]


def _profile(data: bytes) -> bytes | None:
    """The profile of an iCCP chunk: a name, a zero, the method, and packed data."""
    _, found, packed = data.partition(b"\0")
    return _unpacked(packed[1:]) if found else None


def _unpacked(packed: bytes) -> bytes | None:
    """Data without its compression; None where it is damaged or too large."""
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(packed, _MOST_UNPACKED)
    except zlib.error:
        data = b""
    if not data or stream.unconsumed_tail:
        note("a colour profile or a text is damaged or too large and is left out")
        return None
    return data


def _resolution(data: bytes) -> Resolution | None:
    if len(data) != 9 or data[8] != _METRE:
        return None
    across, down = struct.unpack(">II", data[:8])
    return checked(across * 0.0254, down * 0.0254)


def _frames(data: bytes) -> int:
    """How many frames an acTL chunk announces."""
    return max(1, int.from_bytes(data[:4], "big")) if len(data) == 8 else 1
