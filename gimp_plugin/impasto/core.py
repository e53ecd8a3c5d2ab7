"""The job, whatever the editor: start the engine, hand it the pixels, follow it, write the result back.

Nothing is written to the picture before every layer's result is there; a cancel leaves no trace.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import settings
from engine_client import PLUGIN_FOLDER
from errors import GoneError, InputError, PluginError
from follow import Follower
from host import Area, Host, Layer, Mask, Picture, Region
from options import Options
from session import Job, Session
from texts import _

TITLE = _("Neural Style: painting")


@dataclass(frozen=True)
class Style:
    """A layer to paint like, its share among several, and where it paints; None: where the others leave it."""

    layer: Layer
    weight: float = 1.0
    region: Region | None = None


@dataclass(frozen=True)
class Request:
    """What the user wants painted."""

    layers: Sequence[Layer]
    styles: Sequence[Style]
    options: Options = dataclasses.field(default_factory=Options)
    result: str = settings.IN_PLACE


@dataclass(frozen=True)
class Painted:
    """One finished layer, not yet written back."""

    layer: Layer
    area: Area
    picture: Picture


def paint(host: Host, request: Request, folder: Path = PLUGIN_FOLDER, session: Session | None = None) -> int:
    """Paint every layer of the request; returns how many were painted.

    An open session may have begun the work, for a preview; without one, the engine of `folder` is started.

    Raises
    ------
    InputError
        The request cannot be done as it is; nothing was started.
    EngineError
        The engine failed; the picture is as it was.
    Cancelled
        The user gave up; the picture is as it was.
    """
    areas = check(request)
    with contextlib.nullcontext(session) if session else Session(folder) as session:
        progress = host.open_progress(TITLE)
        try:
            host.remember()
            painted = _paint_layers(Follower(session, progress, len(areas)), request, areas)
            progress.show(1.0, _("Writing the result"))
            _deliver(host, request, painted)
            progress.finish(_("“{name}” is painted.").format(name=request.layers[0].name))
        except OSError as error:
            raise _disk_trouble(error) from error
        finally:
            progress.close()
    return len(painted)


def check(request: Request) -> list[Area]:
    """The area of each layer that will be painted, or an InputError that says why one cannot be."""
    if not request.layers:
        raise InputError(_("No layer is selected."), _("Select the layer to paint in the Layers dialog."))
    if not request.styles:
        raise InputError(_("No style was given."), _("Choose a layer of any open image as the style."))
    if not all(0 < style.weight < float("inf") for style in request.styles):
        raise InputError(_("A style's weight must be greater than 0."), _("Give each style a weight such as 1."))
    in_place = request.result == settings.IN_PLACE
    if in_place and not request.options.rescale_image:
        raise InputError(_("Without rescaling, the result has another size than the layer."),
                         _("Choose the result as a new layer."))  # fmt: skip
    return [_area(layer, in_place) for layer in request.layers]


def _area(layer: Layer, in_place: bool) -> Area:
    problem = layer.problem(in_place)
    if problem:
        raise InputError(problem)
    area = layer.selected_area()
    if area is None:
        raise InputError(_("The selection does not touch the layer “{name}”.").format(name=layer.name),
                         _("Move the selection or choose Select > None."))  # fmt: skip
    return area


def _paint_layers(follower: Follower, request: Request, areas: Sequence[Area]) -> list[Painted]:
    """Let the engine paint one layer after the other, until all are done or the user stops.

    Raises
    ------
    GoneError
        None is left: the user removed them, or a style, before their turn came.
    """
    follower.wait_until_ready()
    painted: list[Painted] = []
    for number, (layer, area) in enumerate(zip(request.layers, areas)):
        try:
            follower.send(pixels_of(request, layer, area))
            job = job_for(request, layer, area, follower.session)
        except GoneError:
            if not painted and number == len(areas) - 1:
                raise
            continue
        picture = follower.run(number, job)
        painted.append(Painted(layer, area, picture))
        if follower.stopped:
            break
    return painted


def pixels_of(request: Request, layer: Layer, area: Area) -> list[tuple[Layer | Mask, Area]]:
    """All pixels that painting one area of one layer takes: its own, and those of the styles and their regions."""
    masks = [(style.region.over(layer), area) for style in request.styles if style.region]
    return [(layer, area), *((style.layer, style.layer.style_area()) for style in request.styles), *masks]


def job_for(request: Request, layer: Layer, area: Area, session: Session) -> Job:
    """The job that paints one area of one layer, from the pixels that the session has sent."""
    styles = []
    for style in request.styles:
        styles.append({**session.picture(style.layer, style.layer.style_area()), "weight": style.weight})
        if style.region:
            styles[-1]["region"] = session.picture(style.region.over(layer), area)
    size = settings.working_size(request.options.size, area.width, area.height)
    return {"content": session.picture(layer, area), "styles": styles,
            "options": {**request.options.to_mapping(), "size": size}}  # fmt: skip


def _deliver(host: Host, request: Request, painted: Sequence[Painted]) -> None:
    """Put all results where they should go."""
    if request.result == settings.NEW_IMAGE:
        for one in painted:
            host.open_image(_title(one), one.picture, unseen=True)
    else:
        _write(host, request.result == settings.IN_PLACE, painted)
    if len(painted) < len(request.layers):
        text = _("{done} of {all} layers are painted.")
        host.tell(text.format(done=len(painted), all=len(request.layers)))


def _write(host: Host, in_place: bool, painted: Sequence[Painted]) -> None:
    """Write all results in one undo step; what cannot go where it should becomes an image of its own."""
    intact = [one for one in painted if one.layer.is_intact()]
    homeless = [one for one in painted if one not in intact]
    if intact:
        with host.undo_step():
            write = host.paint_over if in_place else host.add_above
            homeless += [one for one in intact if not write(one.layer, one.area, one.picture)]
    for one in homeless:
        _rescue(host, one)


def _title(one: Painted) -> str:
    return _("{name}, painted").format(name=one.layer.name)


def _rescue(host: Host, one: Painted) -> None:
    """Open the result of a layer that was removed, resized or locked meanwhile as a new image."""
    name = one.layer.name
    if not host.open_image(_title(one), one.picture):
        raise PluginError(_("The layer “{name}” was removed or changed while it was painted.").format(name=name),
                          _("The result is lost; run Neural Style again."))  # fmt: skip
    text = _("The layer “{name}” was removed or changed while it was painted: the result is a new image.")
    host.tell(text.format(name=name))


def _disk_trouble(error: OSError) -> PluginError:
    where = error.filename or _("the temporary folder")
    return PluginError(_("{where} cannot be used ({reason}).").format(where=where, reason=error.strerror or error),
                       _("Make room on the disk and try again."))  # fmt: skip
