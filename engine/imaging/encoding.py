"""Encoders: samples and what a file holds beside them, as bytes, for each format that can be written.

No metadata makes an encoder fail: what it refuses is left out, with a warning.
"""

from __future__ import annotations

import io
import logging
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from .exif import add_directories, text_tags
from .metadata import jpeg_segment, png_text, xmp_packet
from .resolution import INCH, Resolution, per_metre, with_resolution

log = logging.getLogger(__name__)

Samples = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]
"""(H, W, 1..4), of the type that fits the depth."""

_JPEG_MARKER_BYTES = 65_000
_PNG_LEVEL = 4
_XMP_TAG, _ICC_TAG = 700, 34675
_QUALITY = 95

REFUSALS = (ArithmeticError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error)
"""What encoders raise on pixels or metadata that they cannot write."""

_LEFT_OUT = {"exif": "EXIF data", "profile": "colour profile", "resolution": "resolution", "note": "recipe"}
"""Of the extras, in the order in which they are left out."""


@dataclass(frozen=True)
class Extras:
    """What a file holds beside its pixels: ICC profile, EXIF block, a note (see metadata.py), pixels per inch."""

    profile: bytes | None = None
    exif: bytes | None = None
    note: str | None = None
    resolution: Resolution | None = None


@dataclass(frozen=True)
class Format:
    """A file format: its encoder, and what it can hold; `longest` is the most pixels that a side may have."""

    name: str
    encode: Callable[[Samples, Extras], bytes]
    longest: int
    depths: tuple[int, ...] = (8,)
    alpha: bool = False
    gray: bool = False
    profile: bool = True

    def depth_for(self, wanted: int) -> int:
        """The smallest depth that keeps `wanted` bits, else the deepest there is."""
        return min((depth for depth in self.depths if depth >= wanted), default=max(self.depths))


def encode(form: Format, samples: Samples, extras: Extras) -> bytes:
    """A file's bytes; of the extras, those that the encoder refuses are left out, one after another, with a warning.

    Raises
    ------
    Exception
        One of `REFUSALS`, when the encoder refuses the pixels themselves.
    """
    left_out: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, on metadata
        for name in [name for name in _LEFT_OUT if getattr(extras, name)]:
            try:
                data = form.encode(samples, extras)
                break
            except REFUSALS as error:
                log.debug("%s refused the picture with its %s", form.name, name, exc_info=error)
                left_out.append(_LEFT_OUT[name])
                extras = replace(extras, **{name: None})
        else:
            data = form.encode(samples, extras)
    if left_out:
        log.warning("%s cannot hold this picture's %s, which is left out.", form.name, " and ".join(left_out))
    return data


def _encode_png(samples: Samples, extras: Extras) -> bytes:
    """PNG of 8 or 16 bits; the encoder writes pixels only, so metadata is inserted after the header (IHDR)."""
    png = bytes(imagecodecs.png_encode(_without_gray_axis(samples), _PNG_LEVEL))
    header_end = 8 + 25
    chunks = b""
    if extras.profile:
        chunks += _png_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(extras.profile))
    if extras.resolution:
        chunks += _png_chunk(b"pHYs", struct.pack(">IIB", *per_metre(extras.resolution), 1))
    if extras.exif:
        chunks += _png_chunk(b"eXIf", extras.exif.removeprefix(b"Exif\0\0"))
    if extras.note:
        chunks += _png_chunk(b"iTXt", png_text(extras.note))
    return png[:header_end] + chunks + png[header_end:]


def _png_chunk(name: bytes, data: bytes) -> bytes:
    """Length, name, data and checksum (PNG specification, section 5.3)."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _encode_tiff(samples: Samples, extras: Extras) -> bytes:
    """Little-endian TIFF of 8, 16 or 32 (float) bits, losslessly compressed."""
    channels = samples.shape[2]
    xmp = xmp_packet(extras.note) if extras.note else None
    blocks = ((_XMP_TAG, 1, xmp), (_ICC_TAG, 7, extras.profile))
    tags = [(tag, kind, len(data), data, True) for tag, kind, data in blocks if data]
    stream = io.BytesIO()
    tifffile.imwrite(
        stream,
        _without_gray_axis(samples),
        byteorder="<",
        photometric="rgb" if channels > 2 else "minisblack",
        planarconfig="contig" if channels > 1 else None,
        extrasamples=["unassalpha"] if channels in (2, 4) else None,
        compression="zlib",
        predictor=samples.dtype != np.float32,
        resolution=extras.resolution,
        resolutionunit=INCH if extras.resolution else None,
        metadata=None,
        software=False,
        extratags=text_tags(extras.exif) + tags,
    )
    return add_directories(stream.getvalue(), extras.exif)


def _encode_jpeg(samples: Samples, extras: Extras) -> bytes:
    """JPEG at quality 95 with full colour resolution; EXIF or a note too long for its segment is left out."""
    exif, packet = extras.exif or b"", xmp_packet(extras.note) if extras.note else b""
    for name, data in (("EXIF data", exif), ("recipe", packet)):
        if len(data) > _JPEG_MARKER_BYTES:
            log.warning("The %s is too long for JPEG and is left out.", name)
    return _encode_with_pillow(
        samples,
        "JPEG",
        quality=_QUALITY,
        subsampling=0,
        icc_profile=extras.profile,
        exif=exif if len(exif) <= _JPEG_MARKER_BYTES else b"",
        dpi=_jpeg_density(extras.resolution),
        extra=jpeg_segment(packet) if 0 < len(packet) <= _JPEG_MARKER_BYTES else b"",
    )


def _jpeg_density(resolution: Resolution | None) -> Resolution:
    """What the 16 bits of JFIF can say; zeros where they cannot."""
    return resolution if resolution and max(resolution) <= 65535 else (0, 0)


def _encode_webp(samples: Samples, extras: Extras) -> bytes:
    packet = xmp_packet(extras.note) if extras.note else b""
    exif = with_resolution(extras.exif, extras.resolution) or b""  # WebP has no other place for it
    return _encode_with_pillow(samples, "WEBP", quality=_QUALITY, icc_profile=extras.profile, exif=exif, xmp=packet)


def _encode_bmp(samples: Samples, extras: Extras) -> bytes:
    """BMP holds pixels and their resolution alone."""
    return _encode_with_pillow(samples, "BMP", dpi=extras.resolution or (0, 0))


def _encode_with_pillow(samples: Samples, name: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(_without_gray_axis(samples)).save(stream, name, **options)
    return stream.getvalue()


def _without_gray_axis(samples: Samples) -> Samples:
    """(H, W) of gray samples (H, W, 1), as encoders want them; others as they are."""
    return samples[..., 0] if samples.shape[2] == 1 else samples


_PNG_FORMAT = Format("PNG", _encode_png, longest=1_000_000, depths=(8, 16), alpha=True, gray=True)
_TIFF_FORMAT = Format("TIFF", _encode_tiff, longest=2**31 - 1, depths=(8, 16, 32), alpha=True, gray=True)
_JPEG_FORMAT = Format("JPEG", _encode_jpeg, longest=65_500, gray=True)
FORMATS = {
    ".png": _PNG_FORMAT,
    ".tif": _TIFF_FORMAT,
    ".tiff": _TIFF_FORMAT,
    ".jpg": _JPEG_FORMAT,
    ".jpeg": _JPEG_FORMAT,
    ".webp": Format("WebP", _encode_webp, longest=16_383, alpha=True),
    ".bmp": Format("BMP", _encode_bmp, longest=2**31 - 1, profile=False),
}
"""The formats that can be written, by their suffixes. The sides are the limits of libpng, libjpeg and libwebp."""
