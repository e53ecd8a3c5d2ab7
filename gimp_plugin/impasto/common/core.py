"""The job, whatever the editor: start the engine, send it the pixels, follow it, write the result back.

Nothing is written to the picture before every layer's result is there; a cancel leaves no trace.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from common import settings
from common.engine_client import PLUGIN_FOLDER
from common.errors import GoneError, InputError, PluginError
from common.follow import Follower
from common.host import Host, Region
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

    def rescue(self, host: Host, refused: Sequence[Painted]) -> None:
        """Save the results of layers that were removed, resized or locked meanwhile, and tell the user where."""


@dataclass(frozen=True)
class Painted:
    """One finished layer, not yet written back."""

    layer: Layer
    area: Area
    picture: Picture

    @property
    def title(self) -> str:
        """For a new image."""
        return _("{name}, painted").format(name=self.layer.name)


class OneByOne:
    """What requests have in common whose layers are painted one after the other."""

    name: ClassVar[str]
    layers: Sequence[Layer]

    @property
    def contents(self) -> Sequence[Content]:
        """See `JobSpec`."""
        return self.layers

    def rescue(self, host: Host, refused: Sequence[Painted]) -> None:
        """See `JobSpec`: each as a new image."""
        for one in refused:
            name = one.layer.name
            if not host.open_image(one.title, one.picture):
                raise lost(name, self.name)
            text = _("The layer “{name}” was removed or changed while it was painted: the result is a new image.")
            host.tell(text.format(name=name))

    def painted(self, content: Any, area: Area, pictures: Sequence[Picture]) -> list[Painted]:
        """See `JobSpec`."""
        return [Painted(content, area, picture) for picture in pictures]


@dataclass(frozen=True)
class StyleRequest(OneByOne):
    """Layers to be painted in the style of others."""

    name: ClassVar[str] = _("Neural Style")
    title: ClassVar[str] = _("Neural Style: painting")

    layers: Sequence[Layer]
    styles: Sequence[Style]
    options: Options = dataclasses.field(default_factory=Options)
    result: str = settings.IN_PLACE

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
        """The layer, the styles, and their regions over the layer."""
        return [(content, area), *self.sources_of_styles(content, area)]

    def sources_of_styles(self, content: Content, area: Area) -> list[Source]:
        """The styles, and their regions over the content."""
        masks = [(style.region.over(content), area) for style in self.styles if style.region]
        return [*((style.layer, style.layer.style_area()) for style in self.styles), *masks]

    def job(self, content: Any, area: Area, session: Session) -> Job:
        """See `JobSpec`."""
        return {"content": session.picture(content, area), "styles": self.job_of_styles(content, area, session)}

    def job_of_styles(self, content: Content, area: Area, session: Session) -> list[dict[str, Any]]:
        """The styles as the protocol has them."""
        styles = []
        for style in self.styles:
            styles.append({**session.picture(style.layer, style.layer.style_area()), "weight": style.weight})
            if style.region:
                styles[-1]["region"] = session.picture(style.region.over(content), area)
        return styles


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
            painted = _paint_layers(follower, request, areas)
            progress.show(1.0, _("Writing the result"))
            _deliver(host, request, painted, follower.failure)
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


def _paint_layers(follower: Follower, request: JobSpec, areas: Sequence[Area]) -> list[Painted]:
    """Let the engine paint one layer after the other, until all are done or the user stops.

    Raises GoneError if none is left: the user removed them, or a style, before they were read.
    """
    follower.wait_until_ready()
    painted: list[Painted] = []
    for number, (content, area) in enumerate(zip(request.contents, areas)):
        try:
            follower.send(request.sources(content, area))
            job = job_for(request, content, area, follower.session)
        except GoneError:
            if not painted and number == len(areas) - 1:
                raise
            continue
        painted += request.painted(content, area, follower.run(number, job))
        if follower.stopped:
            break
    return painted


def job_for(request: JobSpec, content: Content, area: Area, session: Session) -> Job:
    """The job that does the work on one area of one content, from the pixels that the session has sent."""
    size = settings.working_size(request.options.size, area.width, area.height)
    return {**request.job(content, area, session), "options": {**request.options.to_mapping(), "size": size}}


def _deliver(host: Host, request: JobSpec, painted: Sequence[Painted], failure: str = "") -> None:
    """Put all results where they should go; say which are missing, and what failure that is due to."""
    if request.result == settings.NEW_IMAGE:
        for one in painted:
            host.open_image(one.title, one.picture, unseen=True)
    else:
        _write(host, request, painted)
    if len(painted) < len(request.layers):
        text = _("{done} of {all} layers are painted.")
        host.tell(f"{failure} {text.format(done=len(painted), all=len(request.layers))}".strip())


def _write(host: Host, request: JobSpec, painted: Sequence[Painted]) -> None:
    """Write all results in one undo step; a result whose layer was changed becomes a new image."""
    intact = [one for one in painted if one.layer.is_intact()]
    refused = [one for one in painted if one not in intact]
    if intact:
        with host.undo_step():
            write = host.paint_over if request.result == settings.IN_PLACE else host.add_above
            refused += [one for one in intact if not write(one.layer, one.area, one.picture)]
    if refused:
        request.rescue(host, refused)


def lost(name: str, work: str) -> PluginError:
    """The error for a result that can go nowhere."""
    return PluginError(
        _("The layer “{name}” was removed or changed while it was painted.").format(name=name),
        _("The result is lost; run {work} again.").format(work=work),
    )
