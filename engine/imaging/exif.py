"""EXIF blocks and orientation: what is still true of the painted picture is kept, the rest is left out."""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from . import resolution
from .notes import note

log = logging.getLogger(__name__)

ORIENTATION = 274
_EXIF_IFD, _GPS_IFD = 34665, 34853
_INTEROPERABILITY_IFD = 0xA005
# ImageDescription, Make, Model, Software, DateTime, Artist, Copyright: any format can keep them as text.
_TEXT_TAGS = (270, 271, 272, 305, 306, 315, 33432)
KEPT_TAGS = (ORIENTATION, *resolution.TAGS, *_TEXT_TAGS)
"""Of a file's main directory."""

# What Pillow raises on malformed metadata.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)

_Any = TypeVar("_Any", bound=np.generic)


def orientation_of(exif: Image.Exif) -> int:
    """The orientation 1..8; 1 where there is none."""
    try:
        orientation = exif.get(ORIENTATION, 1)
    except UNREADABLE:
        return 1
    return orientation if orientation in range(1, 9) else 1


def upright(samples: NDArray[_Any], orientation: int) -> NDArray[_Any]:
    """Turn `(H, W, C)` so that an EXIF orientation of 1..8 becomes 1 (EXIF 2.32, section 4.6.4, tag 274)."""
    if orientation >= 5:
        samples = samples.swapaxes(0, 1)
    mirror_rows = orientation in (3, 4, 7, 8)
    mirror_columns = orientation in (2, 3, 6, 7)
    return samples[:: -1 if mirror_rows else 1, :: -1 if mirror_columns else 1]


def clean_exif(old: Image.Exif) -> bytes | None:
    """The EXIF block to write, or None where there is none.

    The orientation is 1; the thumbnail, the tags that describe the old file's layout, and those that cannot be read or
    written again are left out.
    """
    new = Image.Exif()
    tags = (*_TEXT_TAGS, *(resolution.TAGS if resolution.of_exif(old) else ()))
    new.update(_usable({tag: _value(old, tag) for tag in tags}, 0))
    for ifd in (_EXIF_IFD, _GPS_IFD):
        try:
            tags_of_ifd = dict(old.get_ifd(ifd))
        except UNREADABLE as error:
            note("a part of its EXIF data is damaged and is left out (%s)", error)
            continue
        tags_of_ifd.pop(_INTEROPERABILITY_IFD, None)
        if usable := _usable(tags_of_ifd, ifd):
            new[ifd] = usable
    if not len(new):
        return None
    new[ORIENTATION] = 1
    try:
        return bytes(new.tobytes())
    except UNREADABLE as error:
        note("its EXIF data are damaged and are left out (%s)", error)
        return None


def _value(exif: Image.Exif, tag: int) -> object:
    """A tag's value; None where it has none that can be read."""
    try:
        value: object = exif.get(tag)
    except UNREADABLE:
        return None
    return value


def _usable(tags: Mapping[int, object], ifd: int) -> dict[int, object]:
    """Those tags of a directory that can be written."""
    usable = {}
    for tag, value in tags.items():
        directory = ImageFileDirectory_v2(prefix=b"II", group=ifd or None)
        try:
            directory[tag] = value
            directory.tobytes(0)
        except UNREADABLE as error:
            log.info("EXIF tag %d is left out: %s", tag, error)
        else:
            if value is not None:
                usable[tag] = value
    return usable


def text_tags(exif: bytes | None) -> list[tuple[int, int, int, bytes, bool]]:
    """The texts of an EXIF block, and placeholders for its sub-directories, as tifffile's `extratags`."""
    block = load_exif(exif)
    texts = [(tag, str(block[tag]).encode()) for tag in _TEXT_TAGS if tag in block]
    room = [(ifd + 1, struct.pack("<I", 0)) for ifd in (_EXIF_IFD, _GPS_IFD) if ifd in block]
    return [(tag, 2, 0, text, True) for tag, text in texts] + [(tag, 4, 1, offset, True) for tag, offset in room]


def add_directories(tiff: bytes, exif: bytes | None) -> bytes:
    """Append the EXIF and GPS directories to a little-endian TIFF that tifffile wrote with `text_tags`.

    tifffile refuses to write tags that point into the file. So `text_tags` writes placeholders under the next numbers,
    which no writer uses and which keep the tags in order; here each gets its own number, and its directory's offset.
    """
    block = load_exif(exif)
    with tifffile.TiffFile(io.BytesIO(tiff)) as file:
        entries = {} if file.is_bigtiff else {tag.code - 1: tag for tag in file.pages.first.tags}
    whole = bytearray(tiff)
    for ifd in (_EXIF_IFD, _GPS_IFD):
        if ifd in block and ifd in entries:
            whole += b"\0" * (len(whole) % 2)
            struct.pack_into("<H", whole, entries[ifd].offset, ifd)
            struct.pack_into("<I", whole, entries[ifd].valueoffset, len(whole))
            whole += _directory(block, ifd, len(whole))
    return bytes(whole)


def load_exif(data: bytes | None) -> Image.Exif:
    """The directories of an EXIF block, or of a whole TIFF file; empty where they cannot be read."""
    block = Image.Exif()
    if data:
        try:
            block.load(data)
        except UNREADABLE as error:
            note("its EXIF data are damaged and are left out (%s)", error)
    return block


def _directory(block: Image.Exif, ifd: int, offset: int) -> bytes:
    """One sub-directory as it stands in a little-endian TIFF at `offset`, with no directory after it."""
    directory = ImageFileDirectory_v2(prefix=b"II", group=ifd)
    for tag, value in block.get_ifd(ifd).items():
        directory[tag] = value
    return bytes(directory.tobytes(offset))
