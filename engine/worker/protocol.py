"""The worker's protocol, typed: the messages and commands that docs/PROTOCOL.md describes.

Standard library only: this file is also copied beside the plug-in and read by GIMP's own Python, 3.9 or later.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, Union, final

PROTOCOL: Final = 1
"""The version of the protocol; a client refuses a worker of another one."""


class Mask(TypedDict):
    """A file of one channel."""

    file: str
    width: int
    height: int


class PixelFile(Mask):
    """A file of three or four channels."""

    channels: int


class _OfJob(TypedDict):
    """What messages and commands about a job have."""

    id: int


# Messages from the worker


class Ready(TypedDict):
    """The worker has started."""

    type: Literal["ready"]
    protocol: int
    version: str
    pid: int
    folder: str
    log: str


class Alive(TypedDict):
    """The heartbeat."""

    type: Literal["alive"]


class Device(TypedDict):
    """Something that can compute: its name for commands, what it is, and what its maker calls it."""

    name: str
    description: str
    label: str


class Devices(TypedDict):
    """The answer to `prepare`."""

    type: Literal["devices"]
    devices: list[Device]
    used: str


class Notice(TypedDict):
    """What the user should know of a job; a client can translate the sentences by their code, as those of an error."""

    message: str
    hint: str
    code: str
    values: dict[str, Any]


class _OfVideo(TypedDict, total=False):
    """What messages of a `video` or `sheet` job have beside the others: how many frames or cells there are."""

    frames: int


class _AtFrame(_OfVideo, total=False):
    """And the frame or cell at work; 0 is the first."""

    frame: int


class Forecast(_OfJob, _OfVideo):
    """What a job is expected to take."""

    type: Literal["forecast"]
    device: str
    seconds: float
    memory_bytes: int
    crops: bool
    notices: list[Notice]


class ProgressMessage(_OfJob, _AtFrame):
    """How far a job is."""

    type: Literal["progress"]
    fraction: float
    level: list[int]
    level_index: int
    levels: int
    evaluation: int
    evaluations: int
    loss: float
    seconds_left: float | None


class _OfPicture(_OfJob, Mask):
    """What messages with a file of pixels have."""


class Preview(_OfPicture):
    """A small picture of a job's state."""

    type: Literal["preview"]


class CropMessage(_OfPicture):
    """A part of the final picture at 100 %, as it is expected to be, and its place in the content."""

    type: Literal["crop"]
    x: int
    y: int


class Paused(_OfJob):
    """A job waits after a level."""

    type: Literal["paused"]
    level_index: int


class FrameMessage(_OfPicture):
    """A frame of a `video` job is finished; `index` is its place in the command."""

    type: Literal["frame"]
    index: int
    channels: int


class CellMessage(_OfPicture):
    """A cell of a `sheet` job as it is now, as a small picture; `index` is its place in the command."""

    type: Literal["cell"]
    index: int
    finished: bool


@final
class VideoDone(_OfJob):
    """The end of a `video` job, after so many frames, or of a `sheet` job, after so many cells."""

    type: Literal["done"]
    frames: int
    stopped: bool
    seconds: float
    report: dict[str, Any]


class _WithFailure(TypedDict, total=False):
    """Why a job was ended early, with the best result so far, where nobody asked for that."""

    failure: Notice


@final
class Done(_WithFailure, _OfPicture):
    """A job's result."""

    type: Literal["done"]
    channels: int
    stopped: bool
    seconds: float
    report: dict[str, Any]


class Cancelled(_OfJob):
    """A job was cancelled."""

    type: Literal["cancelled"]


class Error(TypedDict):
    """A job or another command failed; a client can translate the sentences by their code."""

    type: Literal["error"]
    id: int | None
    message: str
    hint: str
    code: str
    values: dict[str, Any]
    log: str


Message = Union[
    Ready,
    Alive,
    Devices,
    Forecast,
    ProgressMessage,
    Preview,
    CropMessage,
    Paused,
    FrameMessage,
    CellMessage,
    Done,
    VideoDone,
    Cancelled,
    Error,
]


# Commands to the worker


class StylePicture(PixelFile, total=False):
    """A style and how it is used."""

    weight: float
    scale: float
    region: Mask
    mask: Mask


class Prepare(TypedDict, total=False):
    """Load what a job with these options will need."""

    type: Literal["prepare"]
    kind: Literal["style", "dream", "video", "sheet", "faces"]
    options: dict[str, Any]


class JobCommand(TypedDict, total=False):
    """The keys of all kinds; `type` and `id` are required, `content` but for `video`."""

    type: Literal["job"]
    id: int
    content: PixelFile
    options: dict[str, Any]
    pause_after_level: int
    title: str


class _WithStyles(JobCommand, total=False):
    """The styles are required; where a strength map is 0 the content stays, where it is 1 it is painted."""

    styles: list[StylePicture]
    strength_map: Mask


class StyleJob(_WithStyles, total=False):
    """Start style transfer; `kind` may be left out."""

    kind: Literal["style"]
    start: PixelFile


class DreamJob(JobCommand, total=False):
    """Start a dream; `kind` is required."""

    kind: Literal["dream"]
    guide: PixelFile


class FacesJob(JobCommand, total=False):
    """Look for faces; `kind` is required. The result has one channel: 0 on faces, 1 elsewhere."""

    kind: Literal["faces"]


class ResumeJob(_OfJob):
    """Go on with a job of an earlier worker, whose folder in the state folder has this name."""

    type: Literal["job"]
    kind: Literal["resume"]
    checkpoint: str


class Crop(_OfJob):
    """Show a part of a paused job's final picture: a rectangle of its content, in pixels."""

    type: Literal["crop"]
    x: int
    y: int
    width: int
    height: int


class LayerFile(PixelFile, total=False):
    """A layer that is a frame, where it lies on the canvas, and whether the frame before is seen behind it."""

    x: int
    y: int
    combine: bool
    opacity: float


class VideoJob(_WithStyles, total=False):
    """Paint layers as the frames of an animation. Regions and the strength map lie on the canvas."""

    kind: Literal["video"]
    width: int
    height: int
    frames: list[LayerFile]


class SheetCell(TypedDict, total=False):
    """One cell: what of the sheet's options it has otherwise, and the places of its styles in the command."""

    options: dict[str, Any]
    styles: list[int]


class SheetJob(_WithStyles, total=False):
    """Paint one content small in several ways. It never pauses."""

    kind: Literal["sheet"]
    cells: list[SheetCell]


class Control(_OfJob):
    """Continue a paused job, or do not pause; finish it with the best picture so far; or end it without a result."""

    type: Literal["continue", "stop", "cancel"]


class Quit(TypedDict):
    """End the worker."""

    type: Literal["quit"]


Command = Union[Prepare, StyleJob, DreamJob, VideoJob, SheetJob, FacesJob, ResumeJob, Crop, Control, Quit]
