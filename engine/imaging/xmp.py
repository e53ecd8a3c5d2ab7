"""The recipe in an XMP packet (ISO 16684-1), however a program has written it: as an element or an attribute, with any
prefix and any encoding.

Packets come from anywhere. The parser is expat; it gets no document type, so no entities, and neither large packets
nor deep ones.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape

NAMESPACE, PROPERTY = "urn:impasto:1.0:", "recipe"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:impasto="urn:impasto:1.0:"><impasto:recipe>{}</impasto:recipe></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

_LARGEST, _DEEPEST = 1 << 24, 100
_MOST_SCANNED = 16
_BEGIN, _END = b"<x:xmpmeta", b"</x:xmpmeta>"


class _Stop(Exception):  # noqa: N818 - ends the parser, in a good way or a bad one
    """The property is complete, or the packet is none that is read."""


def packet(note: str) -> bytes:
    """An XMP packet whose one property is the note."""
    return _PACKET.format(escape(note)).encode()


def property_of(data: bytes) -> str | None:
    """The recipe in a packet; None where there is none, or the packet is damaged before it."""
    if len(data) > _LARGEST:
        return None
    reader = _Reader()
    with contextlib.suppress(expat.ExpatError, _Stop, ValueError):
        reader.parse(data.strip(b"\0"))
    return reader.value


def scan(data: bytes) -> Iterator[bytes]:
    """The packets in a file whose format is not known, found by their outermost element; the first few."""
    place = 0
    for _ in range(_MOST_SCANNED):
        begin = data.find(_BEGIN, place)
        end = data.find(_END, begin)
        if begin < 0 or end < 0:
            return
        place = end + len(_END)
        yield data[begin:place]


def _is_property(name: str) -> bool:
    """Whether expat's name of an element or attribute is ours; Exiv2 ends every namespace in a slash."""
    namespace, _, local = name.rpartition(" ")
    return local == PROPERTY and namespace.rstrip(":/#") == NAMESPACE.rstrip(":")


class _Reader:
    """Reads one packet up to the end of the property; `value` is what was found."""

    def __init__(self) -> None:
        self.value: str | None = None
        self._text: list[str] | None = None
        self._depth = self._began = 0

    def parse(self, data: bytes) -> None:
        """Read a packet."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Stop
        if self._text is None:
            self.value = next((value for each, value in attributes.items() if _is_property(each)), None)
            if self.value is not None:
                raise _Stop
        if self._text is None and _is_property(name):
            self._text, self._began = [], self._depth

    def _end(self, _: str) -> None:
        if self._text is not None and self._depth == self._began:
            self.value = "".join(self._text).strip()
            raise _Stop
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _refuse(self, *_: object) -> None:
        raise _Stop
