"""A clip as a job: what its files hold, and what it takes to paint single frames of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ..arrays import Array
from ..errors import Notice
from ..imaging import read_image, read_mask
from ..runtime.models import weights_checksum
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..tracking.forecast import Forecast
from .frame_painter import FramePainter, forecast
from .job import OnProgress
from .video_files import ClipFrames, VideoFiles, read_styles
from .video_recipe import recipe, used

DEPTHS = {8: 8, 10: 16}
"""Bits a channel of finished frames, by those of the clip."""


class VideoInput:
    """All that is read of a clip's files before it is painted.

    Parameters
    ----------
    files : what to paint

    Attributes
    ----------
    clip, frames : as their classes say
    depth : bits a channel of finished frames

    Raises
    ------
    InputError
        A file cannot be used.
    """

    def __init__(self, files: VideoFiles) -> None:
        self.files, self.clip = files, files.open()
        self.frames = ClipFrames(self.clip, files.options)
        self.depth = DEPTHS[self.clip.depth]
        self._styles, self._masks = read_styles(files, self.clip)
        self._start = read_image(files.start).pixels if files.start else None
        self._strength_map = read_mask(files.strength_map) if files.strength_map else None

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the frames."""
        return self.frames.size[1], self.frames.size[0]

    def made_with(self, used: Mapping[str, Any], weights: str) -> dict[str, Any]:
        """The recipe of the frames; see `recipe`."""
        part = range(self.clip.first, self.clip.first + self.frames.count)
        return recipe(self.files, part, self.depth, used, weights)


class VideoJob(VideoInput):
    """A clip that is painted here.

    Parameters
    ----------
    files : what to paint
    begun : the recipe of an earlier run that is to be resumed
    on_progress : called after each evaluation, with the progress of the frame at work; may raise Interrupted
    network : what to compute with; None: what the options say

    Attributes
    ----------
    network, painter : as their classes say

    Raises
    ------
    InputError
        A file or a combination of options cannot be used, or a frame does not fit the memory limit.
    """

    def __init__(
        self,
        files: VideoFiles,
        begun: Mapping[str, Any] | None = None,
        on_progress: OnProgress | None = None,
        network: Network | None = None,
    ) -> None:
        super().__init__(files)
        options = files.options_of_frames()
        options = dataclasses.replace(options, **used(begun, options))
        self.network = network or network_for(options)
        self.painter = FramePainter(
            self._styles,
            options,
            self.network,
            masks=self._masks,
            start=self._start,
            strength_map=self._strength_map,
            on_progress=on_progress,
        )
        self.painter.plan(self.shape)  # raises what cannot be done

    @cached_property
    def recipe(self) -> dict[str, Any]:
        """What the frames depend on."""
        limit = self.painter.plan(self.shape).options.memory_limit
        chosen = {"device": self.network.device.name, "threads": self.network.threads, "memory_limit": limit}
        return self.made_with(chosen, weights_checksum(self.network.folder))

    @property
    def paintings(self) -> int:
        """How many frames are painted, those of all passes counted; with `every` a shot has some more."""
        count, every = self.frames.count, self.files.every
        return 1 + -(-(count - 1) // every) + (self.files.passes - 1) * count

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the user should know of the frames: what is left out for lack of memory."""
        return self.painter.plan(self.shape).notices

    def forecast(self) -> Forecast:
        """What all frames take, if they are one shot."""
        return forecast(self.painter.plan(self.shape), self.paintings, self.network)

    def preview(self, second: float) -> Array:
        """The frame that is shown at a time, painted as the first frame of a shot is.

        Raises
        ------
        InputError
            The clip is over by then.
        Interrupted
            The frame is not finished.
        """
        frame = self.clip.frame_at(second)
        return self.painter.paint(frame.index - self.clip.first, self.frames.sized(frame.pixels), None, None)
