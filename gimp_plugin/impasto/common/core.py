"""The job, whatever the editor: start the engine, send it the pixels, follow it, write the result back.

Nothing is written to the picture before every layer's result is there; a cancel leaves no trace.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Protocol

from common import settings
from common.delivery import Painted, deliver, tried
from common.engine_client import PLUGIN_FOLDER
from common.errors import EngineError, GoneError, InputError, JobError, PluginError
from common.follow import Follower
from common.host import Host, Region
from common.kept import Kept
from common.layers import Content, Layer
from common.pixels import Area, Picture
from common.session import Job, Session, Source
from common.texts import _
from options import DreamOptions, Options


@dataclass(frozen=True)
class Style:
    """A layer whose style is transferred, its weight among several, and where it paints; None: where no other does."""

    layer: Layer
    weight: float = 1.0
    region: Region | None = None


class JobSpec(Protocol):
    """What is to be done to some layers: one class for each kind of work."""

    name: ClassVar[str]
    title: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def layers(self) -> Sequence[Layer]: ...
    @property
    def contents(self) -> Sequence[Content]:
        """What each job is about: one of the layers, or all of them together."""

    @property
    def options(self) -> Any: ...
    @property
    def result(self) -> str: ...

    def check(self) -> None:
        """Raise an InputError that says what cannot be done."""

    def sources(self, content: Any, area: Area) -> list[Source]:
        """All pixels that the work on one area of one content reads."""

    def job(self, content: Any, area: Area, session: Session) -> Job:
        """The job's kind and sources, whose pixels the session has sent, as the protocol has them."""

    def painted(self, content: Any, area: Area, pictures: Sequence[Picture]) -> list[Painted]:
        """The layers that are finished with a job's result."""

    def beside(self, host: Host, one: Painted) -> bool:
        """Put the result of a layer that was painted on meanwhile beside it; False where that is impossible."""

    def rescue(self, host: Host, refused: Sequence[Painted]) -> Sequence[Painted]:
        """Save the results of layers that were removed, resized or locked meanwhile, and tell the user where.

        Those that could not be saved are returned.
        """


class OneByOne:
    """What requests have in common whose layers are painted one after the other."""

    name: ClassVar[str]
    layers: Sequence[Layer]

    @property
    def contents(self) -> Sequence[Content]:
        """See `JobSpec`."""
        return self.layers

    def beside(self, host: Host, one: Painted) -> bool:
        """See `JobSpec`: as a layer above."""
        done = host.add_above(one.layer, one.area, one.picture)
        if done:
            text = _("“{name}” was changed while it was painted: the result is a layer above it.")
            host.tell(text.format(name=one.layer.name))
        return done

    def rescue(self, host: Host, refused: Sequence[Painted]) -> Sequence[Painted]:
        """See `JobSpec`: each as a new image."""
        lost = []
        for one in refused:
            if not tried(host.open_image, one.title, one.picture):
                lost.append(one)
                continue
            text = _("The layer “{name}” was removed or changed while it was painted: the result is a new image.")
            host.tell(text.format(name=one.layer.name))
        return lost

    def painted(self, content: Any, area: Area, pictures: Sequence[Picture]) -> list[Painted]:
        """See `JobSpec`."""
        return [Painted(content, area, picture) for picture in pictures]


@dataclass(frozen=True)
class StyleRequest(OneByOne):
    """Layers to be painted in the style of others; what a strength map holds is painted less, or not at all."""

    name: ClassVar[str] = _("Neural Style")
    title: ClassVar[str] = _("Neural Style: painting")

    layers: Sequence[Layer]
    styles: Sequence[Style]
    options: Options = dataclasses.field(default_factory=Options)
    result: str = settings.IN_PLACE
    strength_map: Region | None = None

    def check(self) -> None:
        if not self.styles:
            raise InputError(_("No style was given."), _("Choose a layer of any open image as the style."))
        if not all(0 < style.weight < float("inf") for style in self.styles):
            raise InputError(_("A style's weight must be greater than 0."), _("Give each style a weight such as 1."))
        if self.result == settings.IN_PLACE and not self.options.rescale_image:
            raise InputError(
                _("Without rescaling, the result has another size than the layer."),
                _("Choose the result as a new layer."),
            )

    def sources(self, content: Any, area: Area) -> list[Source]:
        """The layer, the styles, and their regions and the strength map over the layer."""
        return [(content, area), *self.sources_of_styles(content, area)]

    def sources_of_styles(self, content: Content, area: Area) -> list[Source]:
        """The styles, and their regions and the strength map over the content."""
        places = [*(style.region for style in self.styles), self.strength_map]
        masks = [(place.over(content), area) for place in places if place]
        return [*((style.layer, style.layer.style_area()) for style in self.styles), *masks]

    def job(self, content: Any, area: Area, session: Session) -> Job:
        """See `JobSpec`."""
        return {"content": session.picture(content, area), **self.job_of_styles(content, area, session)}

    def job_of_styles(self, content: Content, area: Area, session: Session) -> dict[str, Any]:
        """The styles and the strength map as the protocol has them."""
        styles = []
        for style in self.styles:
            styles.append({**session.picture(style.layer, style.layer.style_area()), "weight": style.weight})
            if style.region:
                styles[-1]["region"] = session.picture(style.region.over(content), area)
        if self.strength_map is None:
            return {"styles": styles}
        return {"styles": styles, "strength_map": session.picture(self.strength_map.over(content), area)}


