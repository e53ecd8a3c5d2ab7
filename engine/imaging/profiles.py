"""Colour profiles: device colours <-> sRGB, through LittleCMS in floating point.

Integer transforms are ten times faster, but they interpolate in a table and are up to 5 of 255 steps off.
"""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor

import imagecodecs
import numpy as np

from engine.errors import EngineError

from ..arrays import Array

_ROWS_PER_BAND = 256
_MAX_THREADS = 8
_SAME_COLOUR = 1.0 / 1024.0
_SPACES = {b"RGB ": "rgb", b"GRAY": "gray"}


class ProfileError(EngineError):
    """A colour profile is broken or of another kind than the picture."""


def profile_space(profile: bytes) -> str:
    """The kind of device a profile is for: "RGB", "GRAY", "CMYK", ...; empty when it is no ICC profile."""
    is_profile = len(profile) >= 128 and profile[36:40] == b"acsp"
    return profile[16:20].decode("ascii", "replace").strip() if is_profile else ""


def to_srgb(colour: Array, profile: bytes) -> Array:
    """Convert from a profile to sRGB, relative colorimetric.

    Parameters
    ----------
    colour : (H, W, 1|3) float32, 0..1, device-coded gray or RGB
    profile : ICC profile of the same kind

    Returns
    -------
    (H, W, 3) float32, 0..1
        Colours outside sRGB are cut to the nearest value per channel.

    Raises
    ------
    ProfileError
        When LittleCMS cannot use the profile, or it is of another kind.
    """
    _check_kind(profile, colour.shape[2])
    if colour.shape[2] == 3 and _is_srgb(profile):
        return colour
    return np.clip(_convert(colour, profile, _srgb()), 0.0, 1.0)


def from_srgb(colour: Array, profile: bytes, channels: int) -> Array:
    """Convert `(H, W, 3)` sRGB 0..1 to a profile with 1 or 3 channels: the inverse of `to_srgb`.

    Raises
    ------
    ProfileError
        When LittleCMS cannot use the profile in this direction, or it is of another kind.
    """
    _check_kind(profile, channels)
    if channels == 3 and _is_srgb(profile):
        return colour
    return np.clip(_convert(colour, _srgb(), profile), 0.0, 1.0)


def _check_kind(profile: bytes, channels: int) -> None:
    """Refuse a profile that is not for `channels` channels."""
    space = profile_space(profile)
    expected = "GRAY" if channels == 1 else "RGB"
    if space != expected:
        found = f"for {space} pictures" if space else "broken"
        raise ProfileError(f"the colour profile is {found}, the picture is {expected}")


@functools.lru_cache(maxsize=1)
def _srgb() -> bytes:
    return bytes(imagecodecs.cms_profile("srgb"))


@functools.lru_cache(maxsize=8)
def _is_srgb(profile: bytes) -> bool:
    """Whether an RGB profile has sRGB's colours: then pixels are not converted."""
    steps = np.linspace(0.0, 1.0, 9, dtype=np.float32)
    probe = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    return bool(np.abs(_convert(probe, profile, _srgb()) - probe).max() < _SAME_COLOUR)


def _convert(colour: Array, source: bytes, target: bytes) -> Array:
    """Transform `(H, W, 1|3)` between two profiles in bands of rows, on several threads; `(H, W, 1|3)` float32."""
    transform = functools.partial(_convert_band, source=source, target=target)
    bands = np.array_split(colour, max(1, colour.shape[0] // _ROWS_PER_BAND))
    with ThreadPoolExecutor(min(_MAX_THREADS, os.cpu_count() or 1)) as threads:
        return np.concatenate(list(threads.map(transform, bands)))


def _convert_band(colour: Array, source: bytes, target: bytes) -> Array:
    """Transform one band, without LittleCMS's one-pixel cache, which slows real pictures down."""
    samples = np.ascontiguousarray(colour[..., 0] if colour.shape[2] == 1 else colour, dtype=np.float32)
    transform = functools.partial(imagecodecs.cms_transform, flags=imagecodecs.CMS.FLAGS.NOCACHE)
    space, outspace = _SPACES[source[16:20]], _SPACES[target[16:20]]
    try:
        converted = transform(samples, source, target, colorspace=space, outcolorspace=outspace)
    except (ImportError, RuntimeError, ValueError) as error:
        raise ProfileError(f"the colour profile cannot be used: {error}") from error
    return np.asarray(converted, np.float32).reshape(*colour.shape[:2], -1)
