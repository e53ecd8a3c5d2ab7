"""One engine and what it was given: pixels are sent once, and the job that is running is known, however many want it.

The dialog's preview begins a job here, and the job that paints finds it under way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from common.engine_client import PLUGIN_FOLDER, Engine
from common.errors import JobError
from common.host import Area, Layer, Mask
from common.pixels import bands

Job = dict[str, Any]
"""A job's content, styles and options, as the protocol has them: all but its number."""


class Session:
    """A context manager: inside, the engine runs; afterwards nothing of it is left.

    Attributes
    ----------
    engine : Engine
    number : the running job's id; None where none runs
    """

    def __init__(self, folder: Path = PLUGIN_FOLDER) -> None:
        self.engine = Engine(folder)
        self.number: int | None = None
        self._job: Job | None = None
        self._jobs, self._pictures = itertools.count(), itertools.count()
        self._files: dict[tuple[Layer | Mask, Area], dict[str, Any]] = {}

    def __enter__(self) -> Session:
        self.engine.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    def prepare(self, options: Mapping[str, Any], kind: str = "style") -> None:
        """Let the engine load ahead of time what jobs with these options need; it answers `devices`."""
        self.engine.send({"type": "prepare", "kind": kind, "options": dict(options)})

    def receive(self, seconds: float) -> dict[str, Any] | None:
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

    def send_pixels(self, wanted: Sequence[tuple[Layer | Mask, Area]]) -> Iterator[None]:
        """Write the pixels of these areas into the worker's folder, a band at each step; what is there stays.

        Everything else that was sent is removed: pictures are large.
        """
        for key in set(self._files) - set(wanted):
            self.engine.path(self._files.pop(key)["file"]).unlink(missing_ok=True)
        for layer, area in wanted:
            if (layer, area) not in self._files:
                yield from self._send(layer, area)

    def picture(self, layer: Layer | Mask, area: Area) -> dict[str, Any]:
        """What a job says of pixels that were sent."""
        return dict(self._files[layer, area])

    def runs(self, job: Job) -> bool:
        """Whether just this job is running, and was not told to end."""
        return self.number is not None and self._job == job

    def begin(self, job: Job, **more: Any) -> int:
        """Start a job, when no other one runs; its id."""
        self.number, self._job = next(self._jobs), job
        self.engine.send({"type": "job", "id": self.number, **job, **more})
        return self.number

    def tell(self, wish: str) -> None:
        """Send `continue`, `stop` or `cancel` to the running job, if there is one."""
        if wish == "cancel":
            self._job = None  # it runs on until it has heard of it
        if self.number is not None:
            self.engine.send({"type": wish, "id": self.number})

    def preview(self, message: Mapping[str, Any]) -> bytes | None:
        """The rows of a `preview` message, 8-bit sRGB, whose file is removed; None where it is not whole."""
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
            for top, rows in bands(area.width, area.height, channels):
                layer.read(Area(area.x, area.y + top, area.width, rows), file)
                yield
        self._files[layer, area] = {"file": name, "width": area.width, "height": area.height, "channels": channels}
