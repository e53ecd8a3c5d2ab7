"""What a job needs of an editor: to add one, write a class with the methods of `Host`, as `gimp_host` does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from common.layers import Content, Layer
from common.pixels import Area, Picture, Sink
from common.progress import Progress

PlacedPicture = tuple[str, tuple[int, int], Picture]
"""A layer's name, its offsets and its pixels."""


class Mask(Protocol):
    """A picture of one channel that lies on a layer: 1 where it is white, 0 where it is black."""

    def channels(self) -> int:
        """1."""

    def read(self, area: Area, file: Sink) -> None:
        """Write the values of `area`, in the layer's own pixels, to `file`."""


class Region(Protocol):
    """Where a style paints."""

    def over(self, content: Content) -> Mask:
        """The mask on what is painted; masks of the same content are equal."""


class Host(Protocol):
    """The editor, with the image whose layers are painted."""

    def store_selection(self) -> None:
        """Keep a copy of the selection, so that the result gets into it whatever the user does meanwhile."""

    def allow_rgb(self) -> None:
        """An indexed image must become RGB: ask the user; raises Cancelled or, without a user, InputError."""

    def open_progress(self, title: str) -> Progress:
        """A progress window or bar."""

    def undo_step(self) -> AbstractContextManager[None]:
        """Make one step of the undo history of all that is written inside; an indexed image becomes RGB in it."""

    def paint_over(self, layer: Layer, area: Area, picture: Picture) -> bool:
        """Replace the layer's pixels inside the stored selection; its alpha stays. False where the editor refuses."""

    def add_above(self, layer: Layer, area: Area, picture: Picture) -> bool:
        """Add the picture as a layer above, shaped by the stored selection; False where the editor refuses."""

    def open_image(self, title: str, picture: Picture, unseen: bool = False) -> bool:
        """Open the picture as a new image; False without a user to see it, unless `unseen` is allowed."""

    def open_layers(self, size: tuple[int, int], layers: Sequence[PlacedPicture]) -> bool:
        """Open pictures as the layers of a new image, the bottom one first; False without a user to see it."""

    def tell(self, text: str) -> None:
        """Show the user a message."""
