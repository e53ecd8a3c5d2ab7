"""The worker's protocol, typed: every message and command that docs/PROTOCOL.md describes.

Standard library only: this file is also copied beside the plug-in and read by GIMP's own Python.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, Union

PROTOCOL: Final = 1


class Ready(TypedDict):
    """The worker has started."""

    type: Literal["ready"]
    protocol: int
    version: str
    pid: int
    folder: str
    log: str


class Alive(TypedDict):
    """The heartbeat, every second."""

    type: Literal["alive"]


class Device(TypedDict):
    """Something that can compute."""

    name: str
    description: str


class Devices(TypedDict):
    """What there is to compute with."""

    type: Literal["devices"]
    devices: list[Device]
    used: str


class Forecast(TypedDict):
    """What a job is expected to take."""

    type: Literal["forecast"]
    id: int
    seconds: float
    memory_bytes: int


class ProgressMessage(TypedDict):
    """How far a job is."""

    type: Literal["progress"]
    id: int
    fraction: float
    level: list[int]
    level_index: int
    levels: int
    evaluation: int
    evaluations: int
    loss: float
    seconds_left: float | None


class Preview(TypedDict):
    """A picture of a job's state."""

    type: Literal["preview"]
    id: int
    file: str
    width: int
    height: int


class Paused(TypedDict):
    """A job waits after a level."""

    type: Literal["paused"]
    id: int
    level_index: int


class Done(TypedDict):
    """A job's result."""

    type: Literal["done"]
    id: int
    file: str
    width: int
    height: int
    channels: int
    stopped: bool
    seconds: float
    report: dict[str, Any]


class Cancelled(TypedDict):
    """A job was cancelled."""

    type: Literal["cancelled"]
    id: int


class Error(TypedDict):
    """A job or a command failed; `code` and `values` let a client translate the sentences."""

    type: Literal["error"]
    id: int | None
    message: str
    hint: str
    code: str
    values: dict[str, Any]
    log: str


Message = Union[Ready, Alive, Devices, Forecast, ProgressMessage, Preview, Paused, Done, Cancelled, Error]


class Prepare(TypedDict, total=False):
    """Load ahead of time what a job with these options needs."""

    type: Literal["prepare"]
    kind: Literal["style", "dream"]
    options: dict[str, Any]


class PixelFile(TypedDict, total=False):
    """A file of pixels; `weight`, `scale`, `region` and `mask` for styles alone."""

    file: str
    width: int
    height: int
    channels: int
    weight: float
    scale: float
    region: dict[str, Any]
    mask: dict[str, Any]


class JobCommand(TypedDict, total=False):
    """What both kinds of job have."""

    type: Literal["job"]
    id: int
    content: PixelFile
    options: dict[str, Any]
    pause_after_level: int


class StyleJob(JobCommand, total=False):
    """Style transfer."""

    kind: Literal["style"]
    styles: list[PixelFile]
    start: PixelFile


class DreamJob(JobCommand, total=False):
    """Deep Dream."""

    kind: Literal["dream"]
    guide: PixelFile


class Continue(TypedDict):
    """Continue a paused job."""

    type: Literal["continue"]
    id: int


class Stop(TypedDict):
    """Finish a job now, with the best picture so far."""

    type: Literal["stop"]
    id: int


class Cancel(TypedDict):
    """Give up a job."""

    type: Literal["cancel"]
    id: int


class Quit(TypedDict):
    """End the worker."""

    type: Literal["quit"]
