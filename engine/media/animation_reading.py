"""Animated pictures: GIF, WebP and PNG, read with Pillow, which knows their exact timing and composes their frames."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from ..arrays import Array
from ..imaging.profiles import ProfileError, to_srgb
from .faults import broken, check_file, damaged
from .timing import Frame, Timing, average_rate

log = logging.getLogger(__name__)

FORMATS = {"GIF": "gif", "WEBP": "webp", "PNG": "apng"}
_LIKE_BROWSERS = Fraction(1, 10)
_MOST_UNITS = 65535
_DAMAGE = (EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error)


def is_animation(file: Path) -> bool:
    """Whether a file is a GIF, or a WebP or PNG with more than one frame."""
    try:
        with Image.open(file) as image:
            return image.format == "GIF" or (image.format in FORMATS and getattr(image, "is_animated", False))
    except (UnidentifiedImageError, Image.DecompressionBombError, *_DAMAGE):
        return False


class Animation:
    """The frames of an animated picture, 8 bits a channel.

    Attributes
    ----------
    format : "gif", "webp" or "apng"
    loops : how often it is played; 0 is for ever, None is not said (a GIF is then played once)
    """

    depth = 8

    def __init__(self, file: Path) -> None:
        self.file = file
        check_file(file)
        with self._opened() as image:
            self.width, self.height = image.size
            self.format = FORMATS[image.format or ""]
            self.loops: int | None = image.info.get("loop")
            self._hidden = 1 if image.info.get("default_image") else 0

    @property
    def count(self) -> int:
        """How many frames; counted without decoding them."""
        with self._opened() as image:
            return self._counted(image)

    @property
    def rate(self) -> Fraction:
        """Frames per second on average."""
        return average_rate(self._survey[0])

    @property
    def has_alpha(self) -> bool:
        """Whether any pixel of any frame is transparent."""
        return self._survey[1]

    def index(self) -> list[Timing]:
        """As in `Source`."""
        return list(self._survey[0])

    def check(self, first: int, stop: int | None) -> list[Timing]:
        """As in `Source`."""
        return self._survey[0][first:stop]

    def frames(self, first: int, stop: int | None) -> Iterator[Frame]:
        """As in `Source`."""
        timing, has_alpha = self._survey
        with self._opened() as image:
            profile = image.info.get("icc_profile")
            for index in range(first, len(timing) if stop is None else min(stop, len(timing))):
                pixels = self._pixels(image, index)
                colour = _in_srgb(self.file, pixels[..., :3], profile)
                whole = np.concatenate([colour, pixels[..., 3:]], axis=2) if has_alpha else colour
                yield Frame(index, np.ascontiguousarray(whole), *timing[index])

    @cached_property
    def _survey(self) -> tuple[list[Timing], bool]:
        """The timing of all frames, and whether any is transparent: decodes all of them."""
        timing: list[Timing] = []
        has_alpha, time = False, Fraction(0)
        with self._opened() as image:
            for index in range(self._counted(image)):
                alpha = np.asarray(self._decoded(image, index).getchannel("A"))
                has_alpha |= bool(alpha.min() < 255)
                duration = _duration(image.info.get("duration", 0))
                timing.append((time, duration))
                time += duration
        return timing, has_alpha

    def _counted(self, image: Image.Image) -> int:
        try:
            return int(getattr(image, "n_frames", 1)) - self._hidden
        except _DAMAGE as error:
            raise damaged(self.file, "its frames cannot be counted") from error

    def _pixels(self, image: Image.Image, index: int) -> Array:
        return np.asarray(self._decoded(image, index), np.float32) / np.float32(255)

    def _decoded(self, image: Image.Image, index: int) -> Image.Image:
        try:
            image.seek(index + self._hidden)
            image.load()
            return image.convert("RGBA")
        except _DAMAGE as error:
            log.debug("Decoding %s failed", self.file, exc_info=True)
            raise broken(self.file, index) from error

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            image = Image.open(self.file)
        except _DAMAGE as error:
            raise damaged(self.file, str(error)) from error
        with image:
            yield image


def _duration(milliseconds: float) -> Fraction:
    """Seconds of a frame; exact, also for the fractions that PNG holds. None is a tenth, as browsers show it."""
    return Fraction(milliseconds / 1000).limit_denominator(_MOST_UNITS) or _LIKE_BROWSERS


def _in_srgb(file: Path, colour: Array, profile: bytes | None) -> Array:
    if not profile:
        return colour
    try:
        return to_srgb(colour, profile)
    except ProfileError as error:
        log.warning("%s: %s; its colours are taken as sRGB.", file, error)
        return colour
