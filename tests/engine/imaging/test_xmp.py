"""The recipe in XMP packets as programs write them, and as nobody should."""

from __future__ import annotations

import time

import pytest

from engine.imaging.xmp import packet, property_of, scan

NOTE = '{"file": "a <b> & \\"ü\\".png"}'
ESCAPED = NOTE.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
OURS = 'xmlns:{}="urn:impasto:1.0:"'
WRITTEN = {
    "as an attribute": f'{RDF}<rdf:Description {OURS.format("impasto")} impasto:recipe="{ESCAPED}"/></rdf:RDF>',
    "with another prefix": f'{RDF}<rdf:Description {OURS.format("ns1")} ns1:recipe="{ESCAPED}"/></rdf:RDF>',
    "prefix declared outside": f"<x {OURS.format('p')}>{RDF}<rdf:Description><p:recipe>{ESCAPED}</p:recipe>"
    "</rdf:Description></rdf:RDF></x>",
    "as the default namespace": f'{RDF}<recipe xmlns="urn:impasto:1.0:">{ESCAPED}</recipe></rdf:RDF>',
    "as a list": f"{RDF}<rdf:Description {OURS.format('i')}><i:recipe>\n <rdf:Alt>\n  <rdf:li>{ESCAPED}</rdf:li>\n"
    " </rdf:Alt>\n</i:recipe></rdf:Description></rdf:RDF>",
    "by Exiv2, as in GIMP and darktable": f'{RDF} <rdf:Description rdf:about="" xmlns:impasto="urn:impasto:1.0:/" '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/" impasto:recipe="{ESCAPED}" dc:title="hello"/> </rdf:RDF>',
    "as CDATA": f"{RDF}<i:recipe {OURS.format('i')}><![CDATA[{NOTE}]]></i:recipe></rdf:RDF>",
    "after others": f'{RDF}<rdf:Description xmlns:dc="x" dc:recipe="no"/>'
    '<dc:recipe xmlns:dc="urn:impasto:1.1:">no</dc:recipe>'
    f"<i:recipe {OURS.format('i')}>{ESCAPED}</i:recipe></rdf:RDF>",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_however_it_is_written(text: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        assert property_of(text.encode(encoding)) == NOTE
    padded = f'<?xpacket begin="\ufeff" id="x"?>{text}\n{" " * 2000}\n<?xpacket end="w"?>'.encode() + bytes(3)
    assert property_of(padded) == NOTE


def test_our_own_packet_and_damage() -> None:
    whole = packet(NOTE)
    assert property_of(whole) == NOTE
    assert property_of(whole[:-60]) == NOTE  # cut behind it
    assert property_of(whole[: whole.index(b"</impasto")]) is None
    assert property_of(b"") is property_of(b"text") is property_of(bytes(9)) is None


def test_entities_depth_and_size_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    recipe = f"<i:recipe {OURS.format('i')}>&l11;</i:recipe>"
    assert property_of(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{recipe}'.encode()) is None
    file = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><i:recipe {OURS.format("i")}>&f;</i:recipe>'
    assert property_of(file.encode()) is None
    assert property_of(b"<a>" * 100_000 + packet(NOTE)) is None
    assert property_of(packet("x" * (1 << 24))) is None


@pytest.mark.parametrize(
    "data",
    [
        b"<impasto:recipe>" * 20_000,
        b"<x:xmpmeta>" * 30_000,
        (b"<x:xmpmeta>" * 20 + b"</x:xmpmeta>") * 1500,
        b"<x:xmpmeta" + b" a='1'" * 60_000 + b"/></x:xmpmeta>",
    ],
    ids=range(4),
)
def test_time_grows_with_the_size_alone(data: bytes) -> None:
    """A search for a pattern took 40 s on such files of 312 KiB."""
    began = time.process_time()
    assert [property_of(found) for found in scan(data)].count(None) <= 16
    assert property_of(data) is None
    assert time.process_time() - began < 2


def test_packets_are_found_between_anything() -> None:
    one, other = (packet(note).split(b"?>", 1)[1] for note in ("1", "2"))
    found = list(scan(b"before" + one + b"between" + other + b"<x:xmpmeta"))
    assert [property_of(each) for each in found] == ["1", "2"]
