"""The preview in the dialog: the coarse levels of the run that OK will finish, started while the user chooses.

Nothing here blocks: `tick` is called at short intervals, does a little work and reads the engine's messages.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import protocol
from common.core import JobSpec, job_for
from common.errors import EngineError, JobError, PluginError
from common.layers import Content
from common.pixels import Area
from common.session import Session, Source
from common.texts import _, duration, sentences

TICK_SECONDS = 0.03
"""The interval at which `tick` should be called."""
SETTLE_SECONDS = 0.4
"""How long the settings must stay the same before a new preview starts."""
IDLE_SECONDS = 3600.0
WORK_SECONDS = 0.02
"""How long one tick may send pixels: the dialog responds in between."""

LAST_LEVEL = 1
"""Where the preview pauses: at 256 pixels. At the coarsest level, of half that, a face cannot be seen yet."""


CROP_SIDE = 320
"""Width and height of a crop, in pixels of the final picture."""
CROP_SETTLE_SECONDS = 0.15
"""How long its place must stay the same before a crop is asked for."""

Place = tuple[float, float, float, float]
"""Left, top, width and height of a part, as shares of the picture's width and height."""


def frame_sides(place: Place, width: int, height: int, inset: int) -> list[tuple[int, int, int, int]]:
    """The sides (left, top, width, height) of a frame around a place in a picture of a size; none where it is tiny."""
    left, top = round(place[0] * width) + inset, round(place[1] * height) + inset
    right = min(width, round((place[0] + place[2]) * width)) - inset
    bottom = min(height, round((place[1] + place[3]) * height)) - inset
    if right - left < 2 or bottom - top < 2:
        return []
    sides = [(left, top, right - left, 1), (left, bottom - 1, right - left, 1)]
    return [*sides, (left, top, 1, bottom - top), (right - 1, top, 1, bottom - top)]


class Viewer(Protocol):
    """Shows a preview (8-bit sRGB rows), what it is doing, what the whole job will take, and devices' descriptions.

    Where a crop of the final picture at 100 % can be had, that too, and a frame on the preview around its place.
    """

    def show_picture(self, width: int, height: int, rgb: bytes, /) -> None: ...
    def show_state(self, text: str, /) -> None: ...
    def show_forecast(self, text: str, /) -> None: ...
    def show_devices(self, names: Mapping[str, str], /) -> None: ...
    def offer_crop(self, offered: bool, /) -> None: ...
    def show_crop(self, width: int, height: int, rgb: bytes, /) -> None: ...
    def frame(self, place: Place | None, /) -> None: ...


@dataclass(frozen=True)
class _Shown:
    """What decides how the preview looks; where the result goes does not."""

    request: JobSpec
    content: Content
    area: Area
    pixels: list[Source]

    @classmethod
    def of(cls, request: JobSpec) -> _Shown | None:
        """The first content of a request; None where the selection misses it."""
        content = request.contents[0]
        area = content.selected_area()
        request = dataclasses.replace(request, result="")
        return cls(request, content, area, request.sources(content, area)) if area else None


