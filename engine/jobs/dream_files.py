"""Picture files to a dream, and to the names of its frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..imaging import Picture, read_image
from ..options import DreamOptions
from .dream_job import DreamJob

MOST_FRAMES = 100_000
STRONGEST_ZOOM = 2.0


@dataclass(frozen=True)
class DreamFiles:
    """What to dream of, in files.

    Attributes
    ----------
    frames : None for one picture; else so many numbered ones, each of the one before enlarged `zoom` times

    Raises
    ------
    InputError
        There cannot be so many frames, or such a zoom.
    """

    picture: Path
    options: DreamOptions
    guide: Path | None = None
    frames: int | None = None
    zoom: float = 1.05

    def __post_init__(self) -> None:
        if self.frames is not None and not 1 <= self.frames <= MOST_FRAMES:
            raise InputError(f"There cannot be {self.frames} frames.", f"Give a number from 1 to {MOST_FRAMES}.")
        if not 1 <= self.zoom <= STRONGEST_ZOOM:
            raise InputError(f"The zoom cannot be {self.zoom:g}.", f"Give a factor from 1 to {STRONGEST_ZOOM:g}.")


def read_dream_job(files: DreamFiles) -> tuple[Picture, DreamJob]:
    """The picture with what its file holds beside the pixels, and the job of the first frame.

    Raises
    ------
    InputError
        A file cannot be read.
    """
    picture = read_image(files.picture)
    guide = read_image(files.guide).pixels if files.guide else None
    return picture, DreamJob(picture.pixels, guide, files.options)


def frame_paths(output: Path, frames: int | None) -> Iterator[Path]:
    """The one file, or one for each frame: dream.png becomes dream-0001.png and so on."""
    if frames is None:
        yield output
        return
    digits = max(4, len(str(frames)))
    for number in range(1, frames + 1):
        yield output.with_stem(f"{output.stem}-{number:0{digits}}")
