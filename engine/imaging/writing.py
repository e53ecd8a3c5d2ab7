"""Writing picture files atomically: the format of the suffix, with the depth and the profile of the content."""

from __future__ import annotations

import io
import logging
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from engine.errors import InputError

from ..arrays import Array
from ..files import write_atomically
from .exif import add_directories, resolution, text_tags
from .metadata import jpeg_segment, png_text, xmp_packet
from .profiles import ProfileError, from_srgb
from .reading import Picture

log = logging.getLogger(__name__)

Samples = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]
"""(H, W, 1..4), of the type that fits the depth."""

_JPEG_MARKER_BYTES = 65_000
_PNG_LEVEL = 4
_XMP_TAG, _ICC_TAG = 700, 34675
_QUALITY = 95


@dataclass(frozen=True)
class _Extras:
    """What a file holds beside its pixels: ICC profile, EXIF block, a note (see metadata.py)."""

    profile: bytes | None
    exif: bytes | None
    note: str | None


@dataclass(frozen=True)
class _Format:
    """A file format: its encoder, and what it can hold."""

    encode: Callable[[Samples, _Extras], bytes]
    depths: tuple[int, ...] = (8,)
    alpha: bool = False
    gray: bool = False
    profile: bool = True

    def depth_for(self, wanted: int) -> int:
        """The smallest depth that keeps `wanted` bits, else the deepest there is."""
        return min((depth for depth in self.depths if depth >= wanted), default=max(self.depths))


def check_writable(path: str | os.PathLike[str]) -> None:
    """Check before a long computation that its result can be saved.

    Raises
    ------
    InputError
        When the suffix is unknown, the folder is missing or protected, or the path is a folder or a protected file.
    """
    file = Path(path)
    if file.suffix.lower() not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise InputError(f"{file} cannot be written: its format is not known by its suffix.", f"Use one of {known}.")
    check_place(file)


def check_place(file: Path) -> None:
    """Check that a file can be created or replaced.

    Raises
    ------
    InputError
        When the folder is missing or protected, or the path is a folder or a protected file.
    """
    folder = file.resolve().parent
    if file.is_dir():
        raise InputError(f"{file} cannot be written: it is a folder.", "Give the name of a file.")
    if not folder.is_dir():
        raise InputError(f"{file} cannot be written: the folder {folder} does not exist.", "Create it first.")
    if not os.access(folder, os.W_OK | os.X_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise InputError(f"{file} cannot be written: permission is denied.", "Choose another folder or name.")


def write_image(
    path: str | os.PathLike[str], pixels: Array, like: Picture | None = None, note: str | None = None
) -> None:
    """Write a picture in the format of the path's suffix; an existing file is replaced only by a complete one.

    Parameters
    ----------
    path : ends in .png, .tif, .tiff, .jpg, .jpeg, .webp or .bmp
    pixels : (H, W, 3|4) float32, sRGB-coded 0..1, straight alpha; clipped; on white where the format has no alpha
    like : the content: its depth, profile and EXIF are kept where the format can hold them, and gray stays gray if the
        pixels have no colour; default: 8 bits, sRGB
    note : a text to embed, which `read_note` reads; BMP cannot hold one

    Raises
    ------
    InputError
        As `check_writable`, and when the disk is full or the format cannot hold a picture of this size.
    """
    check_writable(path)
    file = Path(path)
    form, like = _FORMATS[file.suffix.lower()], like or Picture(pixels)
    depth = form.depth_for(like.depth)
    samples, profile = _in_profile(file, _on_white(file, pixels, form), form, like, depth)
    try:
        data = form.encode(_quantised(samples, depth), _Extras(profile, like.exif, note))
    except (OSError, RuntimeError, ValueError, struct.error) as error:
        size = f"{pixels.shape[1]} x {pixels.shape[0]} pixels"
        hint = "Choose another format, such as PNG."
        raise InputError(f"{file} cannot be written: its format refuses {size} ({error}).", hint) from error
    _replace(file, data)


def _on_white(file: Path, pixels: Array, form: _Format) -> Array:
    """The pixels as they are, or on white where the format holds no alpha."""
    if pixels.shape[2] == 3 or form.alpha:
        return pixels
    colour, alpha = pixels[..., :3], pixels[..., 3:]
    if alpha.min() >= 1.0:
        return colour
    log.warning("%s cannot hold transparency: it is shown on white. Write PNG to keep it.", file)
    flat: Array = colour * alpha + (1.0 - alpha)
    return flat


def _in_profile(file: Path, pixels: Array, form: _Format, like: Picture, depth: int) -> tuple[Array, bytes | None]:
    """`(H, W, 1..4)` in the content's profile, and the profile to embed; sRGB and None where it cannot be used."""
    colour, alpha = np.clip(pixels[..., :3], 0.0, 1.0), pixels[..., 3:]
    gray = form.gray and like.gray and _is_neutral(colour, depth)
    profile = like.profile if form.profile and gray == like.gray else None
    if profile is not None:
        try:
            colour = from_srgb(colour, profile, 1 if gray else 3)
        except ProfileError as error:
            log.warning("%s: %s; it is written in sRGB.", file, error)
            profile = None
    return np.concatenate([colour[..., :1] if gray else colour, alpha], axis=2), profile


def _is_neutral(colour: Array, depth: int) -> bool:
    """Whether red, green and blue differ by less than half a step of the file."""
    half_step = 0.5 / (2 ** min(depth, 16) - 1)
    return bool(np.ptp(colour, axis=2).max() < half_step)


def _quantised(samples: Array, depth: int) -> Samples:
    """0..1 to the nearest of 256 or 65536 steps; 32 stays float32."""
    if depth == 32:
        return np.ascontiguousarray(samples, dtype=np.float32)
    steps = np.clip(samples, 0.0, 1.0) * np.float32(2**depth - 1)
    steps += np.float32(0.5)
    return np.ascontiguousarray(steps.astype(np.uint8 if depth == 8 else np.uint16))


def _replace(file: Path, data: bytes) -> None:
    """Write all or nothing."""
    try:
        write_atomically(file, data)
    except OSError as error:
        hint = "Free some space or choose another folder."
        raise InputError(f"{file} cannot be written: {error.strerror or error}.", hint) from error


def _encode_png(samples: Samples, extras: _Extras) -> bytes:
    """PNG of 8 or 16 bits; the encoder writes pixels only, so metadata is inserted after the header (IHDR)."""
    png = bytes(imagecodecs.png_encode(_without_gray_axis(samples), _PNG_LEVEL))
    header_end = 8 + 25
    chunks = b""
    if extras.profile:
        chunks += _png_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(extras.profile))
    if extras.exif:
        chunks += _png_chunk(b"eXIf", extras.exif.removeprefix(b"Exif\0\0"))
    if extras.note:
        chunks += _png_chunk(b"iTXt", png_text(extras.note))
    return png[:header_end] + chunks + png[header_end:]


