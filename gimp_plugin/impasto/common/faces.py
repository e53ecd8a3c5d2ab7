"""A strength map that holds the faces of a layer, found by the engine of the dialog's preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from common.follow import Follower
from common.layers import Layer
from common.pixels import Picture
from common.progress import Progress, UserAction
from common.session import Session
from common.texts import _

CHANNEL = _("Impasto faces")
"""The name of the channel that is made of the map."""
FIND = _("Find faces")
FIND_HELP = _("make a channel that holds the faces of the layer, to be edited, and take it as the strength map")


class _Quiet(Progress):
    """Shows nothing; `breathe` processes the events of windows."""

    def __init__(self, breathe: Callable[[], None]) -> None:
        self._breathe = breathe

    def user_action(self) -> UserAction:
        """Nobody can stop it: it takes a second."""
        self._breathe()
        return UserAction.CONTINUE


def find_faces(session: Session, layer: Layer, options: Mapping[str, Any], breathe: Callable[[], None]) -> Picture:
    """The map over all of a layer: a pixel file of one channel, 0 on faces, 1 elsewhere; `options` are a job's.

    Raises PluginError where there are no faces, the layer has gone, or the engine fails.
    """
    follower, area = Follower(session, _Quiet(breathe), 1), layer.style_area()
    follower.wait_until_ready()
    follower.send([(layer, area)])
    job = {"kind": "faces", "content": session.picture(layer, area), "options": dict(options)}
    (found,) = follower.run(0, job)
    return found
