"""A note in a picture file: a PNG text chunk, or a property of the XMP packet in TIFF, JPEG and WebP.

In: a text. Out: the bytes that an encoder embeds; and the text read back from a file, also after another program has
written the file again.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import tifffile

from engine.errors import InputError

from ..files import read_file_or_pipe
from . import jpeg, png, tiff, xmp
from .exif import UNREADABLE

KEY = "impasto"
"""Keyword of the PNG text."""

_XMP_TAG = 700
_XMP_KEYWORD, _RAW_KEYWORD = b"XML:com.adobe.xmp", b"Raw profile type xmp"
_APP1 = 0xE1
_XMP_HEAD, _EXTENSION_HEAD = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_GUID = 32
_MOST_EXTENDED = 1 << 24


def png_text(note: str) -> bytes:
    """The data of an uncompressed iTXt chunk (PNG specification, section 11.3.4.5)."""
    return KEY.encode() + b"\0\0\0\0\0" + note.encode()


def xmp_packet(note: str) -> bytes:
    """An XMP packet (ISO 16684-1) whose one property is the note."""
    return xmp.packet(note)


def jpeg_segment(packet: bytes) -> bytes:
    """An XMP packet as JPEG's APP1 segment; its length must fit into 16 bits."""
    data = _XMP_HEAD + packet
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def read_note(file: Path) -> str | None:
    """The note in a picture file, None where there is none.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        if file.is_char_device() or file.is_block_device():
            raise InputError(f"{file} cannot be read: it is a device.", "Give a picture file.")
        data = read_file_or_pipe(file)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.", "Check the name and the folder.") from None
    except MemoryError:
        raise InputError(f"{file} cannot be read: it does not fit into memory.", "Give a picture file.") from None
    return find_note(data)


def find_note(data: bytes) -> str | None:
    """The note in a picture file's bytes, None where there is none."""
    if data.startswith(png.HEAD):
        return _png_note(data)
    found = (xmp.property_of(packet) for packets in (_packets(data), xmp.scan(data)) for packet in packets)
    return next((note for note in found if note is not None), None)


def _packets(data: bytes) -> Iterator[bytes]:
    """The XMP packets where a format has them."""
    if data.startswith(jpeg.HEAD):
        yield from _jpeg_packets(data)
    elif data[:4] in tiff.HEADS:
        yield from _tiff_packets(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        yield from _webp_packets(data)


def _png_note(data: bytes) -> str | None:
    """The text with our keyword, whichever kind of text it has become; else the property of an XMP packet."""
    for chunk in png.chunks(data):
        text = png.text_of(chunk, KEY.encode())
        if text is not None:
            return text.decode("utf-8", "replace")
        packet = png.text_of(chunk, _XMP_KEYWORD) or _from_hexadecimal(png.text_of(chunk, _RAW_KEYWORD))
        note = xmp.property_of(packet) if packet else None
        if note is not None:
            return note
    return None


def _from_hexadecimal(text: bytes | None) -> bytes | None:
    """The bytes of a "raw profile", as ImageMagick writes it: a name, a length, hexadecimal digits."""
    words = (text or b"").split()
    try:
        return bytes.fromhex(b"".join(words[2:]).decode("ascii"))
    except ValueError:
        return None


def _jpeg_packets(data: bytes) -> Iterator[bytes]:
    """The packet, and the extended ones that Adobe's specification (part 3, section 1.1.3.1) splits into segments."""
    extended: dict[bytes, list[tuple[int, bytes]]] = {}
    for segment in jpeg.segments(data):
        if segment.marker != _APP1:
            continue
        content = data[segment.start : segment.end]
        if content.startswith(_XMP_HEAD):
            yield content[len(_XMP_HEAD) :]
        elif content.startswith(_EXTENSION_HEAD) and len(content) > len(_EXTENSION_HEAD) + _GUID + 8:
            rest = content[len(_EXTENSION_HEAD) :]
            offset = int.from_bytes(rest[_GUID + 4 : _GUID + 8], "big")
            extended.setdefault(rest[:_GUID], []).append((offset, rest[_GUID + 8 :]))
    for parts in extended.values():
        if sum(len(part) for _, part in parts) <= _MOST_EXTENDED:
            yield b"".join(part for _, part in sorted(parts))


def _tiff_packets(data: bytes) -> Iterator[bytes]:
    """The packets of the first pages."""
    try:
        for page in tifffile.TiffFile(io.BytesIO(data)).pages[:2]:
            packet = page.tags.valueof(_XMP_TAG) if isinstance(page, tifffile.TiffPage) else None
            if isinstance(packet, bytes):
                yield packet
    except (*UNREADABLE, RuntimeError, tifffile.TiffFileError):
        return


def _webp_packets(data: bytes) -> Iterator[bytes]:
    """The packet in a RIFF chunk (WebP container specification, section "Metadata")."""
    place = 12
    while place + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        if kind == b"XMP ":
            yield data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
