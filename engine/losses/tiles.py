"""A picture through the network, whole where memory allows, else in tiles: the same numbers either way.

Every feature position belongs to one tile. A first pass sums each tile's Gram matrices over the positions it owns;
with the whole picture's Grams known, so is the loss's derivative by them, and a second pass adds each tile's gradient,
margin included, into the picture's. The margin covers the receptive field, so nothing differs from the whole picture's
gradient but the order of float32 sums. Where memory allows, the second pass begins with what the first one has kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..runtime.layers import LAYERS, STRIDE, STYLE_LAYERS, positions
from ..runtime.network import Network
from .presets import content_layer
from .statistics import Gram

Inputs = Mapping[str, Array]
Guides = Mapping[str, Array]
"""(R, 1, h, w) by style layer, see regions.py; none: one region that is everywhere."""
Statistics = tuple[Array, dict[str, Gram]]
Parts = tuple[float, dict[str, float], Array]

ALIGNMENT = 16
HALO = {layer: max(LAYERS[layer].halo, LAYERS[STYLE_LAYERS[-1]].halo) for layer in ("conv4_2", "conv5_2")}
"""Array around a tile, by content layer: what that and the deepest style layer need."""
GRAM_SUMS = [f"{layer}.gram_sum" for layer in STYLE_LAYERS]


class Plan(Protocol):
    """How a picture of one size goes through the network; `variant` as in losses.py."""

    def statistics(self, network: Network, variant: str, picture: Array, guides: Guides | None = None) -> Statistics:
        """Content features (1, C, h, w) and the Gram sums of each style layer, of a picture (3, H, W)."""

    def objective(
        self, network: Network, variant: str, picture: Array, inputs: Inputs, guides: Guides | None = None
    ) -> Parts:
        """Content loss, style loss by layer, and gradient (3, H, W), for the graphs' own inputs."""


@dataclass(frozen=True)
class Whole:
    """All of the picture at once."""

    def statistics(self, network: Network, variant: str, picture: Array, guides: Guides | None = None) -> Statistics:
        """See `Plan`."""
        height, width = picture.shape[1:]
        whole = {"picture": picture[None], "mask": np.ones((1, 1, height, width), np.float32)}
        features = _features_name(variant)
        outputs = network.run(f"grams_{variant}", whole | _guide_inputs(guides), [features, *GRAM_SUMS])
        counts = positions_by_layer((height, width), guides)
        return outputs[features], {layer: Gram(outputs[f"{layer}.gram_sum"], counts[layer]) for layer in STYLE_LAYERS}

    def objective(
        self, network: Network, variant: str, picture: Array, inputs: Inputs, guides: Guides | None = None
    ) -> Parts:
        """See `Plan`."""
        graph, guided = ("whole", {}) if guides is None else ("guided", _guide_inputs(guides))
        outputs = network.run(f"{graph}_{variant}", {"picture": picture[None], **inputs, **guided})
        style = dict(zip(STYLE_LAYERS, map(float, outputs["style_loss"]), strict=True))
        return float(outputs["content_loss"][0]), style, outputs["gradient"][0]


@dataclass(frozen=True)
class Tile:
    """Pixel ranges of one tile: what it owns, and that with its margin."""

    own: tuple[slice, slice]
    whole: tuple[slice, slice]

    @property
    def area(self) -> int:
        """How many pixels it sees."""
        return math.prod(side.stop - side.start for side in self.whole)

    def mask(self) -> Array:
        """(1, 1, h, w) float32 over the tile: 1 where it owns."""
        mask = np.zeros([side.stop - side.start for side in self.whole], np.float32)
        mask[_relative(self.own, self.whole)] = 1
        return mask[None, None]

    def part(self, picture: Array) -> Array:
        """(1, C, h, w): what the tile sees of a picture (C, H, W)."""
        return np.ascontiguousarray(picture[(None, ..., *self.whole)])


