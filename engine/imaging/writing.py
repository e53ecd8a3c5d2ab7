"""Writing picture files atomically: the format of the suffix, with the depth and the profile of the content."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np

from engine.errors import InputError

from ..arrays import Array
from ..files import write_atomically
from .encoding import FORMATS, REFUSALS, Extras, Format, Samples, encode
from .profiles import ProfileError, from_srgb
from .reading import Picture

log = logging.getLogger(__name__)

SUFFIXES = tuple(FORMATS)
"""Of the formats that can be written."""


def check_writable(path: str | os.PathLike[str]) -> None:
    """Check before a long computation that its result can be saved.

    Raises
    ------
    InputError
        When the suffix is unknown, the folder is missing or protected, or the path is a folder or a protected file.
    """
    file = Path(path)
    _format_of(file)
    check_place(file)


def check_holds(path: str | os.PathLike[str], shape: tuple[int, int]) -> None:
    """Check before a long computation that the format of `path` can hold a picture of this height and width.

    Nothing else can be refused: metadata that a format cannot hold is left out when the picture is written.

    Raises
    ------
    InputError
        When the suffix is unknown, or a side is longer than the format allows: 16,383 pixels in WebP, 65,500 in JPEG.
    """
    form = _format_of(Path(path))
    height, width = shape[:2]
    if max(height, width) > form.longest:
        raise InputError(
            "{file} cannot be written: {format} holds at most {longest} pixels a side, and the picture has "
            "{width} x {height} pixels.",
            "Choose another format, such as PNG, or scale the picture down first.",
            code="too-large-for-format",
            file=str(path),
            format=form.name,
            longest=form.longest,
            width=width,
            height=height,
        )


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
    like : the content: its depth, profile, resolution and EXIF are kept where the format can hold them, and gray stays
        gray if the pixels have no colour; default: 8 bits, sRGB
    note : a text to embed, which `read_note` reads; BMP cannot hold one

    Raises
    ------
    InputError
        As `check_writable` and `check_holds`, and when the disk is full.
    """
    check_writable(path)
    check_holds(path, (pixels.shape[0], pixels.shape[1]))
    file = Path(path)
    form, like = _format_of(file), like or Picture(pixels)
    depth = form.depth_for(like.depth)
    samples, profile = _in_profile(file, _on_white(file, pixels, form), form, like, depth)
    try:
        extras = Extras(profile, like.exif, note, like.resolution)
        data = encode(form, _quantised(samples, depth), extras)
    except REFUSALS as error:
        size = f"{pixels.shape[1]} x {pixels.shape[0]} pixels"
        hint = "Choose another format, such as PNG."
        raise InputError(f"{file} cannot be written: its format refuses {size} ({error}).", hint) from error
    _replace(file, data)


def _format_of(file: Path) -> Format:
    """The format of a file's suffix, or an InputError."""
    form = FORMATS.get(file.suffix.lower())
    if form is None:
        known = ", ".join(FORMATS)
        raise InputError(f"{file} cannot be written: its format is not known by its suffix.", f"Use one of {known}.")
    return form


def _on_white(file: Path, pixels: Array, form: Format) -> Array:
    """The pixels as they are, or on white where the format holds no alpha."""
    if pixels.shape[2] == 3 or form.alpha:
        return pixels
    colour, alpha = pixels[..., :3], pixels[..., 3:]
    if alpha.min() >= 1.0:
        return colour
    log.warning("%s cannot hold transparency: it is shown on white. Write PNG to keep it.", file)
    flat: Array = colour * alpha + (1.0 - alpha)
    return flat


def _in_profile(file: Path, pixels: Array, form: Format, like: Picture, depth: int) -> tuple[Array, bytes | None]:
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
