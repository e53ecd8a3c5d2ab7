"""Notes in picture files, byte by byte; tests/engine/jobs/test_recipe.py has them in files of every format."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.errors import InputError
from engine.imaging.metadata import jpeg_segment, png_text, read_note, xmp_packet

NOTE = '{"file": "a <b> & ü.png"}'
PROPERTY = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF/*/{urn:impasto:1.0:}recipe"


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """The signature of PNG and some chunks."""
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_png_chunk_is_found_among_others(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(png_with((b"IHDR", bytes(13)), (b"iTXt", b"other\0\0\0\0\0x"), (b"iTXt", png_text(NOTE))))
    assert read_note(file) == NOTE
    file.write_bytes(png_with((b"IHDR", bytes(13)), (b"IDAT", png_text(NOTE))))
    assert read_note(file) is None


def test_an_xmp_packet_is_xml_and_holds_the_note(tmp_path: Path) -> None:
    packet = xmp_packet(NOTE)
    assert [element.text for element in ElementTree.fromstring(packet).findall(PROPERTY)] == [NOTE]
    file = tmp_path / "a.jpg"
    file.write_bytes(b"before" + packet + b"after")
    assert read_note(file) == NOTE


def test_a_jpeg_segment_says_how_long_it_is() -> None:
    segment = jpeg_segment(b"packet")
    assert segment.startswith(b"\xff\xe1")
    assert struct.unpack(">H", segment[2:4])[0] == len(segment) - 2
    assert segment.endswith(b"http://ns.adobe.com/xap/1.0/\0packet")


def test_a_file_without_a_note_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"II*\0" + bytes(20))
    assert read_note(tmp_path / "a.tif") is None
    with pytest.raises(InputError, match="cannot be read"):
        read_note(tmp_path / "missing.png")
