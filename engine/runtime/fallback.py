"""A network that goes on on the processor when its device fails."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from ..arrays import Array
from ..errors import EngineError, Notice
from .devices import CPU
from .network import Network

log = logging.getLogger(__name__)
LOST = ("device-failed", "false-device", "out-of-memory", "unusable-graph")
"""Errors after which the processor may still do it. The card's memory is not the machine's."""


class LastingNetwork(Network):
    """See `Network`. A device that fails, driver, cable or memory, is left for good, and the graph is run once more on
    the processor: whoever computes goes on where he was, from his own arrays.

    Attributes
    ----------
    lost : which device failed and why; None as long as none did
    """

    lost: Notice | None = None
    _left: Mapping[str, Any] | None = None
    """Sessions on the device that failed; to close them could wait for it for ever."""

    def run(
        self, graph: str, inputs: Mapping[str, Array], outputs: Sequence[str] | None = None, *, repeated: bool = False
    ) -> dict[str, Array]:
        """See `Network.run`."""
        try:
            return super().run(graph, inputs, outputs, repeated=repeated)
        except EngineError as error:
            if not self.leave(error):
                raise
        return super().run(graph, inputs, outputs, repeated=repeated)

    def leave(self, error: EngineError) -> bool:
        """Go over to the processor, if the error is of that kind and that is not done yet; whether it was."""
        if self.device is CPU or error.code not in LOST:
            return False
        reason = str(error.values.get("reason", error.message)).strip().rstrip(".")
        self.lost = Notice(
            "The device {device} failed, and the processor goes on: {reason}.",
            "`impasto devices` checks it again.",
            code="device-lost",
            device=self.device.label or self.device.name,
            reason=reason,
        )
        log.warning("%s", self.lost.message)
        self._left = self._sessions
        self._use(CPU)
        return True


def losses(network: Network) -> tuple[Notice, ...]:
    """What the user should know of devices that failed."""
    lost = getattr(network, "lost", None)
    return (lost,) if lost else ()
