"""Opening a video file with FFmpeg: the container, its picture stream, and what goes wrong in words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from ..errors import InputError
from .faults import check_file, damaged

log = logging.getLogger(__name__)

_PICTURE_FORMATS = ("image2", "_pipe")


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Turn FFmpeg's errors into an InputError about the file."""
    try:
        yield
    except (av.error.FFmpegError, OverflowError, UnicodeDecodeError) as error:
        log.debug("Reading %s failed", file, exc_info=True)
        raise damaged(file, getattr(error, "strerror", None) or str(error)) from error


@contextmanager
def opened(file: Path) -> Iterator[InputContainer]:
    """An open container, for reading.

    Raises
    ------
    InputError
        When FFmpeg does not know the format, or the file is damaged: also from within the context.
    """
    check_file(file)
    with reading(file):
        container: Any = None
        try:
            # "replace": titles in an unknown coding do not keep a clip from being painted.
            container = av.open(str(file), metadata_errors="replace")
        except av.error.InvalidDataError as error:
            raise _unreadable(file) from error
        with container:
            yield container


def picture_stream(container: InputContainer, file: Path) -> VideoStream:
    """The stream to paint: the first that is no cover picture.

    Raises
    ------
    InputError
        When the file has sound alone, or is a still picture.
    """
    if any(part in container.format.name for part in _PICTURE_FORMATS):
        raise InputError(
            "{file} is a still picture, not a clip.",
            "Paint it with impasto style.",
            code="clip-is-picture",
            file=str(file),
        )
    pictures = [stream for stream in container.streams.video if not is_cover(stream)]
    if not pictures:
        if container.streams.audio:
            raise InputError(
                "{file} has only sound.", "Give a video or an animation.", code="clip-sound", file=str(file)
            )
        raise InputError(
            "{file} has no moving picture.",
            "Give a video or an animation.",
            code="clip-without-picture",
            file=str(file),
        )
    stream = pictures[0]
    if stream.codec_context is None:
        raise InputError(
            "{file} is coded in a way that FFmpeg cannot read.",
            "Convert it to H.264 first.",
            code="clip-codec",
            file=str(file),
        )
    return stream


def is_cover(stream: VideoStream) -> bool:
    """Whether a stream is a cover picture, not a clip."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _unreadable(file: Path) -> InputError:
    with file.open("rb") as stream:
        head = stream.read(12)
    if head[4:8] == b"ftyp":
        return damaged(file, "its index (moov) is missing, which lies at its end")
    return InputError(
        "{file} is not a video or an animation of a known format, or is damaged.",
        "Give a file such as MP4, MOV, MKV, WebM or GIF.",
        code="clip-format",
        file=str(file),
    )
