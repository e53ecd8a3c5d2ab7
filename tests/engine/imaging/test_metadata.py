"""Notes in picture files, byte by byte; tests/engine/jobs/test_recipe.py has them in files of every format."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from engine.errors import InputError
from engine.imaging import write_image
from engine.imaging.metadata import jpeg_segment, png_text, read_note, xmp_packet

PIXELS = np.zeros((8, 8, 3), np.float32)
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
    with pytest.raises(InputError, match="cannot be read: it is a device"):
        read_note(Path("/dev/zero"))


# Files that another program has written again


@pytest.mark.parametrize("target", ["jpg", "webp", "tif", "png"])
@pytest.mark.parametrize("source", ["jpg", "webp"])
def test_an_xmp_packet_may_move_to_another_format(source: str, target: str, tmp_path: Path) -> None:
    write_image(tmp_path / f"a.{source}", PIXELS, note=NOTE)
    out = tmp_path / f"b.{target}"
    with Image.open(tmp_path / f"a.{source}") as image:
        packet = image.info["xmp"]
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=True)
        options = {"png": {"pnginfo": text}, "tif": {"tiffinfo": {700: packet}}}.get(target, {"xmp": packet})
        image.save(out, **options)
    assert read_note(out) == NOTE


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
def test_a_png_text_may_become_another_kind(kind: bytes, tmp_path: Path) -> None:
    note = '{"file": "a.png"}'
    plain, packed = note.encode(), zlib.compress(note.encode())
    data = {b"tEXt": b"impasto\0" + plain, b"zTXt": b"impasto\0\0" + packed, b"iTXt": b"impasto\0\1\0\0\0" + packed}
    (tmp_path / "a.png").write_bytes(png_with((b"IHDR", bytes(13)), (kind, data[kind])))
    assert read_note(tmp_path / "a.png") == note


def test_a_raw_profile_in_hexadecimal(tmp_path: Path) -> None:
    digits = xmp_packet(NOTE).hex().encode()
    lines = b"\nxmp\n%8d\n" % len(digits) + b"\n".join(digits[i : i + 72] for i in range(0, len(digits), 72)) + b"\n"
    chunks = (b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(lines))
    (tmp_path / "a.png").write_bytes(png_with((b"IHDR", bytes(13)), chunks))
    assert read_note(tmp_path / "a.png") == NOTE


def test_an_extended_packet_in_pieces(tmp_path: Path) -> None:
    packet, guid = xmp_packet(NOTE), b"0123456789ABCDEF0123456789ABCDEF"
    pieces = [(place, packet[place : place + 100]) for place in range(0, len(packet), 100)]
    head = b"http://ns.adobe.com/xmp/extension/\0" + guid + struct.pack(">I", len(packet))
    segments = [head + struct.pack(">I", place) + piece for place, piece in reversed(pieces)]
    main = b"http://ns.adobe.com/xap/1.0/\0<x xmlns='y'/>"
    data = b"".join(b"\xff\xe1" + struct.pack(">H", len(each) + 2) + each for each in (main, *segments))
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8" + data + b"\xff\xd9")
    assert read_note(tmp_path / "a.jpg") == NOTE


def test_a_file_made_to_take_long(tmp_path: Path) -> None:
    """312 KiB on which the search for a pattern took 40 s."""
    write_image(tmp_path / "a.jpg", PIXELS)
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole + b"<impasto:recipe>" * 20_000)
    began = time.process_time()
    assert read_note(tmp_path / "a.jpg") is None
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "head", [b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"II*\0\x08\0\0\0", b"\x89PNG\r\n\x1a\n", b"MM\0+"]
)
def test_junk_has_no_note(head: bytes, tmp_path: Path) -> None:
    for rest in (b"", bytes(40), b"\xff" * 40, b"\xe1\0\2" * 20, b"XMP \xff\xff\xff\xff"):
        (tmp_path / "a").write_bytes(head + rest)
        assert read_note(tmp_path / "a") is None
