"""A clip as a job: from its files to painted frames in a folder, and from those to a file."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import Interrupted
from ..imaging import fit_size, read_image, resize
from ..media import DEFAULT_QUALITY, Clip, write_clip
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..tracking.forecast import START_SECONDS, Forecast
from ..tracking.progress import Progress
from ..transfer.continued import continued
from ..video import steady
from .frame_painter import FramePainter
from .video_files import ClipFrames, VideoFiles, read_styles
from .video_folder import FolderStore, WorkFolder
from .video_recipe import recipe

SHOWN = 640
"""Longest side of the two pictures in the latest picture, in pixels."""


@dataclass(frozen=True)
class VideoProgress:
    """How far a clip is.

    Attributes
    ----------
    finished, total : frames, those of all passes counted
    seconds : spent in this run
    seconds_left : expected; None until a frame is finished
    frame : of the frame at work; None right after one is finished
    """

    finished: int
    total: int
    seconds: float
    seconds_left: float | None
    frame: Progress | None = None
