"""A picture through the network, whole where memory allows, else in tiles: the same numbers either way.

Every feature position belongs to one tile. A first pass sums each tile's statistics over the positions it owns. They
give the style loss of the whole picture and its derivatives by the sums, and with these a second pass adds each tile's
gradient, margin included, to the picture's. The margin covers the receptive field, so only the order of float32 sums
differs from the whole picture's gradient. Where memory allows, the second pass begins with what the first one has kept.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..runtime.layers import LAYERS, STRIDE, STYLE_LAYERS, positions
from ..runtime.network import Network
from .statistics import Moments, style_loss
from .variants import Variant

Inputs = Mapping[str, Array]
Guides = Mapping[str, Array]
"""(R, 1, h, w) by style layer, see regions.py; none: one region that is everywhere."""
Statistics = tuple[dict[str, Array], dict[str, Moments]]
Parts = tuple[float, dict[str, float], Array]

ALIGNMENT = 16
EVERYWHERE = np.ones((1, 1, 1, 1), np.float32)
"""Guides and maps that are 1 at all positions."""
EVERYWHERE.flags.writeable = False  # a device keeps it: see Network.run_there


class Plan(Protocol):
    """How a picture of one size goes through the network."""

    def statistics(
        self, network: Network, variant: Variant, picture: Array, guides: Guides | None = None
    ) -> Statistics:
        """Features (1, C, h, w) of the content layers and sums of the style layers, of a picture (3, H, W)."""

    def objective(
        self, network: Network, variant: Variant, picture: Array, inputs: Inputs, guides: Guides | None = None
    ) -> Parts:
        """Content loss, style loss by layer, and gradient (3, H, W), for the graphs' own inputs."""

    def positions(self, shape: tuple[int, int], guides: Guides | None = None) -> dict[str, NDArray[np.float64]]:
        """How many positions of a picture of `shape` (height, width) count for each region, by style layer."""


