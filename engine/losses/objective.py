"""Loss and gradient of one picture, whole or in tiles.

In: content, styles and options; then pictures. Out: loss, its parts, and the gradient by the picture.
Inside, pictures are planar: (3, H, W) float32, RGB 0..255.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..errors import InputError
from ..imaging.pixels import checked_shape, fill_transparent, resize, to_planar
from ..options import Options
from ..runtime.layers import SMALLEST, STYLE_LAYERS, positions
from ..runtime.network import Network
from . import budget, tiles
from .presets import PRESETS, strength_factor, variant
from .regions import Regions, opacity_guides, propagated
from .statistics import Gram
from .style import Style, styles_of


@dataclass(frozen=True)
class Evaluation:
    """One loss and gradient.

    Attributes
    ----------
    gradient : (3, H, W) float32, by the picture in 0..255
    content, total_variation : weighted terms of the loss
    style : weighted term of each style layer
    """

    gradient: Array
    content: float
    style: dict[str, float]
    total_variation: float

    @property
    def loss(self) -> float:
        """The sum of all terms."""
        return self.content + sum(self.style.values()) + self.total_variation


class Objective:
    """The losses of one picture against its targets, which are computed once, here.

    Parameters
    ----------
    content : (H, W, 3|4) float32, sRGB 0..1; the pictures to evaluate have its size
    styles : pictures or `Style`s, any sizes; their Grams are blended by weight; regions and masks are applied by the
        caller
    options : the preset and its settings
    network : sessions to share between objectives
    weights, scales : of each style, instead of `Style`s; see there
    reduction : how much smaller this is than the final picture (1 at the finest level of a pyramid); a style at its
        own size shrinks as much
    content_weight_scale : factor of the content's weight, see `presets.content_weight_scale`
    regions : which styles paint where, at the content's size; default all of them everywhere
    planned : how to work on the content; default what fits the memory limit now

    Attributes
    ----------
    memory : bytes that the plans of all pictures need; with this limit they would be the same
    content_weight_scale : as it is now

    Raises
    ------
    InputError
        A picture is too small for the network.
    """

    def __init__(
        self,
        content: Array,
        styles: Sequence[Array | Style[Array]],
        options: Options,
        network: Network,
        *,
        weights: Sequence[float] | None = None,
        scales: Sequence[float] | None = None,
        reduction: float = 1.0,
        content_weight_scale: float = 1.0,
        regions: Regions | None = None,
        planned: budget.Budget | None = None,
    ) -> None:
        self.preset, self.variant, self.network = PRESETS[options.preset], variant(options), network
        self.content_weight_scale = content_weight_scale
        self.shape = checked_shape(content, "The content")
        picture = to_planar(fill_transparent(content))
        count = len(regions.styles) if regions else 0
        self.budget = planned or budget.plan(self.shape, options, network.device, count)
        self.memory = self.budget.memory
        self.plan: tiles.Plan = self.budget.plan
        features, _ = self.plan.statistics(self.network, self.variant, picture)
        weight = self.preset.content_weight(features) * strength_factor(options)
        self._inputs = {"content_target": features, "content_weight": _scalar(weight * content_weight_scale)}
        each = styles_of(styles, weights, scales)
        grams = [self._style_grams(style, options, reduction) for style in each]
        shares = np.array([style.weight for style in each], np.float64)
        groups = regions.styles if regions else (tuple(range(len(each))),)
        self._guides = propagated(regions.shares) if regions else None
        counts = tiles.positions_by_layer(self.shape, self._guides)
        for layer in STYLE_LAYERS:
            targets = [_blended([grams[style][layer] for style in group], shares[list(group)]) for group in groups]
            self._inputs |= self._style_inputs(layer, targets, counts[layer])
        self._variation_weight = self.preset.variation_weight(picture.size) * options.smoothness / 100

    def loss_and_gradient(self, picture: Array) -> tuple[float, Array]:
        """Loss, and gradient (H, W, 3) float32, of a picture (H, W, 3) float32, RGB in 0..255."""
        evaluation = self.evaluate(np.ascontiguousarray(np.asarray(picture, np.float32).transpose(2, 0, 1)))
        return evaluation.loss, np.ascontiguousarray(evaluation.gradient.transpose(1, 2, 0))

    def evaluate(self, picture: Array) -> Evaluation:
        """Loss, its parts and gradient of a planar picture (3, H, W) float32, RGB in 0..255."""
        if picture.shape != (3, *self.shape):
            raise InputError(f"The picture is {picture.shape[2]} x {picture.shape[1]}, not as large as its content.")
        content, style, gradient = self.plan.objective(self.network, self.variant, picture, self._inputs, self._guides)
        variation, variation_gradient = self.preset.variation(picture)
        gradient += np.float32(self._variation_weight) * variation_gradient
        return Evaluation(gradient, content, style, self._variation_weight * variation)

    def scale_content_weight(self, factor: float) -> None:
        """Multiply the content's weight, from now on."""
        self.content_weight_scale *= factor
        self._inputs["content_weight"] = self._inputs["content_weight"] * np.float32(factor)

    def _style_grams(self, style: Style[Array], options: Options, reduction: float) -> dict[str, Gram]:
        """Gram sums of one style at the size that the preset shows it, over what is not transparent."""
        checked_shape(style.picture, "A style", 1)
        height, width = style_shape(style, self.shape, options, reduction)
        shown = resize(style.picture, width, height)
        picture, guides = to_planar(fill_transparent(shown)), opacity_guides(shown)
        chosen = budget.plan((height, width), options, self.network.device, 0 if guides is None else 1)
        self.memory = max(self.memory, chosen.memory)
        return chosen.plan.statistics(self.network, self.variant, picture, guides)[1]

    def _style_inputs(self, layer: str, targets: Sequence[Array], counts: NDArray[np.float64]) -> dict[str, Array]:
        """The targets of a layer's regions, given as Grams for each position, and the factors of its term.

        A region's Gram is divided by its own number of positions, and its loss counts as much as it has positions: so
        each position is pulled to its style as strongly as without regions, in a small one as in a large one. (The
        paper gives all regions the same weight.)
        """
        height, width = self.shape
        places = positions(layer, height, width)
        whole = places * self.preset.gram_scale(len(targets[0]), places, height * width)
        scaled = [np.asarray(whole * target, np.float32) for target in targets]
        present = counts > 0
        weights = [self.preset.style_weight(layer, target) for target in scaled]
        return {
            f"{layer}.gram_target": np.stack(scaled),
            f"{layer}.gram_scale": _column(whole * present / np.maximum(counts, 1e-6)),
            f"{layer}.weight": _column(np.array(weights) * counts / places),
        }


