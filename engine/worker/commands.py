"""Commands and pixel files to typed jobs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, cast

import numpy as np

from ..arrays import Array
from ..errors import InputError
from ..jobs.animation_job import AnimationJob
from ..jobs.dream_job import DreamJob
from ..jobs.faces_job import FacesJob
from ..jobs.job import Box, Work
from ..jobs.layered import Layer, LayerFrames
from ..jobs.sheet_job import SheetJob
from ..jobs.style_job import StyleJob
from ..losses.objective import graphs_of
from ..losses.style import Style
from ..media.packages import require
from ..options import ComputeOptions, DreamOptions, OptionError, Options
from . import protocol
from .scratch import Scratch, shown

KINDS = ("style", "dream", "video", "sheet", "faces")
LARGEST = 10**15
"""Integers are smaller: JSON readers keep those exactly, and names of files stay short."""
MOST_CELLS = 64
"""Of a sheet."""


@dataclass(frozen=True)
class JobRequest:
    """A `job` command with its pixels.

    Attributes
    ----------
    pause_after_level : index of the level after which the job waits for `continue`; None: it does not wait
    """

    id: int
    job: Work[Any]
    pause_after_level: int | None = None


def read_job(command: Mapping[str, Any], scratch: Scratch) -> JobRequest:
    """The job that a `job` command describes.

    Raises
    ------
    InputError, OptionError
        The command, a file or an option cannot be used.
    """
    try:
        number, pause = _integer(command["id"]), command.get("pause_after_level")
        kind = kind_of(command)
        if kind == "dream":
            job: Work[Any] = _read_dream(cast(protocol.DreamJob, command), scratch)
        elif kind == "video":
            job = _read_video(cast(protocol.VideoJob, command), scratch)
        elif kind == "sheet":
            job = _read_sheet(cast(protocol.SheetJob, command), scratch)
        elif kind == "faces":
            options = Options.from_mapping(dict(command.get("options", {})))
            job = FacesJob(read_pixels(command["content"], scratch), options)
        else:
            job = _read_style(cast(protocol.StyleJob, command), scratch)
        return JobRequest(number, job, None if pause is None else _integer(pause))
    except OptionError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(
            "The job is not complete: {reason}.", "See docs/PROTOCOL.md.", code="incomplete-job", reason=str(error)
        ) from error


def read_box(command: Mapping[str, Any]) -> Box:
    """The part of the content that a `crop` command names: left, top, right, bottom.

    Raises
    ------
    InputError
        It names none.
    """
    try:
        left, top, width, height = (_integer(command[key]) for key in ("x", "y", "width", "height"))
        if min(width, height) < 1:
            raise ValueError("there is nothing in it")
    except (KeyError, ValueError) as error:
        raise InputError(
            "The crop is not complete: {reason}.", "See docs/PROTOCOL.md.", code="incomplete-crop", reason=str(error)
        ) from error
    return left, top, left + width, top + height


def read_needs(command: Mapping[str, Any]) -> tuple[ComputeOptions, tuple[str, ...]]:
    """The options of a `prepare` command, and the graphs that such a job runs.

    Raises
    ------
    InputError
        A package that such a job needs is not installed.
    OptionError
        An option cannot be used.
    ValueError
        There is no such kind of job.
    """
    if kind_of(command) == "video":
        require("cv2")
    values = dict(command.get("options") or {})
    if kind_of(command) == "dream":
        dream_options = DreamOptions.from_mapping(values)
        return dream_options, (f"dream_{dream_options.layer}",)
    options = Options.from_mapping(values)
    return options, graphs_of(options)


def kind_of(command: Mapping[str, Any]) -> str:
    """The command's kind of job, style transfer where it names none; ValueError for an unknown one."""
    kind = command.get("kind", "style")
    if kind not in KINDS:
        raise ValueError(f"there is no kind {shown(kind)}, only {' and '.join(KINDS)}")
    return str(kind)


def read_pixels(picture: protocol.PixelFile, scratch: Scratch, allowed: tuple[int, ...] = (3, 4)) -> Array:
    """A raw pixel file as an array (height, width, channels) float32, finite; `allowed` are numbers of channels."""
    path, shape = _checked(picture, scratch, allowed)
    return _read(path, shape)


def _checked(
    picture: protocol.PixelFile, scratch: Scratch, allowed: tuple[int, ...]
) -> tuple[Path, tuple[int, int, int]]:
    """A pixel file's path and shape; ValueError unless it is there as it is said to be."""
    shape = _integer(picture["height"]), _integer(picture["width"]), _integer(picture["channels"])
    path, size = scratch.file(picture["file"]), f"{shape[1]} x {shape[0]} x {shape[2]}"
    if min(shape) < 1 or shape[2] not in allowed:
        raise ValueError(f"{path.name} cannot have the size {size}")
    if not path.is_file() or path.stat().st_size != 4 * shape[0] * shape[1] * shape[2]:
        raise ValueError(f"{path.name} is not a file of {size} float32 values")
    return path, shape


