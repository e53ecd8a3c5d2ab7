"""The sets of graphs that are built: from which layers the losses are taken, and how the network is computed."""

from __future__ import annotations

from dataclasses import dataclass

STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")


@dataclass(frozen=True)
class Variant:
    """Where the losses of a set of graphs are taken, and how the network is computed.

    Attributes
    ----------
    content_layers, style_layers : names of convolutions; there may be no content layer
    maximum_pools : those that the weights were trained with; an average pool is blind to a grid of lines that lie
        twice its stride apart, and so are all deeper layers
    replicated_edges : what a block of convolutions sees has its edge repeated around it, once for each of them, instead
        of zeros: the border is not seen as a dark frame, and the statistics are of the picture alone
    whitened : covariances are compared after a partial whitening, see losses.py
    """

    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...] = STYLE_LAYERS
    maximum_pools: bool = False
    replicated_edges: bool = False
    whitened: bool = False

    @property
    def layers(self) -> tuple[str, ...]:
        """All layers of the losses, in the network's order."""
        return tuple(sorted({*self.content_layers, *self.style_layers}))


PAINTING, SHALLOW = ("conv3_1", "conv4_2", "conv5_1"), STYLE_LAYERS[:3]
VARIANTS = {
    "conv4_2": Variant(("conv4_2",)),
    "conv4_2_max": Variant(("conv4_2",), maximum_pools=True),
    "conv5_2": Variant(("conv5_2",)),
    "conv5_2_max": Variant(("conv5_2",), maximum_pools=True),
    "painting": Variant(PAINTING, replicated_edges=True, whitened=True),
    "painting_max": Variant(PAINTING, maximum_pools=True, replicated_edges=True, whitened=True),
    "finishing": Variant((), SHALLOW, replicated_edges=True),
    "finishing_max": Variant((), SHALLOW, maximum_pools=True, replicated_edges=True),
}
"""By name. `painting` has content losses at three depths. `finishing` has none, and only shallow style layers: a third
of the arithmetic and small margins around tiles, for brush strokes at full size."""