@dataclass(frozen=True)
class DreamRequest(OneByOne):
    """Layers for Deep Dream, with or without a guide whose features are raised in them."""

    name: ClassVar[str] = _("Deep Dream")
    title: ClassVar[str] = _("Deep Dream: dreaming")

    layers: Sequence[Layer]
    guide: Layer | None = None
    options: DreamOptions = dataclasses.field(default_factory=DreamOptions)
    result: str = settings.IN_PLACE

    def check(self) -> None:
        """See `JobSpec`."""

    def sources(self, content: Any, area: Area) -> list[Source]:
        """The layer, and the guide if there is one."""
        return [(content, area), *([(self.guide, self.guide.style_area())] if self.guide else [])]

    def job(self, content: Any, area: Area, session: Session) -> Job:
        """See `JobSpec`."""
        guide = {"guide": session.picture(self.guide, self.guide.style_area())} if self.guide else {}
        return {"kind": "dream", "content": session.picture(content, area), **guide}


def paint(host: Host, request: JobSpec, folder: Path = PLUGIN_FOLDER, session: Session | None = None) -> int:
    """Do the work on every layer of the request; returns how many were done.

    An open session may have begun the work, for a preview; without one, the engine of `folder` is started.

    Raises InputError if the request cannot be done as it is, EngineError if the engine failed, Cancelled if the user
    cancelled; the picture is then as it was.
    """
    areas = check(request)
    if request.result != settings.NEW_IMAGE:
        host.allow_rgb()
    host.store_selection()  # before a window lets the user change anything
    with contextlib.nullcontext(session) if session else Session(folder) as running:
        progress = host.open_progress(request.title)
        follower = Follower(running, progress, len(areas))
        try:
            with Kept() as kept:
                painted = _paint_layers(follower, request, areas, kept)
                progress.show(1.0, _("Writing the result"))
                deliver(host, request, painted, kept, follower.failure)
            if follower.notices and session is None:  # nobody saw them beside a preview
                host.tell(follower.notices)
            progress.finish(_("“{name}” is painted.").format(name=request.layers[0].name))
        except OSError as error:
            where, reason = error.filename or _("the temporary folder"), error.strerror or error
            text = _("{where} cannot be used ({reason}).").format(where=where, reason=reason)
            raise PluginError(text, _("Free some disk space and try again.")) from error
        finally:
            progress.close()
    return len(painted)


def check(request: JobSpec) -> list[Area]:
    """The area of each content that will be painted, or an InputError that says why one cannot be."""
    if not request.layers:
        raise InputError(_("No layer is selected."), _("Select the layer to paint in the Layers dialog."))
    request.check()
    return [_area(content, request.result == settings.IN_PLACE) for content in request.contents]


def _area(layer: Content, in_place: bool) -> Area:
    problem = layer.problem(in_place)
    if problem:
        raise InputError(problem)
    area = layer.selected_area()
    if area is None:
        raise InputError(
            _("The selection does not touch the layer “{name}”.").format(name=layer.name),
            _("Move the selection or choose Select > None."),
        )
    return area


def _paint_layers(follower: Follower, request: JobSpec, areas: Sequence[Area], kept: Kept) -> list[Painted]:
    """Let the engine paint one layer after the other, until all are done, the user stops or the engine dies.

    Raises what went wrong with the last one if none is finished: the user removed it before it was read, or the engine
    failed.
    """
    follower.wait_until_ready()
    painted: list[Painted] = []
    for number, (content, area) in enumerate(zip(request.contents, areas)):
        try:
            finished = _paint_one(follower, request, number, content, area)
            painted += [replace(one, picture=kept.keep(one.title, one.picture)) for one in finished]
        except (GoneError, EngineError, OSError) as error:
            if not painted and (number == len(areas) - 1 or not isinstance(error, (GoneError, JobError))):
                raise
            if not isinstance(error, GoneError):
                follower.failure = str(error)
            if not isinstance(error, (GoneError, JobError)):
                break
        if follower.stopped:
            break
    return painted


def _paint_one(follower: Follower, request: JobSpec, number: int, content: Content, area: Area) -> list[Painted]:
    """Let the engine paint one content; its finished layers."""
    follower.send(request.sources(content, area))
    job = job_for(request, content, area, follower.session)
    painted = request.painted(content, area, follower.run(number, job))
    return [replace(one, seen=follower.session.seen(one.layer, one.area)) for one in painted]


def job_for(request: JobSpec, content: Content, area: Area, session: Session) -> Job:
    """The job that does the work on one area of one content, from the pixels that the session has sent."""
    size = settings.working_size(request.options.size, area.width, area.height)
    options = {**request.options.to_mapping(), "size": size}
    return {**request.job(content, area, session), "options": options, "title": content.name}
