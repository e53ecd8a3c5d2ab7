"""Layers as a job sees them: what may be painted, and their pixels. Each GIMP has a subclass."""

from __future__ import annotations

import enum
from typing import Any, Protocol

from common.errors import GoneError
from common.pixels import Area, Sink
from common.texts import _

Shape = tuple[int, int, int, bool, int]
"""Width, height, id of the image, whether there is an alpha channel, base type of the image."""


class Obstacle(enum.Enum):
    """Why a layer cannot be painted, as a sentence."""

    NO_LAYER = _("“{name}” is not a layer; select a layer to paint.")
    FLOATING = _("The layer is a floating selection; anchor it (Layer > Anchor Layer) and try again.")
    GROUP = _("“{name}” is a layer group; select a layer in it, or choose the result as a new layer.")
    LOCKED = _("The pixels of the layer “{name}” are locked; unlock them, or choose the result as a new layer.")
    SPECIAL = _("“{name}” is a link or vector layer; rasterize it, or choose the result as a new layer.")


_AS_FRAME = {
    Obstacle.GROUP: _("“{name}” is a layer group; merge it into one layer: each frame is one."),
    Obstacle.LOCKED: _("The pixels of the layer “{name}” are locked; unlock them."),
    Obstacle.SPECIAL: _("“{name}” is a link or vector layer; rasterize it."),
}
_MASKED = _("The layer “{name}” has a layer mask; apply it (Layer > Mask > Apply Layer Mask).")
_BLENDED = _("The layer “{name}” is blended in a mode other than Normal; a frame cannot be.")


class Content(Protocol):
    """What a job is about: a layer, or all that is seen of several.

    `drawable` is GIMP's own object, None for several; `offsets` is where it was in its image when the job began.
    """

    @property
    def drawable(self) -> Any: ...
    @property
    def name(self) -> str: ...
    @property
    def offsets(self) -> tuple[int, int]: ...
    def problem(self, in_place: bool) -> str:
        """Why it cannot be painted, as a sentence; empty when it can."""

    def selected_area(self) -> Area | None:
        """The part that is to be painted, with its context; None where the selection misses it."""


class Hooks(Protocol):
    """What each GIMP does in its own way; opacities are 0..1."""

    def current_offsets(self) -> tuple[int, int]: ...
    def selected_bounds(self) -> Area | None: ...
    def canvas_size(self) -> tuple[int, int]: ...
    def opacity(self) -> float: ...
    def _has_mask(self) -> bool: ...
    def _is_normal(self) -> bool: ...
    def _obstacle(self) -> Obstacle | None: ...
    def _exists(self) -> bool: ...
    def _current_shape(self) -> Shape: ...
    def _pixels(self, area: Area) -> bytes: ...


class Layer(Hooks):
    """A layer, to be read as content or style; as a style it may be any drawable.

    `drawable` is GIMP's own object, `offsets` is where it was in its image when the job began, `canvas` how large that
    was.
    """

    def __init__(self, drawable: Any, name: str) -> None:
        self.drawable, self.name = drawable, name
        self.offsets, self.canvas = self.current_offsets(), self.canvas_size()
        self._shape = self._current_shape()

    def problem(self, in_place: bool) -> str:
        """Why this layer cannot be painted, as a sentence; empty when it can."""
        obstacle = self._obstacle()
        if obstacle is None or not (in_place or obstacle in (Obstacle.NO_LAYER, Obstacle.FLOATING)):
            return ""
        return obstacle.value.format(name=self.name)

    def frame_problem(self) -> str:
        """Why this layer cannot be painted as a frame of an animation, as a sentence; empty when it can."""
        obstacle = self._obstacle()
        if obstacle:
            return _AS_FRAME.get(obstacle, obstacle.value).format(name=self.name)
        text = _MASKED if self._has_mask() else "" if self._is_normal() else _BLENDED
        return text.format(name=self.name)

    def selected_area(self) -> Area | None:
        """The part of the layer inside the selection, with its context; None where the selection misses it."""
        bounds = self.selected_bounds()
        return bounds.with_context(*self._current_shape()[:2]) if bounds else None

    def style_area(self) -> Area:
        """The part of the layer that counts where it is a style: all of it; raises GoneError if it was removed."""
        self.require_intact()
        return Area(0, 0, *self._shape[:2])

    def channels(self) -> int:
        """4 with transparency, 3 without."""
        return 4 if self._shape[3] else 3

    def read(self, area: Area, file: Sink) -> None:
        """Write the pixels of `area` to `file`; raises GoneError if the layer was removed or changed."""
        self.require_intact()
        file.write(self._pixels(area))

    def is_intact(self) -> bool:
        """Whether the layer is still in its image, with the size it had when the job began."""
        return self._exists() and self._current_shape() == self._shape

    def require_intact(self) -> None:
        """Raise GoneError unless the layer is intact."""
        if not self.is_intact():
            raise GoneError(_("The layer “{name}” was removed or changed before it was read.").format(name=self.name))
