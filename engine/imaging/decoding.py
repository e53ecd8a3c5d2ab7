"""Decoding picture files: Pillow for 8 bits a channel, imagecodecs and tifffile for 16-bit and float PNG and TIFF.

Pillow reads colours of 16 bits as 8 bits, and no float colours.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageCms

from ..arrays import Array
from .exif import load_exif
from .profiles import profile_space

MAX_PIXELS = 500_000_000

_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_DEPTH_AT = 24
_ICC_TAG = 34675
_PLAIN_TIFF = (tifffile.PHOTOMETRIC.MINISWHITE, tifffile.PHOTOMETRIC.MINISBLACK, tifffile.PHOTOMETRIC.RGB)
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
    frames : how many pictures the file holds
    """

    samples: Array
    profile: bytes | None
    exif: Image.Exif
    depth: int
    format: str
    mode: str
    frames: int = 1


def decode(data: bytes) -> Decoded:
    """Decode the first picture of a file.

    Raises
    ------
    PIL.UnidentifiedImageError
        When the bytes are no picture.
    PIL.Image.DecompressionBombError
        When the picture has more than `MAX_PIXELS`.
    EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error
        When the picture is damaged: each decoder raises errors of its own.
    """
    deep = _decode_deep_tiff(data) if data[:4] in _TIFF_HEADS else None
    return deep or _decode_with_pillow(data)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Image.DecompressionBombError(f"{width} x {height} pixels")
    if width * height < 1:
        raise ValueError(f"it has {width} x {height} pixels")


def _decode_deep_tiff(data: bytes) -> Decoded | None:
    """A TIFF with more than 8 bits a channel; None for any other, which Pillow reads."""
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages.first
        kind = page.dtype.kind if page.dtype is not None else ""
        if page.bitspersample <= 8 or kind not in "uf" or page.photometric not in _PLAIN_TIFF:
            return None
        _check_size(page.imagewidth, page.imagelength)
        samples = _tiff_samples(page)
        profile = page.tags.valueof(_ICC_TAG)
        depth = 32 if kind == "f" or page.bitspersample > 16 else 16
        mode = _deep_mode(samples, page.bitspersample)
        return Decoded(samples, profile, load_exif(data), depth, "TIFF", mode, len(file.pages))


def _deep_mode(samples: Array, bits: int) -> str:
    """The mode of a file that Pillow does not decode, such as "RGB;16"."""
    return f"{('L', 'LA', 'RGB', 'RGBA')[samples.shape[2] - 1]};{bits}"


def _tiff_samples(page: tifffile.TiffPage) -> Array:
    """`(H, W, 1..4)` float32 of a gray or RGB page of any integer or float type, with straight alpha."""
    raw = page.asarray()
    planar = page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and page.samplesperpixel > 1
    cube = np.moveaxis(raw, 0, -1) if planar else raw
    cube = cube.reshape(page.imagelength, page.imagewidth, page.samplesperpixel)
    colours = 3 if page.photometric == tifffile.PHOTOMETRIC.RGB else 1
    extras = page.extrasamples
    has_alpha = len(extras) > 0 and extras[0] != tifffile.EXTRASAMPLE.UNSPECIFIED
    samples = _scaled(cube[..., : colours + has_alpha], page.bitspersample)
    if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
        samples[..., 0] = 1.0 - samples[..., 0]
    if has_alpha and extras[0] == tifffile.EXTRASAMPLE.ASSOCALPHA:
        samples[..., :-1] /= np.maximum(samples[..., -1:], 1e-6)
        np.clip(samples, 0.0, 1.0, out=samples)
    return samples


def _scaled(samples: NDArray[np.generic], bits: int) -> Array:
    """Integers of `bits` bits to 0..1; floats are cut to 0..1."""
    if samples.dtype.kind == "f":
        return np.clip(np.nan_to_num(samples.astype(np.float32)), 0.0, 1.0)
    return _divided(samples, 2**bits - 1)


def _divided(samples: NDArray[np.generic], white: int) -> Array:
    scaled = samples.astype(np.float32)
    scaled /= np.float32(white)
    return scaled


def _decode_with_pillow(data: bytes) -> Decoded:
    """Any other file; imagecodecs decodes the pixels of a 16-bit PNG."""
    with _open_with_pillow(data) as image:
        mode, frames, profile = image.mode, getattr(image, "n_frames", 1), image.info.get("icc_profile")
        if data.startswith(_PNG_HEAD) and data[_PNG_DEPTH_AT] == 16:
            samples, depth = _divided(_cube(imagecodecs.png_decode(data)), 65535), 16
            mode = _deep_mode(samples, 16)
        else:
            image.load()
            samples, depth = _pillow_samples(image, profile)
            profile = None if mode in ("CMYK", "LAB") else profile
        return Decoded(samples, profile or None, image.getexif(), depth, image.format or "", mode, frames)


def _open_with_pillow(data: bytes) -> Image.Image:
    """Read the header with MAX_PIXELS as the limit; Pillow's own limit, a global variable, is restored at once."""
    with _open_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, MAX_PIXELS
        try:
            image = Image.open(io.BytesIO(data))
        finally:
            Image.MAX_IMAGE_PIXELS = limit
    _check_size(*image.size)
    return image


def _cube(samples: NDArray[np.generic]) -> NDArray[np.generic]:
    return samples.reshape(*samples.shape[:2], -1)


def _pillow_samples(image: Image.Image, profile: bytes | None) -> tuple[Array, int]:
    """`(H, W, 1..4)` float32 0..1 and the depth of a loaded image of any mode."""
    if image.mode.startswith("I"):
        # Pillow holds 16-bit gray in 32-bit integers where the format allows any maximum (PGM).
        return np.clip(_divided(_cube(np.asarray(image)), 65535), 0.0, 1.0), 16
    if image.mode == "F":
        return _scaled(_cube(np.asarray(image)), 32), 32
    return _divided(_cube(np.asarray(_plain_mode(image, profile))), 255), 8


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
