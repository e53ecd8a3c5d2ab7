"""Memory for decoding: planned from a picture's header, and refused before it is taken."""

from __future__ import annotations

from ..runtime.limits import free_memory
from .refusal import Refusal

MAX_PIXELS = 500_000_000
"""Pixels that a picture may have at most."""

BYTES_PER_PIXEL = 32
"""What decoding takes at its peak: the decoder's picture, float samples, and the picture in sRGB."""

_SPARE = 1 << 26


def check_size(width: int, height: int) -> None:
    """Refuse a picture that is too large before its pixels are decoded.

    Raises
    ------
    Refusal
        It has more than `MAX_PIXELS`, or decoding it takes more memory than is free.
    ValueError
        It has no pixels.
    """
    if width * height < 1:
        raise ValueError(f"it has {width} x {height} pixels")
    size = {"width": width, "height": height}
    if width * height > MAX_PIXELS:
        raise Refusal(
            "{file} has {width} x {height} pixels; the limit is {limit} million pixels.",
            "Scale it down first.",
            code="too-many-pixels",
            limit=MAX_PIXELS // 10**6,
            **size,
        )
    needed, free = width * height * BYTES_PER_PIXEL, free_memory()
    if needed + _SPARE > free:
        raise Refusal(
            "{file} has {width} x {height} pixels, which need {needed} MiB of memory to be read; {free} MiB are free.",
            "Scale it down first, or close other programs.",
            code="no-room-to-read",
            needed=needed >> 20,
            free=max(0, free - _SPARE) >> 20,
            **size,
        )
