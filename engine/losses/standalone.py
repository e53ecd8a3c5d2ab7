"""An objective with a network of its own, for programs that evaluate losses without painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..arrays import Array
from ..options import Options
from ..runtime.network import Network
from ..runtime.selection import network_for
from . import objective
from .style import Style


class Objective(objective.Objective):
    """See `engine.losses.objective.Objective`; without a network, what rounds least is taken: the processor, unless the
    options name a device."""

    def __init__(
        self,
        content: Array,
        styles: Sequence[Array | Style[Array]],
        options: Options = Options(),  # noqa: B008 - frozen
        *,
        network: Network | None = None,
        **settings: Any,
    ) -> None:
        if network is None:
            exact = replace(options, device="cpu") if options.device == "auto" else options
            network = network_for(exact, winograd=False)
        super().__init__(content, styles, options, network, **settings)
