"""A network on a device that compiles a graph for one size of picture, beside the processor, which takes what changes.

OpenVINO on a processor uses its memory again within an evaluation only where it knows the picture's size: at 512 px an
evaluation takes 840 MiB in a session for any size, 350 in one for that size, and 3 to 7 % less time. The first one
takes 0.6 to 2 s longer, more than is saved on one; so what is computed once, as targets are, or in tiles of several
sizes, is the processor's.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..arrays import Array
from ..errors import EngineError
from .devices import CPU
from .fallback import LastingNetwork
from .network import Network

MOST = 2
"""Graphs that are kept compiled: an evaluation in tiles needs two."""


class CompilingNetwork(LastingNetwork):
    """See `Network`. It keeps each graph for the last size alone."""

    @functools.cached_property
    def _processor(self) -> Network:
        """The same graphs on the processor; an interruption reaches both."""
        network = Network(self.folder, CPU, self.threads, winograd=True)
        network._run_options = self._run_options
        return network

    def open(self, *graphs: str) -> None:
        """See `Network.open`; what a device compiles waits for a size."""
        if self.device is CPU:
            super().open(*graphs)

    def inputs(self, graph: str) -> dict[str, list[int | str]]:
        """See `Network.inputs`."""
        return super().inputs(graph) if graph in self._sessions else self._processor.inputs(graph)

    def outputs(self, graph: str) -> list[str]:
        """See `Network.outputs`."""
        return super().outputs(graph) if graph in self._sessions else self._processor.outputs(graph)

    def run(
        self, graph: str, inputs: Mapping[str, Array], outputs: Sequence[str] | None = None, *, repeated: bool = False
    ) -> dict[str, Array]:
        """See `Network.run`."""
        is_new = False
        if self.device is not CPU:
            size = inputs["picture"].shape[2:]
            if not self.device.computes(math.prod(size), repeated=repeated):
                return self._processor.run(graph, inputs, outputs)
            is_new = self._compile(graph, size)
        found = super().run(graph, inputs, outputs, repeated=repeated)
        if is_new and not all(np.isfinite(value).all() for value in found.values()) and self.leave(self._wrong(graph)):
            return super().run(graph, inputs, outputs, repeated=repeated)
        return found

    def _wrong(self, graph: str) -> EngineError:
        """The error for a device that is right for the pictures it was checked with, and wrong for this size."""
        return self._failure(graph, ArithmeticError("it computed what is no number"))

    def _compile(self, graph: str, size: tuple[int, ...]) -> bool:
        """Open a graph's session for a size, in the place of another size's or of the oldest; whether that was done."""
        if self._sizes.get(graph) == size:
            return False
        closed = graph if len(self._sizes) < MOST or graph in self._sizes else next(iter(self._sizes))
        for kept in (self._sizes, self._sessions, self._bindings):
            kept.pop(closed, None)
        self._sizes[graph] = size
        super().open(graph)
        return True
