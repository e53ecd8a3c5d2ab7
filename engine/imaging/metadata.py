"""A note in a picture file: a PNG text chunk, or a property of the XMP packet in TIFF, JPEG and WebP.

In: a text. Out: the bytes that an encoder embeds; and the text read back from a file.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from engine.errors import InputError

KEY = "impasto"
"""Keyword of the PNG text, and prefix of the XMP namespace."""

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:impasto="urn:impasto:1.0:"><impasto:recipe>{}</impasto:recipe></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_PROPERTY = re.compile(rb"<impasto:recipe>(.*?)</impasto:recipe>", re.DOTALL)


def png_text(note: str) -> bytes:
    """The data of an uncompressed iTXt chunk (PNG specification, section 11.3.4.5)."""
    return KEY.encode() + b"\0\0\0\0\0" + note.encode()


def xmp_packet(note: str) -> bytes:
    """An XMP packet (ISO 16684-1) whose one property is the note."""
    return _XMP.format(escape(note)).encode()


def jpeg_segment(packet: bytes) -> bytes:
    """An XMP packet as JPEG's APP1 segment; its length must fit into 16 bits."""
    data = b"http://ns.adobe.com/xap/1.0/\0" + packet
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def read_note(file: Path) -> str | None:
    """The note in a picture file, None where there is none.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.", "Check the name and the folder.") from None
    if data.startswith(_PNG_HEAD):
        return _png_note(data)
    found = _PROPERTY.search(data)
    return unescape(found[1].decode("utf-8", "replace")) if found else None


def _png_note(data: bytes) -> str | None:
    """The text of the chunk that `png_text` wrote."""
    head, place = KEY.encode() + b"\0\0\0\0\0", len(_PNG_HEAD)
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"iTXt" and data.startswith(head, place + 8):
            return data[place + 8 + len(head) : place + 8 + length].decode("utf-8", "replace")
        place += length + 12
    return None
