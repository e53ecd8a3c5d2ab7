"""Decoding picture files: Pillow for 8 bits a channel, imagecodecs and tifffile for 16-bit and float PNG and TIFF.

Pillow reads colours of 16 bits as 8 bits, and no float colours. Of its formats only those in `FORMATS` are tried: some
others start programs.
"""

from __future__ import annotations

import functools
import io
import logging
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from PIL import Image, ImageCms, UnidentifiedImageError

from ..arrays import Array
from . import jpeg, png, resolution, tiff
from .exif import ORIENTATION, UNREADABLE, load_exif, orientation_of
from .kinds import check_kind
from .notes import note
from .profiles import profile_space
from .resolution import Resolution
from .room import check_size
from .samples import cube, divided, signed_range, unit_range

log = logging.getLogger(__name__)

FORMATS = (
    *("AVIF", "BMP", "CUR", "DCX", "DDS", "DIB", "FLI", "GIF", "ICNS", "ICO", "JPEG", "JPEG2000", "MSP", "PCX", "PNG"),
    *("PPM", "PSD", "QOI", "SGI", "SUN", "TGA", "TIFF", "WEBP", "XBM", "XPM"),
)
"""Pillow's names of the formats that are read. EPS is none of them: Pillow starts Ghostscript on it."""

_ANIMATIONS = ("GIF", "PNG", "WEBP", "AVIF", "FLI", "DCX")
"""Formats in which further pictures are frames. TIFF has pages (tiff.py); others have layers, sizes, or additions of a
camera's."""

_open_lock = threading.Lock()


@dataclass(frozen=True)
class Decoded:
    """A decoded file, before orientation and profile are applied.

    Attributes
    ----------
    samples : (H, W, 1..4) float32, 0..1: gray, gray + alpha, RGB or RGBA, straight alpha
    profile : ICC profile of the samples, unchecked
    exif : with the orientation that is still to be applied
    depth, format, mode : as in `Picture`
    frames : how many pictures of its own the file holds
    resolution : pixels per inch as the format itself says them, not EXIF
    """

    samples: Array
    profile: bytes | None
    exif: Image.Exif
    depth: int
    format: str
    mode: str
    frames: int = 1
    resolution: Resolution | None = None


def decode(data: bytes) -> Decoded:
    """Decode the picture in a file; of several the first.

    Raises
    ------
    Refusal
        It is too large for the memory, or is known to be no picture.
    PIL.UnidentifiedImageError
        No decoder knows the file.
    Exception
        One of `reading.DAMAGE`, when the picture is damaged: each decoder raises errors of its own.
    """
    check_kind(data)
    if data.startswith(png.HEAD):
        return _decode_png(data)
    if data[:4] in tiff.HEADS:
        return _decode_tiff(data)
    if data.startswith(jpeg.HEAD):
        return _decode_jpeg(data)
    return _decode_with_pillow(data)


def _decode_png(data: bytes) -> Decoded:
    """A PNG file; imagecodecs decodes the pixels of 16 bits."""
    parts = png.parse(data)
    exif = load_exif(parts.exif)
    with _open_with_pillow(parts.pixels) as image:
        if parts.depth == 16:
            samples = divided(cube(imagecodecs.png_decode(parts.pixels)), 65535)
            decoded = Decoded(samples, parts.profile, exif, 16, "PNG", _deep_mode(samples, 16))
        else:
            image.load()
            samples, depth = _pillow_samples(image, None)
            decoded = Decoded(samples, parts.profile, exif, depth, "PNG", image.mode)
    return replace(decoded, frames=parts.frames, resolution=parts.resolution)


def _decode_tiff(data: bytes) -> Decoded:
    """A TIFF file: tifffile decodes pages of more than 8 bits, Pillow all others."""
    try:
        found = tiff.parse(data)
    except (*UNREADABLE, tifffile.TiffFileError) as error:
        log.debug("tifffile cannot read the file: %s", error)
        return _decode_with_pillow(data)
    try:
        decoded = _decode_plain_tiff(found) if found.is_deep else _decode_with_pillow(found.data)
    except UnidentifiedImageError:
        if not found.is_plain:
            raise
        decoded = _decode_plain_tiff(found)
    else:
        if not found.is_deep and ORIENTATION in found.page.tags:  # Pillow may have applied it
            found.exif[ORIENTATION] = orientation_of(decoded.exif)
    return replace(decoded, exif=found.exif, frames=found.frames)


