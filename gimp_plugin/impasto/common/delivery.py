"""Results into images: each by itself, so that what happens to one loses none of the others.

A result whose layer was removed, changed or painted on meanwhile goes beside it; one that can go nowhere stays on disk.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from common import settings
from common.errors import PluginError
from common.host import Host
from common.kept import Kept, left_behind
from common.layers import Layer
from common.pixels import Area, Picture
from common.session import checksum_of
from common.texts import _


@dataclass(frozen=True)
class Painted:
    """One finished layer, not yet written back; `seen` is the checksum of its pixels as the engine got them."""

    layer: Layer
    area: Area
    picture: Picture
    seen: int | None = None

    @property
    def title(self) -> str:
        """For a new image."""
        return _("{name}, painted").format(name=self.layer.name)

    def is_touched(self) -> bool:
        """Whether somebody has painted on the area meanwhile, as far as that is known."""
        return self.seen is not None and checksum_of(self.layer, self.area) != self.seen


class Request(Protocol):
    """What is delivered: see `core.JobSpec`."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def layers(self) -> Sequence[Layer]: ...
    @property
    def result(self) -> str: ...
    def beside(self, host: Host, one: Painted) -> bool:
        """Put the result of a layer that was painted on meanwhile beside it; False where that is impossible."""

    def rescue(self, host: Host, refused: Sequence[Painted]) -> Sequence[Painted]:
        """Save the results of layers that were removed, resized or locked meanwhile, and tell the user where.

        Those that could not be saved are returned.
        """


def deliver(host: Host, request: Request, painted: Sequence[Painted], kept: Kept, failure: str = "") -> None:
    """Put all results where they should go; say which are missing, and what failure that is due to.

    Raises PluginError if some could go nowhere: they stay on disk, and `open_left_behind` opens them.
    """
    lost = _open(host, painted) if request.result == settings.NEW_IMAGE else _write(host, request, painted)
    for one in painted:
        if not any(one is each for each in lost):
            kept.delivered(one.picture)
    if len(painted) < len(request.layers):
        text = _("{done} of {all} layers are painted.").format(done=len(painted), all=len(request.layers))
        failure = f"{failure} {text}".strip()
    if lost:
        error = undelivered(lost[0].layer.name)
        raise PluginError(f"{failure} {error.message}".strip(), error.hint)
    if failure:
        host.tell(failure)


def open_left_behind(host: Host) -> None:
    """Open what an earlier job has painted and could not deliver, as new images."""
    for left in left_behind():
        if tried(host.open_image, left.title, left.picture):
            left.remove()
            text = _("“{title}” was left by an earlier job that could not deliver it: it is a new image.")
            host.tell(text.format(title=left.title))


def undelivered(name: str) -> PluginError:
    """The error for a result that could go nowhere."""
    return PluginError(
        _("The layer “{name}” was removed or changed while it was painted.").format(name=name),
        _("Its result is kept: Impasto opens it as a new image when its dialog opens the next time."),
    )


def _open(host: Host, painted: Sequence[Painted]) -> list[Painted]:
    """Open each result as a new image; those for which that failed."""
    return [one for one in painted if not tried(host.open_image, one.title, one.picture, True)]


def _write(host: Host, request: Request, painted: Sequence[Painted]) -> Sequence[Painted]:
    """Write all results in one undo step; one whose layer was changed becomes a new image, or is returned."""
    in_place = request.result == settings.IN_PLACE
    intact = [one for one in painted if tried(one.layer.is_intact)]
    refused = [one for one in painted if one not in intact]
    # What cannot be compared is written: that will tell.
    touched = [one for one in intact if in_place and tried(one.is_touched)]
    if intact:
        with host.undo_step():
            for one in intact:
                write = request.beside if one in touched else _over if in_place else _above
                if not tried(write, host, one):
                    refused.append(one)
    return _rescued(host, request, refused) if refused else []


def _rescued(host: Host, request: Request, refused: Sequence[Painted]) -> Sequence[Painted]:
    """Those that could not even be rescued."""
    lost: list[Painted] = []

    def rescue() -> bool:
        lost.extend(request.rescue(host, refused))
        return True

    return lost if tried(rescue) else refused


def _over(host: Host, one: Painted) -> bool:
    return host.paint_over(one.layer, one.area, one.picture)


def _above(host: Host, one: Painted) -> bool:
    return host.add_above(one.layer, one.area, one.picture)


def tried(action: Callable[..., bool], *arguments: Any) -> bool:
    """What an action answers; False where it raises, as the editor does for a layer that vanishes at this moment."""
    try:
        return action(*arguments)
    except Exception:
        if sys.stderr:
            traceback.print_exc()
        return False
