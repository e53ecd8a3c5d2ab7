"""What the job needs of an editor: layers, pixels, progress, messages. GIMP 3 is one implementation.

Pixels are raw rows of float32 values in the machine's byte order, sRGB-coded R'G'B' or straight R'G'B'A, 0..1.
"""

from __future__ import annotations

import enum
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

CONTEXT = 16
"""Pixels around a selection that are painted with it, at the least: strokes cross its edge instead of ending there."""
CONTEXT_SHARE = 1 / 48
"""The same as a share of the selection's longest side: large ones are worked on at a smaller size."""


class Area(NamedTuple):
    """A rectangle of a layer, in the layer's own pixels."""

    x: int
    y: int
    width: int
    height: int

    def with_context(self, width: int, height: int) -> Area:
        """This area and a little around it, as far as a layer of `width` x `height` pixels reaches."""
        margin = max(CONTEXT, round(CONTEXT_SHARE * max(self.width, self.height)))
        left, top = max(0, self.x - margin), max(0, self.y - margin)
        right, bottom = self.x + self.width + margin, self.y + self.height + margin
        return Area(left, top, min(width, right) - left, min(height, bottom) - top)


class Wish(enum.Enum):
    """What the user asked for in the progress window."""

    GO_ON = "go on"
    STOP = "stop and keep"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Picture:
    """A pixel file: `height` rows of `width` pixels of `channels` (3 or 4) float32 values."""

    path: Path
    width: int
    height: int
    channels: int


class Layer(Protocol):
    """One layer, to be read as content or style."""

    name: str

    def problem(self, in_place: bool) -> str:
        """Why this layer cannot be painted, as a sentence; empty when it can."""
        ...

    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        ...

    def selected_area(self) -> Area | None:
        """The part of the layer inside the selection, with its context; None where the selection misses it."""
        ...

    def style_area(self) -> Area:
        """The part of the layer that is meant where it is a style; raises GoneError where it has gone."""
        ...

    def channels(self) -> int:
        """4 with transparency, 3 without."""
        ...

    def read(self, area: Area, file: BinaryIO) -> None:
        """Write the pixels of `area` to `file`; raises GoneError where there are none any more."""
        ...

    def is_intact(self) -> bool:
        """Whether the layer is still there, in its image and with the size it had when the job began."""
        ...


class Mask(Protocol):
    """A picture of one channel that lies on a layer: 1 where it is white, 0 where it is black."""

    def channels(self) -> int:
        """1."""
        ...

    def read(self, area: Area, file: BinaryIO) -> None:
        """Write the values of `area`, in the layer's own pixels, to `file`."""
        ...


class Region(Protocol):
    """Where a style paints."""

    def over(self, layer: Layer) -> Mask:
        """The mask on a layer that is painted; the same one compares equal."""
        ...


class Progress(Protocol):
    """Shows how far the job is and passes on what the user wants."""

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: no news of it) and a line about it."""
        ...

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""
        ...

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        """Show the loss of one more evaluation, of so many in all."""
        ...

    def wish(self) -> Wish:
        """Let the window breathe and say what the user asked for since the job began."""
        ...

    def finish(self, text: str) -> None:
        """All is done: tell a user who looks elsewhere."""
        ...

    def close(self) -> None:
        """Take the window away."""
        ...


class Host(Protocol):
    """The editor."""

    def remember(self) -> None:
        """Note the selection, so that the result lands in it whatever the user does meanwhile."""
        ...

    def open_progress(self, title: str) -> Progress:
        """A progress window or bar."""
        ...

    def undo_step(self) -> AbstractContextManager[None]:
        """All that is written inside becomes one step of the undo history."""
        ...

    def paint_over(self, layer: Layer, area: Area, picture: Picture) -> bool:
        """Replace the layer's pixels inside the remembered selection; False where the editor refuses."""
        ...

    def add_above(self, layer: Layer, area: Area, picture: Picture) -> bool:
        """Add the picture as a layer above, shaped by the remembered selection; False where refused."""
        ...

    def open_image(self, title: str, picture: Picture, unseen: bool = False) -> bool:
        """Open the picture as an image of its own; False where nobody would see it, unless that is meant."""
        ...

    def tell(self, text: str) -> None:
        """Show the user a message."""
        ...