@dataclass(frozen=True)
class Whole:
    """All of the picture at once."""

    def statistics(
        self, network: Network, variant: Variant, picture: Array, guides: Guides | None = None
    ) -> Statistics:
        """See `Plan`."""
        height, width = picture.shape[1:]
        whole = {"picture": picture[None], "mask": np.ones((1, 1, height, width), np.float32)}
        names = _features_names(variant)
        outputs = network.run(
            variant.graph("grams"), whole | _guide_inputs(variant, guides), [*_sum_names(variant), *names.values()]
        )
        counts = positions_by_layer((height, width), guides)
        return {layer: outputs[name] for layer, name in names.items()}, _moments(variant, outputs, counts)

    def positions(self, shape: tuple[int, int], guides: Guides | None = None) -> dict[str, NDArray[np.float64]]:
        """See `Plan`."""
        return positions_by_layer(shape, guides)

    def objective(
        self, network: Network, variant: Variant, picture: Array, inputs: Inputs, guides: Guides | None = None
    ) -> Parts:
        """See `Plan`."""
        graph = variant.graph("whole" if guides is None else "guided")
        own = {} if guides is None else _guide_inputs(variant, guides)
        given = {"picture": picture[None], **inputs, **_content_maps(variant, inputs), **own}
        outputs = network.run(graph, given, repeated=True)
        style = dict(zip(variant.style_layers, map(float, outputs["style_loss"]), strict=True))
        return sum(map(float, outputs.get("content_loss", ()))), style, outputs["gradient"][0]

    def losses_there(self, network: Network, variant: Variant, picture: Any, inputs: Inputs) -> tuple[float, Any]:
        """All losses, summed, of a picture (1, 3, H, W) that lies on the network's device, and its gradient there."""
        given = {"picture": picture, **inputs, **_content_maps(variant, inputs)}
        outputs = network.run_there(variant.graph("whole"), given, ("gradient",))
        parts = [outputs["style_loss"], outputs.get("content_loss", np.zeros(0, np.float32))]
        return float(np.concatenate(parts).sum(dtype=np.float64)), outputs["gradient"]


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

    With `keep` an evaluation holds what the first pass knows of the deeper layers for the second: export/encoder.py.
    With `even` all see equally many pixels, for a device that compiles graphs for one size (runtime/compiling.py).
    """

    shape: tuple[int, int]
    core: int
    keep: bool = False
    even: bool = False

    def tiles(self, variant: Variant) -> Iterator[Tile]:
        """All tiles, row by row."""
        return cut(self.shape, self.core, variant.halo, even=self.even)

    def statistics(
        self, network: Network, variant: Variant, picture: Array, guides: Guides | None = None
    ) -> Statistics:
        """See `Plan`."""
        names, sums = _features_names(variant), _Sums(variant)
        features = {layer: self._empty(layer) for layer in names}
        for tile, outputs in self._first_pass(network, variant, picture, guides, names.values()):
            sums.add(outputs)
            for layer, name in names.items():
                own = _divided(tile.own, STRIDE[layer])
                inside = _relative(own, _divided(tile.whole, STRIDE[layer]))
                features[layer][(..., *own)] = outputs[name][(..., *inside)]
        return features, sums.moments(self.positions(self.shape, guides))

    def positions(self, shape: tuple[int, int], guides: Guides | None = None) -> dict[str, NDArray[np.float64]]:
        """See `Plan`."""
        return positions_by_layer(shape, guides)

    def objective(
        self, network: Network, variant: Variant, picture: Array, inputs: Inputs, guides: Guides | None = None
    ) -> Parts:
        """See `Plan`."""
        outputs = network.outputs(variant.graph("grams"))
        names = [name for name in outputs if name.endswith(".kept")] if self.keep else []
        sums, kept = _Sums(variant), []
        for _, found in self._first_pass(network, variant, picture, guides, names):
            sums.add(found)
            kept.append({name: _Packed.of(found[name]) for name in names})
        style, fixed = style_loss(sums.moments(self.positions(self.shape, guides)), inputs)
        fixed |= {name: value for name, value in inputs.items() if name.endswith(".content_weight")}
        graph = variant.graph("resumed" if self.keep else "tiled")
        gradient, content = np.zeros_like(picture), 0.0
        for tile, held in zip(self.tiles(variant), kept, strict=True):
            here = {name: value.array() for name, value in held.items()}
            here |= _tile_inputs(variant, tile, picture, guides) | _content_targets(variant, tile, inputs)
            here |= _content_maps(variant, inputs, tile)
            found = network.run(graph, here | fixed, repeated=self.even)
            gradient[(..., *tile.whole)] += found["gradient"][0]
            content += sum(map(float, found.get("content_loss", ())))
        return content, style, gradient

    def _first_pass(
        self, network: Network, variant: Variant, picture: Array, guides: Guides | None, names: Iterable[str]
    ) -> Iterator[tuple[Tile, dict[str, Array]]]:
        """Each tile with its sums and the outputs of these names."""
        wanted = [*_sum_names(variant), *names]
        for tile in self.tiles(variant):
            inputs = _tile_inputs(variant, tile, picture, guides)
            yield tile, network.run(variant.graph("grams"), inputs, wanted, repeated=self.even)

    def _empty(self, layer: str) -> Array:
        """Room for a layer's features."""
        height, width = (side // STRIDE[layer] for side in self.shape)
        return np.empty((1, LAYERS[layer].channels, height, width), np.float32)


@dataclass(frozen=True)
class Mosaic(Tiled):
    """Parts of a picture side by side, which stand for all of it: each tile sees itself alone.

    What no tile owns does not count: the margins, which are what the parts are surrounded by in the picture.
    """

    core: int = 0
    keep: bool = True
    parts: tuple[Tile, ...] = ()

    def tiles(self, variant: Variant) -> Iterator[Tile]:  # noqa: ARG002 - the margins are the parts' own
        """All parts."""
        return iter(self.parts)

    def positions(self, shape: tuple[int, int], guides: Guides | None = None) -> dict[str, NDArray[np.float64]]:
        """See `Plan`."""
        found = {}
        for layer in STYLE_LAYERS:
            everywhere = np.ones((1, 1, *(side // STRIDE[layer] for side in shape)), np.float32)
            guide = everywhere if guides is None else guides[layer]
            owned = (guide[(..., *_divided(part.own, STRIDE[layer]))] for part in self.parts)
            found[layer] = np.sum([each.sum((1, 2, 3), dtype=np.float64) for each in owned], axis=0)
        return found


class _Sums:
    """The sums of all tiles, in float64."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant
        self._totals: dict[str, Any] = dict.fromkeys(_sum_names(variant), 0.0)

    def add(self, outputs: Mapping[str, Array]) -> None:
        for name in self._totals:
            self._totals[name] = self._totals[name] + outputs[name].astype(np.float64)

    def moments(self, counts: Mapping[str, NDArray[np.float64]]) -> dict[str, Moments]:
        """By style layer, for positions by layer."""
        totals = {name: total.astype(np.float32) for name, total in self._totals.items()}
        return _moments(self._variant, totals, counts)


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


def cut(shape: tuple[int, int], core: int, halo: int, *, even: bool = False) -> Iterator[Tile]:
    """Tiles of a picture of `shape` that own `core` x `core` pixels and see `halo` more, row by row (`even`: Tiled)."""
    seen = functools.partial(_seen, core=core, halo=halo, even=even)
    for rows in _cuts(shape[0], core):
        for columns in _cuts(shape[1], core):
            yield Tile((rows, columns), (seen(rows, shape[0]), seen(columns, shape[1])))


def _tile_inputs(variant: Variant, tile: Tile, picture: Array, guides: Guides | None) -> dict[str, Array]:
    """What every graph takes of a tile."""
    return {"picture": tile.part(picture), "mask": tile.mask()} | _guide_inputs(variant, guides, tile)


def _guide_inputs(variant: Variant, guides: Guides | None, tile: Tile | None = None) -> dict[str, Array]:
    """The guides as graphs take them, cut to a tile if one is given."""
    if guides is None:
        return {f"{layer}.guides": EVERYWHERE for layer in variant.style_layers}
    if tile is None:
        return {f"{layer}.guides": guides[layer] for layer in variant.style_layers}
    return {f"{layer}.guides": _at(tile, layer, guides[layer]) for layer in variant.style_layers}


def _content_targets(variant: Variant, tile: Tile, inputs: Inputs) -> dict[str, Array]:
    """The content targets cut to a tile."""
    names = {layer: f"{layer}.content_target" for layer in variant.content_layers}
    return {name: _at(tile, layer, inputs[name]) for layer, name in names.items()}


def _content_maps(variant: Variant, inputs: Inputs, tile: Tile | None = None) -> dict[str, Array]:
    """The maps of the content's weights, 1 where there is none, cut to a tile if one is given."""
    found = {}
    for layer in variant.content_layers:
        values = inputs.get(f"{layer}.content_map", EVERYWHERE)
        found[f"{layer}.content_map"] = values if tile is None or values is EVERYWHERE else _at(tile, layer, values)
    return found


def _at(tile: Tile, layer: str, values: Array) -> Array:
    """What a tile sees of values (..., h, w) at a layer's positions."""
    return np.ascontiguousarray(values[(..., *_divided(tile.whole, STRIDE[layer]))])


def positions_by_layer(shape: tuple[int, int], guides: Guides | None) -> dict[str, NDArray[np.float64]]:
    """How many positions of a picture count for each region, by style layer."""
    if guides is None:
        return {layer: np.array([positions(layer, *shape)], np.float64) for layer in STYLE_LAYERS}
    return {layer: guides[layer].sum((1, 2, 3), dtype=np.float64) for layer in STYLE_LAYERS}


def _features_names(variant: Variant) -> dict[str, str]:
    """The outputs of the first pass that are the content layers' features, by layer."""
    return {layer: f"{layer}.features" for layer in variant.content_layers}


def _sum_names(variant: Variant) -> list[str]:
    """The outputs of the first pass that are sums over positions."""
    return [f"{layer}.{kind}" for layer in variant.style_layers for kind in ("gram_sum", "feature_sum")]


def _moments(
    variant: Variant, sums: Mapping[str, Array], counts: Mapping[str, NDArray[np.float64]]
) -> dict[str, Moments]:
    """By style layer, from the sums by their names."""
    return {
        layer: Moments(sums[f"{layer}.gram_sum"], sums[f"{layer}.feature_sum"], counts[layer])
        for layer in variant.style_layers
    }


def _cuts(length: int, core: int) -> list[slice]:
    """Even cuts at multiples of ALIGNMENT, none longer than `core`."""
    pieces = -(-length // core)
    step = -(-length // (pieces * ALIGNMENT)) * ALIGNMENT
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


def _seen(own: slice, length: int, core: int, halo: int, even: bool) -> slice:
    """What a tile sees of a side; with `even` equally much for all tiles, from a multiple of ALIGNMENT on."""
    start, stop = max(own.start - halo, 0), min(own.stop + halo, length)
    if even:
        seen = min(length, _cuts(length, core)[0].stop + 2 * halo + length % ALIGNMENT)
        start = min(start, length - seen)
        stop = start + seen
    return slice(start, stop)


def _divided(box: tuple[slice, slice], stride: int) -> tuple[slice, slice]:
    rows, columns = (slice(side.start // stride, side.stop // stride) for side in box)
    return rows, columns


def _relative(box: tuple[slice, slice], origin: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = (
        slice(side.start - base.start, side.stop - base.start) for side, base in zip(box, origin, strict=True)
    )
    return rows, columns
