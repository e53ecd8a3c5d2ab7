"""One engine, the pixels it was sent and the job it runs: the dialog's preview and the job that paints share them.

Pixels are sent once. The preview starts a job, and the job that paints continues it where it is the same.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Union

from common.engine_client import PLUGIN_FOLDER, Engine
from common.errors import JobError
from common.host import Mask
from common.layers import Layer
from common.pixels import Area, Sink, bands
from protocol import CellMessage, CropMessage, Message, Preview

Job = dict[str, Any]
"""A job's content, styles and options, as the protocol has them: all but its number."""
Source = tuple[Union[Layer, Mask], Area]
"""What is to be sent, and which part of it."""


class Checksum:
    """Takes the checksum of what is written through it, as a file or in place of one."""

    def __init__(self, file: Sink | None = None) -> None:
        self.value, self._file = 0, file

    def write(self, data: bytes) -> int:
        """See `Sink`."""
        self.value = zlib.crc32(data, self.value)
        return self._file.write(data) if self._file else len(data)


def checksum_of(layer: Layer, area: Area) -> int:
    """The checksum of a layer's pixels as they are now; raises GoneError if the layer was removed or changed."""
    summed = Checksum()
    for top, rows in bands(area.width, area.height, layer.channels()):
        layer.read(Area(area.x, area.y + top, area.width, rows), summed)
    return summed.value


class Session:
    """A context manager: inside, the engine runs; afterwards nothing of it is left. `number` is the running job's."""

    def __init__(self, folder: Path = PLUGIN_FOLDER) -> None:
        self.engine = Engine(folder)
        self.number: int | None = None
        self._job: Job | None = None
        self._jobs, self._pictures = itertools.count(), itertools.count()
        self._files: dict[Source, dict[str, Any]] = {}
        self._seen: dict[Source, int] = {}

    def __enter__(self) -> Session:
        self.engine.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    def prepare(self, options: Mapping[str, Any], kind: str = "style") -> None:
        """Let the engine load ahead of time what jobs with these options need; it answers `devices`."""
        self.engine.send({"type": "prepare", "kind": kind, "options": dict(options)})

    def receive(self, seconds: float) -> Message | None:
        """The engine's next message, see `Engine.receive`; notes the end of the running job."""
        try:
            message = self.engine.receive(seconds)
        except JobError as error:
            if error.number == self.number:
                self.number = None
            raise
        if message and message.get("id") == self.number and message.get("type") in ("done", "cancelled"):
            self.number = None
        return message

    def send_pixels(self, sources: Sequence[Source]) -> Iterator[None]:
        """Write the pixels of these areas into the worker's folder, a band at each step; what was sent before stays.

        Everything else that was sent is removed: pictures are large.
        """
        for key in set(self._files) - set(sources):
            self.engine.path(self._files.pop(key)["file"]).unlink(missing_ok=True)
        for layer, area in sources:
            if (layer, area) not in self._files:
                yield from self._send(layer, area)

    def picture(self, layer: Layer | Mask, area: Area) -> dict[str, Any]:
        """The entry of a job for pixels that were sent."""
        return dict(self._files[layer, area])

    def seen(self, layer: Layer | Mask, area: Area) -> int | None:
        """The checksum of the pixels that were sent; None where none were."""
        return self._seen.get((layer, area))

    def runs(self, job: Job) -> bool:
        """Whether this very job is running and was not cancelled."""
        return self.number is not None and self._job == job

    def start(self, job: Job, **more: Any) -> int:
        """Start a job while no other one runs; returns its id."""
        self.number, self._job = next(self._jobs), job
        self.engine.send({"type": "job", "id": self.number, **job, **more})
        return self.number

    def control(self, command: str) -> None:
        """Send `continue`, `stop` or `cancel` to the running job, if there is one."""
        if command == "cancel":
            self._job = None  # the engine ends it a moment later
        if self.number is not None:
            self.engine.send({"type": command, "id": self.number})

    def crop(self, area: Area) -> None:
        """Ask the running job, which has to be paused, for a part of its result at 100 %."""
        if self.number is not None:
            self.engine.send({"type": "crop", "id": self.number, **area._asdict()})

    def preview(self, message: Preview | CropMessage | CellMessage) -> bytes | None:
        """The rows of a `preview`, a `crop` or a `cell`, 8-bit sRGB; removes its file. None where it is incomplete."""
        path = self.engine.path(message["file"])
        try:
            rgb = path.read_bytes()
            path.unlink()
        except OSError:
            return None
        return rgb if len(rgb) == 3 * message["width"] * message["height"] else None

    def _send(self, layer: Layer | Mask, area: Area) -> Iterator[None]:
        name, channels = f"pixels-{next(self._pictures)}.f32", layer.channels()
        with self.engine.path(name).open("wb") as file:
            summed = Checksum(file)
            for top, rows in bands(area.width, area.height, channels):
                layer.read(Area(area.x, area.y + top, area.width, rows), summed)
                yield
        self._seen[layer, area] = summed.value
        self._files[layer, area] = {"file": name, "width": area.width, "height": area.height, "channels": channels}