def _read(path: Path, shape: tuple[int, int, int]) -> Array:
    pixels = np.fromfile(path, np.float32).reshape(shape)
    if np.isfinite(pixels.sum()):  # a tenth of the time of looking at each number
        return pixels
    return np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0)


def _read_style(command: protocol.StyleJob, scratch: Scratch) -> StyleJob:
    content, styles = read_pixels(command["content"], scratch), _read_styles(command["styles"], scratch)
    start = read_pixels(command["start"], scratch) if "start" in command else None
    options, strength_map = Options.from_mapping(dict(command.get("options", {}))), command.get("strength_map")
    return StyleJob(content, styles, options, start, strength_map=_read_mask(strength_map, scratch))


def _read_styles(pictures: list[protocol.StylePicture], scratch: Scratch) -> list[Style[Array]]:
    if 0 < sum("scale" in picture for picture in pictures) < len(pictures):
        raise ValueError("some styles have a scale and some have none")
    return [_read_style_picture(picture, scratch) for picture in pictures]


def _read_style_picture(picture: protocol.StylePicture, scratch: Scratch) -> Style[Array]:
    scale = float(picture["scale"]) if "scale" in picture else None
    region, mask = (_read_mask(each, scratch) for each in (picture.get("region"), picture.get("mask")))
    return Style(read_pixels(picture, scratch), float(picture.get("weight", 1)), scale, region, mask)


def _read_dream(command: protocol.DreamJob, scratch: Scratch) -> DreamJob:
    content = read_pixels(command["content"], scratch)
    guide = read_pixels(command["guide"], scratch) if command.get("guide") else None
    return DreamJob(content, guide, DreamOptions.from_mapping(dict(command.get("options", {}))))


def _read_video(command: protocol.VideoJob, scratch: Scratch) -> AnimationJob:
    """Layers are checked now, and read when they are painted: there may be many."""
    require("cv2")
    from .recent_frames import RecentFrames

    width, height = _integer(command["width"]), _integer(command["height"])
    layers = [_read_layer(layer, scratch) for layer in command["frames"]]
    if not layers or min(width, height) < 1:
        raise ValueError(f"there are {len(layers)} frames of {width} x {height} pixels")
    options = Options.from_mapping(dict(command.get("options", {})))
    frames, styles = LayerFrames(layers, width, height), _read_styles(command["styles"], scratch)
    strength_map = _read_mask(command.get("strength_map"), scratch)
    store = RecentFrames(_integer(command["id"]), scratch)
    return AnimationJob(frames, styles, options, store, strength_map=strength_map)


def _read_sheet(command: protocol.SheetJob, scratch: Scratch) -> SheetJob:
    """The cells stay as large as they are worked at: nobody sees them larger."""
    content, styles = read_pixels(command["content"], scratch), _read_styles(command["styles"], scratch)
    if not 0 < len(command["cells"]) <= MOST_CELLS:
        raise ValueError(f"there are {len(command['cells'])} cells, not 1 to {MOST_CELLS}")
    shared = {**command.get("options", {}), "rescale_image": False}
    strength_map, cells = _read_mask(command.get("strength_map"), scratch), []
    for cell in command["cells"]:
        own = [_chosen(styles, place) for place in cell.get("styles", range(len(styles)))]
        options = Options.from_mapping({**shared, **cell.get("options", {})})
        cells.append(StyleJob(content, own, options, strength_map=strength_map))
    return SheetJob(cells)


def _chosen(styles: list[Style[Array]], place: Any) -> Style[Array]:
    """One of a sheet's styles by its place."""
    if not is_integer(place) or not 0 <= place < len(styles):
        raise ValueError(f"there is no style {shown(place)}, only {len(styles)} from 0 on")
    return styles[place]


def _read_layer(layer: protocol.LayerFile, scratch: Scratch) -> Layer:
    path, shape = _checked(layer, scratch, (3, 4))
    opacity = float(layer.get("opacity", 1))
    if not 0 <= opacity <= 1:
        raise ValueError(f"{opacity} is no opacity from 0 to 1")
    place = _integer(layer.get("x", 0)), _integer(layer.get("y", 0))
    return Layer(functools.partial(_read, path, shape), *place, bool(layer.get("combine")), opacity)


def _read_mask(mask: protocol.Mask | None, scratch: Scratch) -> Array | None:
    """A mask (height, width), or None where the command has none."""
    return read_pixels({**mask, "channels": 1}, scratch, (1,))[:, :, 0] if mask else None


def is_integer(value: Any) -> TypeGuard[int]:
    """Whether something is an integer that is not too large, such as the id of a job."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST


def _integer(value: Any) -> int:
    """A job's id, which becomes part of file names, the index of a level, or a number of pixels."""
    if not is_integer(value):
        raise ValueError(f"{shown(value)} is not an integer of at most 15 digits")
    return value