def _decode_plain_tiff(found: tiff.Tiff) -> Decoded:
    samples, profile, depth = tiff.samples_of(found.page)
    return Decoded(samples, profile, found.exif, depth, "TIFF", _deep_mode(samples, found.page.bitspersample))


def _decode_jpeg(data: bytes) -> Decoded:
    """A JPEG file; where its metadata stop the decoder, without them."""
    try:
        return _decode_with_pillow(data)
    except UNREADABLE as error:
        plain = jpeg.without_metadata(data)
        decoded = _decode_with_pillow(plain)
        note("its metadata are damaged and are left out (%s)", error)
        return decoded


def _deep_mode(samples: Array, bits: int) -> str:
    """The mode of a file that Pillow does not decode, such as "RGB;16"."""
    return f"{('L', 'LA', 'RGB', 'RGBA')[samples.shape[2] - 1]};{bits}"


def _decode_with_pillow(data: bytes) -> Decoded:
    """Any other file."""
    with _open_with_pillow(data) as image:
        mode, kind, profile = image.mode, image.format or "", image.info.get("icc_profile")
        density = _density(image.info, kind)
        image.load()
        samples, depth = _pillow_samples(image, profile)
        profile = None if mode in ("CMYK", "LAB") else profile
        return Decoded(samples, profile or None, _exif_of(image), depth, kind, mode, _frames(image), density)


def _frames(image: Image.Image) -> int:
    """How many frames an image has; 1 where they cannot be counted."""
    if image.format not in _ANIMATIONS:
        return 1
    try:
        return int(getattr(image, "n_frames", 1))
    except (*UNREADABLE, EOFError):
        return 1


def _exif_of(image: Image.Image) -> Image.Exif:
    """The tags of an image; none where they cannot be read."""
    try:
        return image.getexif()
    except UNREADABLE as error:
        note("its EXIF data are damaged and are left out (%s)", error)
        return Image.Exif()


def _density(info: Mapping[Any, Any], kind: str) -> Resolution | None:
    """Pixels per inch where the format says so; Pillow makes up 72 for a JPEG without them."""
    if kind in ("JPEG", "MPO") and info.get("jfif_unit") not in (1, 2):
        return None
    density = info.get("dpi")
    return resolution.checked(*density) if isinstance(density, tuple) and len(density) == 2 else None


@functools.cache
def _formats() -> tuple[str, ...]:
    """Those of `FORMATS` that this Pillow has."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _open_with_pillow(data: bytes) -> Image.Image:
    """Read the header with MAX_PIXELS as the limit; Pillow's own limit, a global variable, is restored at once."""
    with _open_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            image = Image.open(io.BytesIO(data), formats=_formats())
        finally:
            Image.MAX_IMAGE_PIXELS = limit
    check_size(*image.size)
    return image


def _pillow_samples(image: Image.Image, profile: bytes | None) -> tuple[Array, int]:
    """`(H, W, 1..4)` float32 0..1 and the depth of a loaded image of any mode."""
    if image.mode.startswith("I"):
        # Pillow holds 16-bit gray in 32-bit integers where the format allows any maximum (PGM).
        return signed_range(cube(np.asarray(image))), 16
    if image.mode == "F":
        return unit_range(cube(np.asarray(image)), 32), 32
    return divided(cube(np.asarray(_plain_mode(image, profile))), 255), 8


def _plain_mode(image: Image.Image, profile: bytes | None) -> Image.Image:
    """L, LA, RGB or RGBA: palettes looked up, transparent colours as alpha, CMYK and Lab as sRGB."""
    if image.mode in ("CMYK", "LAB"):
        return _from_cmyk_or_lab(image, profile)
    if image.mode in ("1", "L", "LA", "La"):
        return image.convert("LA" if image.mode in ("LA", "La") or "transparency" in image.info else "L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _from_cmyk_or_lab(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB through the CMYK profile, or Pillow's rough conversion where there is none."""
    if image.mode == "LAB":
        source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    elif profile and profile_space(profile) == "CMYK":
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    else:
        return image.convert("RGB")
    srgb, intent = ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC
    try:
        converted = ImageCms.profileToProfile(
            image, source, srgb, intent, outputMode="RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION
        )
    except ImageCms.PyCMSError:
        return image.convert("RGB")
    return converted or image
