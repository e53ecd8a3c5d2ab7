"""An editor made of lists: layers of float32 pixels, one selection mask, an undo history that counts."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from common.errors import GoneError
from common.pixels import Area, Picture, keep_transparency, read_bands, with_channels
from common.progress import UserAction


class FakeLayer:
    """A layer with its own pixels; `mask` is what the selection covers of it (None: all)."""

    def __init__(self, name: str, width: int, height: int, channels: int = 4, value: float = 0.25) -> None:
        self.name, self._size, self._channels = name, (width, height), channels
        self.pixels = array("f", [value] * (width * height * channels))
        if channels == 4:
            self.pixels[3::4] = array("f", [1.0] * (width * height))
        self.area: Area | None = Area(0, 0, width, height)
        self.intact = True
        self.trouble = ""
        self.offsets, self.canvas = (0, 0), (width, height)

    def problem(self, in_place: bool) -> str:
        return self.trouble if in_place else ""

    def frame_problem(self) -> str:
        return self.trouble

    def opacity(self) -> float:
        return 1.0

    def size(self) -> tuple[int, int]:
        return self._size

    def selected_area(self) -> Area | None:
        return self.area

    def style_area(self) -> Area:
        return Area(0, 0, *self._size)

    def channels(self) -> int:
        return self._channels

    def read(self, area: Area, file: BinaryIO) -> None:
        if not self.intact:
            raise GoneError(f"{self.name} has gone.")
        for row in range(area.y, area.y + area.height):
            file.write(self.row(row, area).tobytes())

    def is_intact(self) -> bool:
        return self.intact

    def row(self, row: int, area: Area) -> array[float]:
        start = (row * self._size[0] + area.x) * self._channels
        return self.pixels[start : start + area.width * self._channels]

    def write(self, area: Area, pixels: bytes) -> None:
        values, stride = array("f", pixels), area.width * self._channels
        for row in range(area.height):
            start = ((area.y + row) * self._size[0] + area.x) * self._channels
            self.pixels[start : start + stride] = values[row * stride : (row + 1) * stride]


@dataclass(frozen=True)
class FakeRegion:
    """Where a style paints: the same value all over any layer."""

    value: float

    def over(self, _layer: FakeLayer) -> FakeRegion:
        return self

    def channels(self) -> int:
        return 1

    def read(self, area: Area, file: BinaryIO) -> None:
        file.write(array("f", [self.value] * (area.width * area.height)).tobytes())


class FakeProgress:
    """Stores what was shown; `on_look` says what the user does at each look at the window."""

    has_user = False

    def __init__(self, on_look: Any = None) -> None:
        self.shown: list[tuple[float, str]] = []
        self.previews: list[tuple[int, int, bytes]] = []
        self.losses: list[tuple[int, int, int, float]] = []
        self.closed, self.finished = False, ""
        self._on_look = on_look

    def show(self, fraction: float, text: str) -> None:
        self.shown.append((fraction, text))

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        self.previews.append((width, height, rgb))

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        self.losses.append((level, evaluation, evaluations, loss))

    def finish(self, text: str) -> None:
        self.finished = text

    def user_action(self) -> UserAction:
        return (self._on_look and self._on_look(self)) or UserAction.CONTINUE

    def close(self) -> None:
        self.closed = True


class FakeHost:
    """Writes like an editor: paint_over keeps to the area, add_above and open_image collect."""

    def __init__(self, on_look: Any = None) -> None:
        self.progress = FakeProgress(on_look)
        self.undo_steps = 0
        self.added: list[tuple[str, Area, bytes]] = []
        self.images: list[tuple[str, bytes]] = []
        self.stacks: list[tuple[tuple[int, int], list[tuple[str, tuple[int, int]]]]] = []
        self.told: list[str] = []
        self.stored = self.asked_for_rgb = False
        self.has_windows = True

    def store_selection(self) -> None:
        self.stored = True

    def allow_rgb(self) -> None:
        self.asked_for_rgb = True

    def open_progress(self, title: str) -> FakeProgress:
        assert title
        return self.progress

    @contextlib.contextmanager
    def undo_step(self) -> Iterator[None]:
        self.undo_steps += 1
        yield

    def paint_over(self, layer: FakeLayer, area: Area, picture: Picture) -> bool:
        if layer.trouble:
            return False
        for top, rows, pixels in read_bands(picture):
            band = Area(area.x, area.y + top, area.width, rows)
            painted = with_channels(pixels, picture.channels, layer.channels())
            if layer.channels() == 4:
                before = b"".join(layer.row(row, band).tobytes() for row in range(band.y, band.y + rows))
                painted = keep_transparency(painted, before)
            layer.write(band, painted)
        return True

    def add_above(self, layer: FakeLayer, area: Area, picture: Picture) -> bool:
        self.added.append((layer.name, area, picture.path.read_bytes()))
        return True

    def open_image(self, title: str, picture: Picture, unseen: bool = False) -> bool:
        if self.has_windows or unseen:
            self.images.append((title, picture.path.read_bytes()))
        return self.has_windows or unseen

    def open_layers(self, size: tuple[int, int], layers: Any) -> bool:
        if self.has_windows:
            self.stacks.append((size, [(name, place) for name, place, _ in layers]))
        return self.has_windows

    def tell(self, text: str) -> None:
        self.told.append(text)
