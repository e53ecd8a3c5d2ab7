"""The preview in the dialog: the coarse levels of the very run that OK will finish, begun while the user chooses.

Nothing here waits: `tick` does a little work and reads what the engine has said since, and is called again and again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from common.core import Wanted, job_for, pixels_of
from common.errors import EngineError, JobError, PluginError
from common.host import Area, Layer
from common.session import Session
from common.texts import _, duration

TICK_SECONDS = 0.03
"""How often `tick` wants to be called."""
SETTLE_SECONDS = 0.4
"""How long the knobs must be at rest before a new preview begins."""
REST_SECONDS = 3600.0
WORK_SECONDS = 0.02
"""How long one tick may send pixels: the dialog answers in between."""

LAST_LEVEL = 1
"""Where the preview rests: at 256 pixels. At the coarsest level, of half that, a face is not yet to be seen."""


class Viewer(Protocol):
    """Shows a preview: the dialog."""

    def show_picture(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""
        ...

    def show_state(self, text: str) -> None:
        """Say what the preview is doing."""
        ...

    def show_forecast(self, text: str) -> None:
        """Say what the whole job will take."""
        ...

    def show_devices(self, names: Mapping[str, str]) -> None:
        """Offer these devices: descriptions by name."""
        ...


@dataclass(frozen=True)
class _Shown:
    """What decides how the preview looks; where the result goes does not."""

    request: Wanted
    layer: Layer
    area: Area
    pixels: list[tuple[Layer, Area]]

    @classmethod
    def of(cls, request: Wanted) -> _Shown | None:
        """The first layer of a request; None where the selection misses it."""
        layer = request.layers[0]
        area = layer.selected_area()
        request = dataclasses.replace(request, result="")
        return cls(request, layer, area, pixels_of(request, layer, area)) if area else None


class Preview:
    """Keeps one session at work on the coarse levels of what the user wants now.

    Attributes
    ----------
    session : to be handed to `core.paint`, which goes on where the preview is
    is_alive : False once the engine has ended
    """

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session, self.is_alive = session, True
        self._viewer = viewer
        self._wanted: _Shown | None = None
        self._due = 0.0
        self._sending: Iterator[None] | None = None
        self._seconds = 0.0
        viewer.show_state(_("Starting the engine…"))

    def want(self, request: Wanted | None, wait: float = SETTLE_SECONDS) -> None:
        """Preview this from now on; None: nothing can be previewed."""
        wanted = _Shown.of(request) if request else None
        if wanted != self._wanted:
            self._wanted, self._due, self._sending = wanted, time.monotonic() + wait, None

    def tick(self) -> None:
        """Read the engine's messages, end what is no longer wanted, begin what is."""
        if not self.is_alive:
            return
        try:
            while message := self.session.receive(0):
                self._take(message)
            if self.session.engine.folder is not None and time.monotonic() >= self._due:
                self._work()
        except JobError as error:
            self._viewer.show_state(str(error))
        except (PluginError, OSError) as error:
            self.is_alive = not isinstance(error, EngineError)
            self._wanted = self._wanted if self.is_alive else None
            self._viewer.show_state(str(error))

    def _work(self) -> None:
        """One step from what runs to what is wanted."""
        wanted, self._due = self._wanted, time.monotonic()
        if self._sending is None:
            self._sending = self._begin(wanted)
        until = time.monotonic() + WORK_SECONDS
        with contextlib.suppress(StopIteration):
            while self._due <= time.monotonic() < until:
                next(self._sending)

    def _begin(self, wanted: _Shown | None) -> Iterator[None]:
        """End the running job and begin the one that is wanted, step by step; afterwards rest."""
        self.session.tell("cancel")
        while self.session.number is not None:
            self._due = time.monotonic() + TICK_SECONDS
            yield
        if wanted:
            self._viewer.show_state(_("Preparing…"))
            yield from self.session.send_pixels(wanted.pixels)
            job = job_for(wanted.request, wanted.layer, wanted.area, self.session)
            self.session.begin(job, pause_after_level=LAST_LEVEL)
        while True:
            self._due = time.monotonic() + REST_SECONDS
            yield

    def _take(self, message: Mapping[str, Any]) -> None:
        kind = message.get("type")
        if kind == "devices":
            self._viewer.show_devices({device["name"]: device["description"] for device in message["devices"]})
        elif message.get("id") != self.session.number:
            return
        elif kind == "preview":
            self._show_picture(message)
        elif kind == "forecast":
            self._seconds = message["seconds"]
            about = {"time": duration(self._seconds), "memory": message["memory_bytes"] >> 20}
            self._viewer.show_forecast(_("OK will take about {time} and {memory} MiB of memory.").format(**about))
        elif kind == "progress":
            level = " × ".join(map(str, message["level"]))
            self._viewer.show_state(_("Preview at {size} pixels…").format(size=level))
        elif kind == "paused":
            self._viewer.show_state(_("The preview is finished; OK goes on from here."))

    def _show_picture(self, message: Mapping[str, Any]) -> None:
        rgb = self.session.preview(message)
        if rgb:
            self._viewer.show_picture(message["width"], message["height"], rgb)
