"""What can be wrong with an input, found before it is decoded where possible, and said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import InputError

_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067
_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"styp", b"sidx", b"mfra", b"uuid", b"meta")


def damaged(file: Path, reason: str) -> InputError:
    """The error of a file that cannot be decoded."""
    return InputError(
        "{file} is damaged or cut short: {reason}.",
        "Copy or download it again.",
        code="clip-damaged",
        file=str(file),
        reason=reason.rstrip("."),
    )


def broken(file: Path, index: int) -> InputError:
    """The error of a clip that is damaged from a frame on."""
    if index == 0:
        return damaged(file, "its first frame cannot be decoded")
    return InputError(
        "{file} is damaged at frame {index}.",
        "Copy it again, or paint only the {index} frames before.",
        code="clip-damaged-at",
        file=str(file),
        index=index,
    )


def check_file(file: Path) -> None:
    """Check that there is a file, that it is not empty, and as long as its container says.

    Raises
    ------
    InputError
        When it is not.
    """
    try:
        with file.open("rb") as stream:
            size = file.stat().st_size
            expected = expected_size(stream, size)
    except FileNotFoundError:
        raise InputError("{file} does not exist.", "Check the name and the folder.", file=str(file)) from None
    except OSError as error:
        if file.is_dir():
            raise InputError("{file} is a folder.", "Give a video or an animation.", file=str(file)) from None
        values = {"file": str(file), "reason": error.strerror or str(error)}
        raise InputError("{file} cannot be read: {reason}.", "Check its permissions.", **values) from None
    if size == 0:
        raise InputError("{file} is empty.", "Copy or download it again.", code="empty-file", file=str(file))
    if expected > size:
        raise damaged(file, f"{size:,} bytes are there, of at least {expected:,}")


def expected_size(stream: BinaryIO, size: int) -> int:
    """How many bytes a file of MP4, MOV, Matroska, WebM, AVI or WebP has to have; of other formats its `size`."""
    head = stream.read(12)
    if head[4:8] in _BOXES:
        return max(_ends_of_boxes(stream, size))
    if int.from_bytes(head[:4], "big") == _EBML:
        return _end_of_segment(stream, size)
    if head[:4] == b"RIFF":
        return int.from_bytes(head[4:8], "little") + 8
    return size


def _ends_of_boxes(stream: BinaryIO, size: int) -> Iterator[int]:
    """Where the boxes of MP4 and MOV end (ISO/IEC 14496-12, section 4.2)."""
    place = 0
    while place + 8 <= size:
        stream.seek(place)
        head = stream.read(16)
        length = int.from_bytes(head[:4], "big")
        if head[4:8] not in _BOXES:
            break
        if length == 1:
            length = int.from_bytes(head[8:], "big")
        if length < 8:
            break
        place += length
        yield place
    yield size


def _end_of_segment(stream: BinaryIO, size: int) -> int:
    """Where Matroska's segment ends (RFC 8794, sections 5 and 6); `size` where it was written as a stream."""
    stream.seek(4)
    length = _element_size(stream)
    if length is None:
        return size
    stream.seek(length, 1)
    if int.from_bytes(stream.read(4), "big") != _SEGMENT:
        return size
    length = _element_size(stream)
    return size if length is None else stream.tell() + length


def _element_size(stream: BinaryIO) -> int | None:
    first = stream.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] - (1 << (7 - more))]) + stream.read(more), "big")
    return None if value == (1 << 7 * (more + 1)) - 1 else value