@dataclass(frozen=True)
class Tiled:
    """Tiles that own `core` x `core` pixels (a multiple of ALIGNMENT) of a picture of `shape`.

    With `keep` an evaluation holds what the first pass knows of the deeper layers, for the second: see export/trunk.py.
    """

    shape: tuple[int, int]
    core: int
    keep: bool = False

    def tiles(self, variant: str) -> Iterator[Tile]:
        """All tiles, row by row."""
        return cut(self.shape, self.core, HALO[content_layer(variant)])

    def statistics(self, network: Network, variant: str, picture: Array, guides: Guides | None = None) -> Statistics:
        """See `Plan`."""
        name, stride, sums = _features_name(variant), STRIDE[content_layer(variant)], _GramSums()
        features = np.empty((1, 512, self.shape[0] // stride, self.shape[1] // stride), np.float32)
        for tile, outputs in self._first_pass(network, variant, picture, guides, [name]):
            sums.add(outputs)
            own = _divided(tile.own, stride)
            features[(..., *own)] = outputs[name][(..., *_relative(own, _divided(tile.whole, stride)))]
        return features, sums.grams(positions_by_layer(self.shape, guides))

    def objective(
        self, network: Network, variant: str, picture: Array, inputs: Inputs, guides: Guides | None = None
    ) -> Parts:
        """See `Plan`."""
        names = [name for name in network.outputs(f"grams_{variant}") if name.endswith(".kept")] if self.keep else []
        sums, kept = _GramSums(), []
        for _, outputs in self._first_pass(network, variant, picture, guides, names):
            sums.add(outputs)
            kept.append({name: _Packed.of(outputs[name]) for name in names})
        style, fixed = _style_loss(sums.grams(positions_by_layer(self.shape, guides)), inputs)
        fixed["content_weight"] = inputs["content_weight"]
        graph = f"resumed_{variant}" if self.keep else f"tiled_{variant}"
        target, stride = inputs["content_target"], STRIDE[content_layer(variant)]
        gradient, content = np.zeros_like(picture), 0.0
        for tile, held in zip(self.tiles(variant), kept, strict=True):
            here = {name: value.array() for name, value in held.items()} | _tile_inputs(tile, picture, guides)
            here["content_target"] = np.ascontiguousarray(target[(..., *_divided(tile.whole, stride))])
            outputs = network.run(graph, here | fixed)
            gradient[(..., *tile.whole)] += outputs["gradient"][0]
            content += float(outputs["content_loss"][0])
        return content, style, gradient

    def _first_pass(
        self, network: Network, variant: str, picture: Array, guides: Guides | None, names: Sequence[str]
    ) -> Iterator[tuple[Tile, dict[str, Array]]]:
        """Each tile with its Gram sums and the outputs of these names."""
        for tile in self.tiles(variant):
            yield tile, network.run(f"grams_{variant}", _tile_inputs(tile, picture, guides), [*GRAM_SUMS, *names])


class _GramSums:
    """The Gram sums of all tiles, in float64."""

    def __init__(self) -> None:
        self._totals: dict[str, Any] = dict.fromkeys(GRAM_SUMS, 0.0)

    def add(self, outputs: Mapping[str, Array]) -> None:
        for name in GRAM_SUMS:
            self._totals[name] = self._totals[name] + outputs[name].astype(np.float64)

    def grams(self, counts: Mapping[str, NDArray[np.float64]]) -> dict[str, Gram]:
        """By style layer, for positions by layer."""
        totals = zip(STYLE_LAYERS, self._totals.values(), strict=True)
        return {layer: Gram(total.astype(np.float32), counts[layer]) for layer, total in totals}


@dataclass(frozen=True)
class _Packed:
    """An array to keep: truth values as bits, others as they are."""

    values: NDArray[Any]
    shape: tuple[int, ...]
    packed: bool

    @classmethod
    def of(cls, array: NDArray[Any]) -> _Packed:
        packed = array.dtype == np.bool_
        return cls(np.packbits(array) if packed else array, array.shape, packed)

    def array(self) -> NDArray[Any]:
        if not self.packed:
            return self.values
        return np.unpackbits(self.values, count=math.prod(self.shape)).view(np.bool_).reshape(self.shape)


def cut(shape: tuple[int, int], core: int, halo: int) -> Iterator[Tile]:
    """Tiles of a picture of `shape` that own `core` x `core` pixels and see `halo` more, row by row."""
    for rows in _cuts(shape[0], core):
        for columns in _cuts(shape[1], core):
            yield Tile((rows, columns), (_grown(rows, halo, shape[0]), _grown(columns, halo, shape[1])))


def _tile_inputs(tile: Tile, picture: Array, guides: Guides | None) -> dict[str, Array]:
    """What every graph takes of a tile."""
    return {"picture": tile.part(picture), "mask": tile.mask()} | _guide_inputs(guides, tile)


def _guide_inputs(guides: Guides | None, tile: Tile | None = None) -> dict[str, Array]:
    """The guides as graphs take them, cut to a tile if one is given."""
    if guides is None:
        return {f"{layer}.guides": np.ones((1, 1, 1, 1), np.float32) for layer in STYLE_LAYERS}
    if tile is None:
        return {f"{layer}.guides": guides[layer] for layer in STYLE_LAYERS}
    boxes = {layer: _divided(tile.whole, STRIDE[layer]) for layer in STYLE_LAYERS}
    return {f"{layer}.guides": np.ascontiguousarray(guides[layer][(..., *box)]) for layer, box in boxes.items()}


def positions_by_layer(shape: tuple[int, int], guides: Guides | None) -> dict[str, NDArray[np.float64]]:
    """How many positions of a picture count for each region, by style layer."""
    if guides is None:
        return {layer: np.array([positions(layer, *shape)], np.float64) for layer in STYLE_LAYERS}
    return {layer: guides[layer].sum((1, 2, 3), dtype=np.float64) for layer in STYLE_LAYERS}


def _features_name(variant: str) -> str:
    """The output of the first pass that is the content layer's features."""
    return f"{content_layer(variant)}.kept"


def _style_loss(grams: Mapping[str, Gram], inputs: Inputs) -> tuple[dict[str, float], dict[str, Array]]:
    """Σ s (n G − A)² by layer, and its derivatives by the Gram sums G: 2 s n (n G − A)."""
    losses, derivatives = {}, {}
    for layer, gram in grams.items():
        scale, weight = inputs[f"{layer}.gram_scale"], inputs[f"{layer}.weight"]
        difference = scale * gram.total - inputs[f"{layer}.gram_target"]
        losses[layer] = float(np.sum(weight * np.square(difference, dtype=np.float64)))
        derivatives[f"{layer}.gram_gradient"] = 2 * weight * scale * difference
    return losses, derivatives


def _cuts(length: int, core: int) -> list[slice]:
    """Even cuts at multiples of ALIGNMENT, none longer than `core`."""
    pieces = -(-length // core)
    step = -(-length // (pieces * ALIGNMENT)) * ALIGNMENT
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


def _grown(side: slice, halo: int, length: int) -> slice:
    return slice(max(side.start - halo, 0), min(side.stop + halo, length))


def _divided(box: tuple[slice, slice], stride: int) -> tuple[slice, slice]:
    rows, columns = (slice(side.start // stride, side.stop // stride) for side in box)
    return rows, columns


def _relative(box: tuple[slice, slice], origin: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = (
        slice(side.start - base.start, side.stop - base.start) for side, base in zip(box, origin, strict=True)
    )
    return rows, columns
