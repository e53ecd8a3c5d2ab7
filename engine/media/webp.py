"""Writing an animated WebP frame by frame: Pillow codes each frame as a picture, which goes into the file at once.

Encoders of whole animations keep all coded frames in memory. The container is described in
developers.google.com/speed/webp/docs/riff_container.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_ANIMATED, _ALPHA = 0x02, 0x10
_DO_NOT_BLEND = 0x02
_LONGEST = 2**24 - 1


class WebpWriter:
    """Frames into an open file; `finish` completes it."""

    def __init__(self, file: BinaryIO, width: int, height: int, alpha: bool, loops: int, quality: int) -> None:
        self._file, self._quality = file, quality
        self._size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
        flags = _ANIMATED | (_ALPHA if alpha else 0)
        file.write(b"RIFF\0\0\0\0WEBP")
        file.write(_chunk(b"VP8X", struct.pack("<I", flags) + self._size))
        file.write(_chunk(b"ANIM", struct.pack("<IH", 0, loops)))

    def add(self, pixels: NDArray[np.uint8], milliseconds: int) -> None:
        """Append a frame (H, W, 3|4) that covers the whole picture; lossless at quality 100."""
        data = io.BytesIO()
        image = Image.fromarray(pixels)
        image.save(data, "WEBP", quality=self._quality, lossless=self._quality == 100, exact=True, method=4)
        shown = struct.pack("<I", min(milliseconds, _LONGEST))[:3] + bytes([_DO_NOT_BLEND])
        picture = b"".join(_chunk(name, part) for name, part in _chunks(data.getvalue()) if name in _PICTURE)
        self._file.write(_chunk(b"ANMF", bytes(6) + self._size + shown + picture))

    def finish(self) -> None:
        """Write the length of the file into its header."""
        length = self._file.tell()
        self._file.seek(4)
        self._file.write(struct.pack("<I", length - 8))
        self._file.seek(length)


_PICTURE = (b"ALPH", b"VP8 ", b"VP8L")


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _chunks(webp: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place + 8 <= len(webp):
        name, length = struct.unpack("<4sI", webp[place : place + 8])
        yield name, webp[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