def _png_chunk(name: bytes, data: bytes) -> bytes:
    """Length, name, data and checksum (PNG specification, section 5.3)."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _encode_tiff(samples: Samples, extras: _Extras) -> bytes:
    """Little-endian TIFF of 8, 16 or 32 (float) bits, losslessly compressed."""
    channels = samples.shape[2]
    density, unit = resolution(extras.exif) or (None, None)
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
        resolution=density,
        resolutionunit=unit,
        metadata=None,
        software=False,
        extratags=text_tags(extras.exif) + tags,
    )
    return add_directories(stream.getvalue(), extras.exif)


def _encode_jpeg(samples: Samples, extras: _Extras) -> bytes:
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
        extra=jpeg_segment(packet) if 0 < len(packet) <= _JPEG_MARKER_BYTES else b"",
    )


def _encode_webp(samples: Samples, extras: _Extras) -> bytes:
    packet = xmp_packet(extras.note) if extras.note else b""
    return _encode_with_pillow(
        samples, "WEBP", quality=_QUALITY, icc_profile=extras.profile, exif=extras.exif or b"", xmp=packet
    )


def _encode_bmp(samples: Samples, extras: _Extras) -> bytes:  # noqa: ARG001 - BMP holds pixels alone
    return _encode_with_pillow(samples, "BMP")


def _encode_with_pillow(samples: Samples, name: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(_without_gray_axis(samples)).save(stream, name, **options)
    return stream.getvalue()


def _without_gray_axis(samples: Samples) -> Samples:
    """(H, W) of gray samples (H, W, 1), as encoders want them; others as they are."""
    return samples[..., 0] if samples.shape[2] == 1 else samples


_PNG_FORMAT = _Format(_encode_png, depths=(8, 16), alpha=True, gray=True)
_TIFF_FORMAT = _Format(_encode_tiff, depths=(8, 16, 32), alpha=True, gray=True)
_JPEG_FORMAT = _Format(_encode_jpeg, gray=True)
_FORMATS = {
    ".png": _PNG_FORMAT,
    ".tif": _TIFF_FORMAT,
    ".tiff": _TIFF_FORMAT,
    ".jpg": _JPEG_FORMAT,
    ".jpeg": _JPEG_FORMAT,
    ".webp": _Format(_encode_webp, alpha=True),
    ".bmp": _Format(_encode_bmp, profile=False),
}
SUFFIXES = tuple(_FORMATS)
"""Of the formats that can be written."""