def _blended(grams: Sequence[Gram], weights: NDArray[np.float64]) -> Array:
    """The Gram for each position (C, C) of several styles, averaged by weight."""
    means = [gram.total[0] / gram.positions[0] for gram in grams]
    return np.asarray(np.average(means, axis=0, weights=weights))


def style_shape(style: Style[Array], content: tuple[int, int], options: Options, reduction: float) -> tuple[int, int]:
    """Height and width at which the preset shows a style to the network; at least SMALLEST each."""
    preset, (height, width) = PRESETS[options.preset], style.picture.shape[:2]
    if preset.style_size == "shape":
        return content
    scale = (style.scale or options.style_scale) / 100
    if preset.style_size == "area":
        scale *= (content[0] * content[1] / (height * width)) ** 0.5
    else:
        scale *= reduction
    return max(SMALLEST, round(height * scale)), max(SMALLEST, round(width * scale))


def graphs_of(options: Options, *, guided: bool = False) -> tuple[str, ...]:
    """The graphs that painting with these options needs, in regions or not, where the picture is not cut into tiles."""
    name = variant(options)
    return f"grams_{name}", f"guided_{name}" if guided else f"whole_{name}"


def _scalar(value: float) -> Array:
    return np.array([value], np.float32)


def _column(values: NDArray[np.float64]) -> Array:
    """One number for each region, as the graphs take them: (R, 1, 1)."""
    return values.astype(np.float32).reshape(-1, 1, 1)
