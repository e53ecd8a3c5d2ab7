"""Reading picture files: every format of Pillow, and 16-bit and float PNG and TIFF at their full depth."""

from __future__ import annotations

import logging
import os
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from PIL import UnidentifiedImageError

from engine.errors import InputError

from ..arrays import Array
from ..files import read_file_or_pipe
from ..runtime.limits import free_memory
from .decoding import decode
from .exif import clean_exif, orientation_of, upright
from .kinds import picture_format, unknown_kind
from .notes import note, taking
from .profiles import ProfileError, to_srgb
from .refusal import Refusal
from .resolution import Resolution, of_exif
from .room import MAX_PIXELS

log = logging.getLogger(__name__)

__all__ = ["MAX_PIXELS", "Picture", "read_image", "read_mask"]

DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    tifffile.TiffFileError,
    zlib.error,
)
"""What decoders raise on damaged files; the errors of imagecodecs and Pillow are subclasses of these."""

_RARE = ("unsupported", "not supported", "unknown", "cannot handle", "unimplemented", "not implemented", "no decoder")
"""Words of decoders about files that may well be sound."""


@dataclass(frozen=True)
class Picture:
    """A picture's pixels, and its file's metadata.

    Attributes
    ----------
    pixels : (H, W, 3|4) float32, sRGB-coded 0..1, straight alpha, upright; gray is repeated in three channels
    profile : the file's ICC profile, gray or RGB as `gray` says; None where it has none that can be used
    depth : 8, 16 or 32 (float) bits a channel
    gray : whether the file holds gray values instead of colours
    exif : EXIF block with orientation 1 and no thumbnail
    format, mode : Pillow's names, such as "JPEG" and "CMYK"; deep modes end in their depth: "RGB;16"
    resolution : pixels per inch across and down, where the file says so
    notices : what was left out or changed when it was read, in sentences; the log has them, too
    """

    pixels: Array
    profile: bytes | None = None
    depth: int = 8
    gray: bool = False
    exif: bytes | None = None
    format: str = ""
    mode: str = ""
    resolution: Resolution | None = None
    notices: tuple[str, ...] = ()


def read_image(path: str | os.PathLike[str]) -> Picture:
    """Read a picture of any common format; of several pictures or frames the first.

    Raises
    ------
    InputError
        When there is no such file, or it is no picture, damaged, empty or larger than `MAX_PIXELS`.
    """
    file = Path(path)
    data = _read_bytes(file)
    with _decoding(file, data), taking() as notes, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, on metadata; what matters is noted
        decoded = decode(data)
        samples = upright(decoded.samples, orientation_of(decoded.exif))
        pixels, profile = _in_srgb(samples, decoded.profile)
        if decoded.frames > 1:
            note("it holds %d pictures; the first is used", decoded.frames)
        exif, resolution = clean_exif(decoded.exif), of_exif(decoded.exif) or decoded.resolution
    notices = tuple(f"{file}: {text}." for text in dict.fromkeys(notes))
    for notice in notices:
        log.warning("%s", notice)
    gray = samples.shape[2] < 3
    return Picture(pixels, profile, decoded.depth, gray, exif, decoded.format, decoded.mode, resolution, notices)


def read_mask(path: str | os.PathLike[str]) -> Array:
    """Read a picture of any format and depth as a mask (H, W) float32, 0..1: white is 1, black and transparent are 0.

    Raises
    ------
    InputError
        As `read_image`.
    """
    pixels = read_image(path).pixels
    white = pixels[..., :3].mean(2)
    mask: Array = np.clip(white * pixels[..., 3] if pixels.shape[2] == 4 else white, 0, 1)
    return mask


def _read_bytes(file: Path) -> bytes:
    """The file's contents, at least one byte, or an InputError."""
    try:
        found = file.stat()
        if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
            raise InputError(f"{file} is a device.", "Give a picture file.")
        if found.st_size > free_memory():
            raise _no_room().about(file)
        data = read_file_or_pipe(file)
    except MemoryError:
        raise _no_room().about(file) from None
    except FileNotFoundError:
        raise InputError(f"{file} does not exist.", "Check the name and the folder.") from None
    except OSError as error:
        if file.is_dir():
            raise InputError(f"{file} is a folder.", "Give a picture file.") from None
        hint = "Save the picture into a file first." if file.is_fifo() else "Check its permissions."
        raise InputError(f"{file} cannot be read: {error.strerror}.", hint) from None
    if not data:
        raise InputError(f"{file} is empty.", "Save or copy the picture again.")
    return data


@contextmanager
def _decoding(file: Path, data: bytes) -> Iterator[None]:
    """Turn the errors of decoders into an InputError about the file."""
    try:
        yield
    except Refusal as refusal:
        raise refusal.about(file) from None
    except MemoryError:
        raise _no_room().about(file) from None
    except UnidentifiedImageError as error:
        kind = picture_format(data)
        raise (_unreadable(kind) if kind else unknown_kind(file.suffix)).about(file) from error
    except DAMAGE as error:
        log.debug("Decoding %s failed", file, exc_info=True)
        kind, reason = picture_format(data), " ".join(str(error).split())[:200] or type(error).__name__
        rare = isinstance(error, NotImplementedError) or any(words in reason.lower() for words in _RARE)
        raise (_unreadable(kind) if kind and rare else _damaged(reason)).about(file) from error


def _unreadable(kind: str) -> Refusal:
    return Refusal(
        "{file} cannot be read: it is {kind}, but damaged or of a rare sort.",
        "Open it in GIMP and export it as PNG, or copy it again.",
        code="picture-unreadable",
        kind=kind,
    )


def _no_room() -> Refusal:
    return Refusal("{file} does not fit into memory.", "Scale it down first, or close other programs.", code="no-room")


def _damaged(reason: str) -> Refusal:
    return Refusal(
        "{file} is damaged or cut short ({reason}).",
        "Save or copy the picture again.",
        code="picture-damaged",
        reason=reason,
    )


def _in_srgb(samples: Array, profile: bytes | None) -> tuple[Array, bytes | None]:
    """Colours of `(H, W, 1..4)` in sRGB as `(H, W, 3|4)`, and the profile if it could be used."""
    has_alpha = samples.shape[2] in (2, 4)
    colour = samples[..., :-1] if has_alpha else samples
    if profile is not None:
        try:
            colour = to_srgb(colour, profile)
        except ProfileError as error:
            note("%s; its colours are taken as sRGB", error)
            profile = None
    shape = (*colour.shape[:2], 3)
    parts = [np.broadcast_to(colour, shape), *([samples[..., -1:]] if has_alpha else [])]
    return np.concatenate(parts, axis=2, dtype=np.float32), profile
