"""An output file of FFmpeg: written beside its target, complete or not at all, the same bytes for the same frames."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
from av.container import Flags, OutputContainer

from ..arrays import Array
from ..errors import InputError
from ..files import replacing

log = logging.getLogger(__name__)


@contextmanager
def output(file: Path, container: str, options: dict[str, str]) -> Iterator[OutputContainer]:
    """An open container that takes the place of `file` when the context ends well.

    Raises
    ------
    InputError
        When it cannot be written: also from within the context.
    """
    with writing(file), replacing(file) as part, _opened(str(part), container, options) as sink:
        yield sink


@contextmanager
def trial(file: Path, container: str, options: dict[str, str]) -> Iterator[OutputContainer]:
    """The same in memory, to find out before the first frame what the container refuses.

    Raises
    ------
    InputError
        As `output`.
    """
    with writing(file), _opened(io.BytesIO(), container, options) as sink:
        yield sink
        sink.start_encoding()


class _FrameError(Exception):
    """An error of whoever makes the frames."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def passing(frames: Iterable[Array]) -> Iterator[Array]:
    """The same frames; `writing` does not take an error in making them for one of the output."""
    try:
        yield from frames
    except Exception as error:
        raise _FrameError(error) from error


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Turn errors of FFmpeg and of the disk into an InputError about the output."""
    try:
        yield
    except _FrameError as wrapped:
        raise wrapped.error from wrapped.error.__cause__
    except (av.error.FFmpegError, OSError, ValueError) as error:
        log.debug("Writing %s failed", file, exc_info=True)
        reason = (getattr(error, "strerror", None) or str(error)).rstrip(".")
        raise InputError(
            "{file} cannot be written: {reason}.",
            "Free some space, or choose another folder or format.",
            code="clip-output",
            file=str(file),
            reason=reason,
        ) from error


def _opened(target: str | io.BytesIO, container: str, options: dict[str, str]) -> OutputContainer:
    sink = av.open(target, "w", format=container, container_options=options)
    # No name of the program's version and no random numbers in the file.
    bitexact: Any = Flags.bitexact
    sink.flags |= bitexact.value
    return sink