class Preview:
    """Runs the coarse levels of what the dialog's settings say now; `is_alive` is False once the engine has ended."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session, self.is_alive = session, True
        self._viewer = viewer
        self._requested: _Shown | None = None
        self._due = 0.0
        self._sending: Iterator[None] | None = None
        self._is_paused = False
        self._centre: tuple[float, float] | None = None
        self._crop_due = math.inf
        viewer.show_state(_("Starting the engine…"))

    def request(self, request: JobSpec | None, wait: float = SETTLE_SECONDS) -> None:
        """Preview this from now on; None: there is nothing to preview."""
        requested = _Shown.of(request) if request else None
        if requested != self._requested:
            self._requested, self._due, self._sending = requested, time.monotonic() + wait, None
            self._is_paused = False  # what is there is out of date
            self._frame()

    def show_crop(self, x: float, y: float) -> None:
        """Show the final picture around a place (0..1, 0..1) at 100 %, as soon as the preview is finished."""
        self._centre, self._crop_due = (x, y), time.monotonic() + CROP_SETTLE_SECONDS
        self._frame()

    def hide_crop(self) -> None:
        """Show no crop any more."""
        self._centre, self._crop_due = None, math.inf
        self._frame()

    def note_devices(self, message: protocol.Message) -> None:
        """Show which devices there are, if a message says that."""
        if message["type"] == "devices":
            self._viewer.show_devices({device["name"]: device["description"] for device in message["devices"]})

    def tick(self) -> None:
        """Read the engine's messages, cancel a job that is out of date, start the one that is requested."""
        if not self.is_alive:
            return
        try:
            while message := self.session.receive(0):
                self._handle(message)
            if self._is_paused and time.monotonic() >= self._crop_due:
                self._ask_for_crop()
            if self.session.engine.folder is not None and time.monotonic() >= self._due:
                self._work()
        except JobError as error:
            self._viewer.show_state(str(error))
        except (PluginError, OSError) as error:
            self.is_alive = not isinstance(error, EngineError)
            self._requested = self._requested if self.is_alive else None
            self._viewer.show_state(str(error))

    def _work(self) -> None:
        """One step from what runs to what is requested."""
        requested, self._due = self._requested, time.monotonic()
        if self._sending is None:
            self._sending = self._restart(requested)
        until = time.monotonic() + WORK_SECONDS
        with contextlib.suppress(StopIteration):
            while self._due <= time.monotonic() < until:
                next(self._sending)

    def _restart(self, requested: _Shown | None) -> Iterator[None]:
        """Cancel the running job and start the one that is requested, step by step; afterwards idle."""
        self.session.control("cancel")
        while self.session.number is not None:
            self._due = time.monotonic() + TICK_SECONDS
            yield
        if requested:
            self._viewer.show_state(_("Preparing…"))
            yield from self.session.send_pixels(requested.pixels)
            job = job_for(requested.request, requested.content, requested.area, self.session)
            self.session.start(job, pause_after_level=LAST_LEVEL)
        while True:
            self._due = time.monotonic() + IDLE_SECONDS
            yield

    def _handle(self, message: protocol.Message) -> None:
        if message["type"] == "devices":
            self.note_devices(message)
        elif message.get("id") != self.session.number:
            return
        elif message["type"] == "preview":
            self._show_picture(message)
        elif message["type"] == "forecast":
            said = f"{_forecast(message)} {sentences(message['notices'])}".strip()
            self._viewer.show_forecast(_("{device}: {forecast}").format(device=message["device"], forecast=said))
            self._viewer.offer_crop(message["crops"])
        elif message["type"] == "progress":
            level = " × ".join(map(str, message["level"]))
            self._viewer.show_state(_("Preview at {size} pixels…").format(size=level))
        elif message["type"] == "paused":
            self._is_paused = True
            self._crop_due = -math.inf if self._centre else math.inf
            self._viewer.show_state(_("The preview is finished; OK continues from here."))
        elif message["type"] == "crop":
            self._show_crop(message)

    def _show_picture(self, message: protocol.Preview) -> None:
        rgb = self.session.preview(message)
        if rgb:
            self._viewer.show_picture(message["width"], message["height"], rgb)

    def _ask_for_crop(self) -> None:
        """Let the engine paint the part that is framed."""
        self._crop_due = math.inf
        if self._requested and self._centre:
            self._viewer.show_state(_("Painting a part at 100 %…"))
            self.session.crop(_crop(self._centre, self._requested.area))

    def _show_crop(self, message: protocol.CropMessage) -> None:
        rgb = self.session.preview(message)
        if rgb and self._centre:
            self._viewer.show_crop(message["width"], message["height"], rgb)
            self._viewer.show_state(_("The preview is finished; OK continues from here."))

    def _frame(self) -> None:
        """Show on the preview where the crop is."""
        if self._requested is None or self._centre is None:
            self._viewer.frame(None)
            return
        area = self._requested.area
        crop = _crop(self._centre, area)
        self._viewer.frame(
            (crop.x / area.width, crop.y / area.height, crop.width / area.width, crop.height / area.height)
        )


def _crop(centre: tuple[float, float], area: Area) -> Area:
    """The part around a place of an area, in the area's own pixels, as far as it has so many."""
    width, height = min(CROP_SIDE, area.width), min(CROP_SIDE, area.height)
    x, y = (round(place * whole - part / 2) for place, whole, part in zip(centre, area[2:], (width, height)))
    return Area(max(0, min(x, area.width - width)), max(0, min(y, area.height - height)), width, height)


def _forecast(message: protocol.Forecast) -> str:
    about = {"time": duration(message["seconds"]), "memory": message["memory_bytes"] >> 20}
    if count := message.get("frames"):
        text = _("OK will take about {time} for {count} frames, and {memory} MiB of memory.")
        return text.format(count=count, **about)
    return _("OK will take about {time} and {memory} MiB of memory.").format(**about)
