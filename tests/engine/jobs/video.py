"""A small clip to paint, for the tests of jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.imaging import write_image
from engine.jobs.video_files import VideoFiles
from engine.losses.style import Style
from engine.options import Options

from ..conftest import Array
from .clips import write_gif
from .conftest import Pictures

FRAMES = 5


def small_clip(folder: Path, pictures: Pictures) -> Path:
    """A GIF of five frames of 48 x 32 pixels: two of a photograph that moves, then three of another one."""
    still, other = pictures("cat", 60, 40), pictures("coffee", 60, 40)
    frames: list[Array] = [still[4:36, 2 * at : 2 * at + 48] for at in range(2)]
    frames += [other[4:36, 2 * at : 2 * at + 48] for at in range(3)]
    return write_gif(folder / "clip.gif", frames, [40, 80, 40, 120, 40])


def files_of(folder: Path, pictures: Pictures, **changed: Any) -> VideoFiles:
    """The clip with one style, 8 evaluations for the first frame of a shot."""
    write_image(folder / "style.png", pictures("van_gogh_night_cafe", 40, 32))
    given: dict[str, Any] = {"options": Options(evaluations=8, threads=1), "output": folder / "out.gif"} | changed
    return VideoFiles(small_clip(folder, pictures), [Style(folder / "style.png")], **given)
