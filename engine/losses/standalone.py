"""An objective that chooses its own device, for programs that evaluate losses without painting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arrays import Array
from ..options import Options
from ..runtime.network import Network
from ..runtime.selection import network_for
from . import objective
from .style import Style


class Objective(objective.Objective):
    """See `engine.losses.objective.Objective`; without a network, the graphs that round least are taken."""

    def __init__(
        self,
        content: Array,
        styles: Sequence[Array | Style[Array]],
        options: Options = Options(),  # noqa: B008 - frozen
        *,
        network: Network | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(content, styles, options, network or network_for(options, winograd=False), **settings)
