"""Which set of exported graphs computes a loss: from which layers, with which pools."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from ..runtime.layers import LAYERS, STYLE_LAYERS


@dataclass(frozen=True)
class Variant:
    """A set of graphs, as export/variants.py builds it.

    Attributes
    ----------
    base : its name with average pools
    content_layers, style_layers : names in LAYERS
    maximum_pools : whether the pools are maximum pools
    """

    base: str
    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...] = STYLE_LAYERS
    maximum_pools: bool = False

    @property
    def halo(self) -> int:
        """Pixels that a tile needs around its own."""
        return max(LAYERS[layer].halo for layer in (*self.content_layers, *self.style_layers))

    def graph(self, kind: str) -> str:
        """The name of the graph of a kind: whole, guided, grams, tiled or resumed."""
        return f"{kind}_{self.base}{'_max' if self.maximum_pools else ''}"

    def with_pools(self, pooling: str) -> Variant:
        """The same with "average" or "maximum" pools."""
        return dataclasses.replace(self, maximum_pools=pooling == "maximum")


GATYS = Variant("conv4_2", ("conv4_2",))
CLASSIC = Variant("conv5_2", ("conv5_2",))
PAINTING = Variant("painting", ("conv3_1", "conv4_2", "conv5_1"))
FINISHING = Variant("finishing", (), STYLE_LAYERS[:3])
