"""Every layer of an image painted as a frame of its animation, so that the frames hang together when they are played.

As GIMP plays an animation: the bottom layer comes first, and a layer whose name has the tag "(replace)" stands alone.
All others are combined with what is seen before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from common.core import StyleRequest
from common.delivery import Painted
from common.host import Host
from common.layers import Content, Layer
from common.pixels import Area, Picture
from common.session import Job, Session, Source
from common.texts import _

HELP = _(
    "Repaints every layer of the image as a frame of its animation, the bottom layer first, in the style of a layer of "
    "another image, so that the frames hang together. Layers with the tag “(replace)” stand alone, all others are "
    "combined with what is seen before them. Names, tags, places, sizes and transparency stay."
)
COMBINE, REPLACE = "(combine)", "(replace)"


@dataclass(frozen=True)
class Canvas:
    """What is seen of all layers: the content of the one job; see `Content`."""

    layers: tuple[Layer, ...]
    size: tuple[int, int]

    drawable: ClassVar[None] = None
    offsets: ClassVar[tuple[int, int]] = (0, 0)

    @property
    def name(self) -> str:
        """The first layer's."""
        return self.layers[0].name

    def problem(self, in_place: bool) -> str:  # noqa: ARG002
        """That of the first layer that has one."""
        return next(filter(None, (layer.frame_problem() for layer in self.layers)), "")

    def selected_area(self) -> Area | None:
        """All of it, wherever the selection touches a layer: frames are painted whole, and written where selected."""
        return Area(0, 0, *self.size) if any(layer.selected_area() for layer in self.layers) else None


@dataclass(frozen=True)
class FramesRequest(StyleRequest):
    """Layers, in the order in which they are played, to be painted as frames."""

    name: ClassVar[str] = _("Style Every Layer as a Frame")
    title: ClassVar[str] = _("Style Every Layer as a Frame: painting")

    @property
    def contents(self) -> Sequence[Content]:
        """See `JobSpec`."""
        return [Canvas(tuple(self.layers), self.layers[0].canvas)]

    def sources(self, content: Any, area: Area) -> list[Source]:
        """All layers, the styles, and their regions and the strength map on the canvas."""
        return [*((one, one.style_area()) for one in self.layers), *self.sources_of_styles(content, area)]

    def job(self, content: Any, area: Area, session: Session) -> Job:
        """See `JobSpec`."""
        frames = [{**session.picture(one, one.style_area()), **_as_frame(one)} for one in self.layers]
        size = {"width": area.width, "height": area.height}
        return {"kind": "video", **size, "frames": frames, **self.job_of_styles(content, area, session)}

    def painted(self, content: Any, area: Area, pictures: Sequence[Picture]) -> list[Painted]:  # noqa: ARG002
        """See `JobSpec`: the first layers, as many as are finished."""
        return [Painted(layer, picture.area, picture) for layer, picture in zip(self.layers, pictures)]

    def beside(self, host: Host, one: Painted) -> bool:  # noqa: ARG002
        """See `JobSpec`: a layer more would be a frame more."""
        return False

    def rescue(self, host: Host, refused: Sequence[Painted]) -> Sequence[Painted]:
        """See `JobSpec`: all in one new image, as they lay in theirs."""
        layers = [(one.layer.name, one.layer.offsets, one.picture) for one in refused]
        if not host.open_layers(self.layers[0].canvas, layers):
            return refused
        text = _("{count} layers were removed or changed while they were painted: their frames are a new image.")
        host.tell(text.format(count=len(refused)))
        return []


def combines(name: str) -> bool:
    """Whether a layer of this name is combined with what is seen before it; the first tag in the name counts."""
    replace, combine = name.find(REPLACE), name.find(COMBINE)
    return replace < 0 or 0 <= combine < replace


def _as_frame(layer: Layer) -> dict[str, Any]:
    """Where a frame lies on the canvas, and how it is seen, as the protocol has it."""
    x, y = layer.offsets
    return {"x": x, "y": y, "combine": combines(layer.name), "opacity": layer.opacity()}
