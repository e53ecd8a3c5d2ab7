"""What is finished of a clip, whoever paints it: frames in a folder, and the painted clip that is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import InputError
from ..imaging import fit_size, resize
from ..media import DEFAULT_QUALITY, write_clip
from ..runtime import memory
from ..tracking.progress import Progress
from .video_folder import FolderStore, WorkFolder
from .video_job import VideoInput

SHOWN = 1280
"""Longest side of the latest picture, in pixels."""


@dataclass(frozen=True)
class VideoProgress:
    """How far a clip is.

    Attributes
    ----------
    finished, total : frames, those of all passes counted
    seconds_left : expected; None until a frame is finished in this run
    frame : the frame at work after an evaluation; None after a frame is finished
    """

    finished: int
    total: int
    seconds_left: float | None
    frame: Progress | None = None


class VideoWork:
    """A clip that is being painted.

    Parameters
    ----------
    source : the clip's files
    folder : where finished frames are
    recipe : what they depend on

    Raises
    ------
    InputError
        Something else was begun in the folder.
    """

    def __init__(self, source: VideoInput, folder: WorkFolder, recipe: Mapping[str, Any]) -> None:
        self.folder, self._source, self._recipe = folder, source, recipe
        folder.begin(recipe)
        self._stores = folder.stores(source.files.passes, source.depth)

    @property
    def finished(self) -> int:
        """How many frames are finished, those of all passes counted."""
        return sum(map(len, self._stores))

    @property
    def total(self) -> int:
        """How many there will be."""
        return self._source.frames.count * len(self._stores)

    def write(self, quality: int | str = DEFAULT_QUALITY) -> int:
        """Write the clip of the frames that are finished, up to the first that is not; returns their number.

        Raises
        ------
        InputError
            No frame is finished, or the clip cannot be written.
        """
        count, files, clip = self._source.frames.count, self._source.files, self._source.clip
        ready = next((index for index in range(count) if not self._latest_of(index)), count)
        if not ready:
            raise InputError(f"No frame is finished in {self.folder.path}.", "Let it paint for a while.")
        whole = ready == count and clip.whole
        write_clip(files.output, files.clip, self._pictures(ready), clip.timing()[:ready], quality=quality, whole=whole)
        return ready

    def report(self) -> dict[str, Any]:
        """What `--report` writes: the recipe, and what each frame took, those of earlier runs too.

        Frames are counted as in the clip's file.
        """
        frames, (width, height) = self.folder.notes(), self._source.frames.size
        return {
            "width": width,
            "height": height,
            **self._recipe,
            "shots": sorted(entry["frame"] for entry in frames if entry["begins_shot"] and entry["pass"] == 1),
            "evaluations": sum(entry["evaluations"] for entry in frames),
            "seconds": round(sum(entry["seconds"] for entry in frames), 3),
            "peak_memory_bytes": memory.peak(),
            "painted": frames,
        }

    def _show(self, picture: Array) -> None:
        """Let the folder show a picture, which may be large."""
        width, height = picture.shape[1], picture.shape[0]
        small = fit_size(width, height, min(SHOWN, max(width, height)))
        self.folder.show(np.clip(resize(picture, *small), 0, 1))

    def _pictures(self, count: int) -> Iterator[Array]:
        for index in range(count):
            yield self._latest_of(index)[-1].read(index)

    def _latest_of(self, index: int) -> list[FolderStore]:
        """The stores that have a frame, the latest pass last."""
        return [store for store in self._stores if index in store]


def note(number: int, frame: int, report: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """What the folder keeps of a finished frame.

    Parameters
    ----------
    number : of the pass, from 0
    frame : its index in the clip's file
    report : of its painter, empty where nothing was painted
    """
    return {
        "pass": number + 1,
        "frame": frame,
        "begins_shot": bool(report.get("begins_shot")),
        "evaluations": report.get("evaluations", 0),
        "seconds": round(seconds, 3),
    }
