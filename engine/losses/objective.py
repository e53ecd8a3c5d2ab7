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
from ..runtime.layers import SMALLEST, positions
from ..runtime.network import Network
from . import budget, cache, tiles
from .low_frequencies import LowFrequencies
from .presets import PRESETS, Preset, strength_factor, variant
from .regions import Regions, opacity_guides, propagated
from .statistics import Moments, Target, covariance, gram
from .style import Style, styles_of
from .temporal import Temporal, TemporalLoss


@dataclass(frozen=True)
class Evaluation:
    """One loss and gradient.

    Attributes
    ----------
    gradient : (3, H, W) float32, by the picture in 0..255
    content, total_variation : weighted terms of the loss; low frequencies that are kept count as content
    style : weighted term of each style layer
    temporal : weighted distance from what earlier frames say
    """

    gradient: Array
    content: float
    style: dict[str, float]
    total_variation: float
    temporal: float = 0.0

    @property
    def loss(self) -> float:
        """The sum of all terms."""
        return self.content + sum(self.style.values()) + self.total_variation + self.temporal


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
    matched : (H, W, 3), the content in the styles' colours, for the preset's `matched_layers`; default the content
    regions : which styles paint where, at the content's size; default all of them everywhere
    planned : how to work on the content; default what fits the memory limit now
    preset : the losses, if they are not those of the options
    initial : (3, H, W), the initial image, whose low frequencies are kept if the preset has a weight for them
    temporal : what earlier frames say of this one, at the content's size

    Attributes
    ----------
    memory : bytes that the plans of all pictures need; with this limit they would be the same

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
        matched: Array | None = None,
        regions: Regions | None = None,
        planned: budget.Budget | None = None,
        preset: Preset | None = None,
        initial: Array | None = None,
        temporal: Temporal | None = None,
    ) -> None:
        self.preset, self.network = preset or PRESETS[options.preset], network
        self.variant = variant(options, self.preset)
        self.shape = checked_shape(content, "The content")
        picture = to_planar(fill_transparent(content))
        count = len(regions.styles) if regions else 0
        self.budget = planned or budget.plan(self.shape, options, network.device, count, self.preset)
        self.memory = self.budget.memory
        self.plan: tiles.Plan = self.budget.plan
        features, own_moments = self.plan.statistics(self.network, self.variant, picture)
        if matched is not None and self.preset.matched_layers:
            recoloured, _ = self.plan.statistics(self.network, self.variant, to_planar(matched))
            features |= {layer: recoloured[layer] for layer in self.preset.matched_layers}
        self._inputs = {f"{layer}.content_target": target for layer, target in features.items()}
        for layer, target in features.items():
            weight = self.preset.content_weight(layer, target) * strength_factor(options) * content_weight_scale
            self._inputs[f"{layer}.content_weight"] = _scalar(weight)
        each = styles_of(styles, weights, scales)
        moments = [self._style_moments(style, options, reduction) for style in each]
        shares = np.array([style.weight for style in each], np.float64)
        groups = regions.styles if regions else (tuple(range(len(each))),)
        self._guides = propagated(regions.shares) if regions else None
        counts = tiles.positions_by_layer(self.shape, self._guides)
        statistic = gram if self.preset.mean_weight is None else covariance
        for layer, own in own_moments.items():
            targets = [statistic([moments[style][layer] for style in group], shares[list(group)]) for group in groups]
            self._inputs |= self._style_inputs(layer, targets, statistic([own], np.ones(1)), counts[layer])
        self._variation_weight = self.preset.variation_weight(picture.size) * options.smoothness / 100
        self._low_frequencies = LowFrequencies(initial) if initial is not None else None
        self._temporal = TemporalLoss(temporal) if temporal else None

    def loss_and_gradient(self, picture: Array) -> tuple[float, Array]:
        """Loss, and gradient (H, W, 3) float32, of a picture (H, W, 3) float32, RGB in 0..255."""
        evaluation = self.evaluate(np.ascontiguousarray(np.asarray(picture, np.float32).transpose(2, 0, 1)))
        return evaluation.loss, np.ascontiguousarray(evaluation.gradient.transpose(1, 2, 0))

    def evaluate(self, picture: Array) -> Evaluation:
        """Loss, its parts and gradient of a planar picture (3, H, W) float32, RGB in 0..255."""
        if picture.shape != (3, *self.shape):
            raise InputError(f"The picture is {picture.shape[2]} x {picture.shape[1]}, not as large as its content.")
        content, style, gradient = self.plan.objective(self.network, self.variant, picture, self._inputs, self._guides)
        variation = 0.0
        if self._variation_weight:
            variation, by_variation = self.preset.variation(picture)
            gradient += np.float32(self._variation_weight) * by_variation
        if self._low_frequencies and self.preset.low_frequencies:
            apart, by_low_frequencies = self._low_frequencies(picture)
            gradient += np.float32(self.preset.low_frequencies) * by_low_frequencies
            content += self.preset.low_frequencies * apart
        apart = 0.0
        if self._temporal:
            apart, by_temporal = self._temporal(picture)
            weight = self.preset.temporal_weight(picture.size, self._temporal.variance)
            gradient += np.float32(weight) * by_temporal
            apart *= weight
        return Evaluation(gradient, content, style, self._variation_weight * variation, apart)

    def _style_moments(self, style: Style[Array], options: Options, reduction: float) -> dict[str, Moments]:
        """Statistics of one style at the size that the preset shows it, over what is not transparent."""
        checked_shape(style.picture, "A style", 1)
        height, width = style_shape(style, self.shape, options, reduction, self.preset)
        shown = resize(style.picture, width, height)
        chosen = budget.plan((height, width), options, self.network.device, shown.shape[2] - 3, self.preset)
        self.memory = max(self.memory, chosen.memory)

        def compute() -> dict[str, Moments]:
            picture, guides = to_planar(fill_transparent(shown)), opacity_guides(shown)
            return chosen.plan.statistics(self.network, self.variant, picture, guides)[1]

        return cache.statistics(self.network, shown, (self.variant, chosen.plan), compute)

    def _style_inputs(
        self, layer: str, targets: Sequence[Target], content: Target, counts: NDArray[np.float64]
    ) -> dict[str, Array]:
        """The targets of a layer's regions, and the factors of its terms.

        A region's sums are divided by its own number of positions, and its loss counts as much as it has positions: so
        each position is pulled to its style as strongly as without regions, in a small one as in a large one. (The
        paper gives all regions the same weight.)
        """
        height, width = self.shape
        places = positions(layer, height, width)
        whole = places * self.preset.gram_scale(len(content.mean), places, height * width)
        present, counted = counts > 0, np.maximum(counts, 1e-6)
        with_mean = self.preset.mean_weight is not None
        *wanted, own = (_in_float32(target, whole, with_mean) for target in (*targets, content))
        weights = np.array([self.preset.style_weight(layer, target, own) for target in wanted])
        mean_weights = np.array([(self.preset.mean_weight or _none)(layer, target, own) for target in wanted])
        return {
            f"{layer}.gram_target": np.stack([target.matrix for target in wanted]),
            f"{layer}.gram_scale": _column(whole * present / counted),
            f"{layer}.weight": _column(weights * counts / places),
            f"{layer}.mean_target": np.stack([target.mean for target in wanted]),
            f"{layer}.mean_scale": _column(with_mean * present / counted),
            f"{layer}.mean_weight": _column(mean_weights * counts / places),
        }


def _in_float32(target: Target, scale: float, with_mean: bool) -> Target:
    """The matrix scaled; the mean as it is, or zeros."""
    return Target(np.asarray(scale * target.matrix, np.float32), np.asarray(with_mean * target.mean, np.float32))


def _none(*_: object) -> float:
    """The weight of means where only Gram matrices are compared."""
    return 0.0


def style_shape(
    style: Style[Array], content: tuple[int, int], options: Options, reduction: float, preset: Preset
) -> tuple[int, int]:
    """Height and width at which the preset shows a style to the network; at least SMALLEST each."""
    height, width = style.picture.shape[:2]
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
    graphs = variant(options)
    return graphs.graph("grams"), graphs.graph("guided" if guided else "whole")


def _scalar(value: float) -> Array:
    return np.array([value], np.float32)


def _column(values: NDArray[np.float64]) -> Array:
    """One number for each region, as the graphs take them: (R, 1, 1)."""
    return values.astype(np.float32).reshape(-1, 1, 1)
