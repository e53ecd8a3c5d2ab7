"""Loss and gradient of one picture, whole or in tiles.

In: content, styles and options; then pictures. Out: loss, its parts, and the gradient by the picture.
Inside, pictures are planar: (3, H, W) float32, RGB 0..255.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..errors import InputError
from ..imaging.pixels import checked_shape, fill_transparent, to_planar
from ..optim.on_device import DeviceDescent
from ..options import Options
from ..runtime.network import Network
from . import budget, cache, tiles, total_variation
from .balance import balanced
from .presets import PRESETS, Emphasis, Preset, strength_factor, variant
from .regions import Regions, propagated
from .shown import show, style_moments
from .statistics import Moments, Target, covariance, gram, style_loss
from .strength_map import StrengthMap
from .style import Style, styles_of
from .temporal import Temporal, TemporalLoss

PATCHES, PATCH = 4, 128
"""A sample of a large picture: so many patches of so many pixels in each direction."""


@dataclass(frozen=True)
class Evaluation:
    """One loss and gradient.

    Attributes
    ----------
    gradient : (3, H, W) float32, by the picture in 0..255
    content, total_variation : weighted terms of the loss
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
    emphasis : how the content counts at this level of a pyramid, see `presets.emphasis`; default as at a last level
    matched : (H, W, 3), the content in the styles' colours, for the preset's `matched_layers`; default the content
    regions : which styles paint where, at the content's size; default all of them everywhere
    planned : how to work on the content; default what fits the memory limit now
    preset : the losses, if they are not those of the options
    known_moments : statistics of each style by layer, if they are known; the pictures of the styles are not looked at
    temporal : what earlier frames say of this one, at the content's size
    strength_map : how much of the strength each place gets, at the content's size; default all of it everywhere

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
        emphasis: Emphasis | None = None,
        matched: Array | None = None,
        regions: Regions | None = None,
        planned: budget.Budget | None = None,
        preset: Preset | None = None,
        known_moments: Sequence[Mapping[str, Moments]] | None = None,
        temporal: Temporal | None = None,
        strength_map: StrengthMap | None = None,
    ) -> None:
        self.preset, self.network = preset or PRESETS[options.preset], network
        self.variant = variant(options, self.preset)
        self.shape = checked_shape(content, "The content")
        picture = to_planar(fill_transparent(content))
        self.budget = planned or budget.plan(
            self.shape, options, network.device, guide_count(regions, strength_map), self.preset
        )
        self.memory = self.budget.memory
        self.plan: tiles.Plan = self.budget.plan
        features, own_moments = self._content_statistics(picture)
        if matched is not None and self.preset.matched_layers:
            recoloured, _ = self.plan.statistics(self.network, self.variant, to_planar(matched))
            features |= {layer: recoloured[layer] for layer in self.preset.matched_layers}
        self._inputs = self._content_inputs(features, emphasis or Emphasis(), strength_map, options)
        each = styles_of(styles, weights, scales)
        moments = known_moments or [self._style_moments(style, options, reduction) for style in each]
        shares = np.array([style.weight for style in each], np.float64)
        groups = regions.styles if regions else (tuple(range(len(each))),)
        self._guides = _guides(regions, strength_map)
        counts = self.plan.positions(self.shape, self._guides)
        statistic = gram if self.preset.mean_weight is None else covariance
        for layer, own in own_moments.items():
            targets = [statistic([moments[style][layer] for style in group], shares[list(group)]) for group in groups]
            self._inputs |= self._style_inputs(layer, targets, statistic([own], np.ones(1)), counts[layer])
        self._variation_weight = self.preset.variation_weight(picture.size) * options.smoothness / 100
        self._temporal = TemporalLoss(temporal) if temporal else None
        for value in self._inputs.values():
            value.flags.writeable = False  # a device keeps them: see Network.run_there

    def on_device(self, gain: float) -> DeviceDescent | None:
        """An optimiser whose vectors stay on the network's device, where that has memory for them.

        Whole pictures without guides and without temporal losses, with the squared total variation or none.
        """
        plan, network = self.plan, self.network
        squared = not self._variation_weight or self.preset.variation is total_variation.squared
        if not (isinstance(plan, tiles.Whole) and squared and network.device.memory):
            return None
        if self._guides is not None or self._temporal is not None:
            return None

        def losses(picture: Any) -> tuple[float, Any]:
            return plan.losses_there(network, self.variant, picture, self._inputs)

        return DeviceDescent(losses, network, self._variation_weight, gain)

    def _content_statistics(self, picture: Array) -> tuple[dict[str, Array], dict[str, Moments]]:
        """The content layers' features, and the content's moments; without content layers those of a sample."""
        if self.variant.content_layers:
            return self.plan.statistics(self.network, self.variant, picture)
        return tiles.Whole().statistics(self.network, self.variant, _sample(picture))

    def loss_and_gradient(self, picture: Array) -> tuple[float, Array]:
        """Loss, and gradient (H, W, 3) float32, of a picture (H, W, 3) float32, RGB in 0..255."""
        evaluation = self.evaluate(np.ascontiguousarray(np.asarray(picture, np.float32).transpose(2, 0, 1)))
        return evaluation.loss, np.ascontiguousarray(evaluation.gradient.transpose(1, 2, 0))

    def loss(self, picture: Array) -> float:
        """The loss of a planar picture alone: a third of the time of `evaluate`."""
        features, moments = self.plan.statistics(self.network, self.variant, self._checked(picture), self._guides)
        content = sum(self._content_loss(layer, found) for layer, found in features.items())
        loss = content + sum(style_loss(moments, self._inputs)[0].values())
        if self._variation_weight:
            loss += self._variation_weight * self.preset.variation(picture)[0]
        return loss + self._held(self._temporal, picture)[0] if self._temporal else loss

    def _content_inputs(
        self, features: Mapping[str, Array], emphasis: Emphasis, strength_map: StrengthMap | None, options: Options
    ) -> dict[str, Array]:
        """The content layers' targets and weights, and each position's weight where that is not the same for all."""
        maps = strength_map.content_maps(options, tuple(features)) if strength_map else {}
        found = {}
        for layer, target in features.items():
            deep = layer in self.preset.deep_layers
            factor = strength_factor(options) * (emphasis.deep if deep else emphasis.scale)
            found[f"{layer}.content_target"] = target
            found[f"{layer}.content_weight"] = _scalar(self.preset.content_weight(layer, target) * factor)
            if deep and factor:
                maps[layer] = maps.get(layer, tiles.EVERYWHERE) * balanced(target)
        return found | {f"{layer}.content_map": values for layer, values in maps.items()}

    def _content_loss(self, layer: str, features: Array) -> float:
        """The loss of one content layer, as the graphs compute it."""
        squares = np.square(features - self._inputs[f"{layer}.content_target"])
        squares *= self._inputs.get(f"{layer}.content_map", tiles.EVERYWHERE)
        return self._inputs[f"{layer}.content_weight"].item() * float(np.sum(squares, dtype=np.float64))

    def evaluate(self, picture: Array) -> Evaluation:
        """Loss, its parts and gradient of a planar picture (3, H, W) float32, RGB in 0..255."""
        content, style, gradient = self.plan.objective(
            self.network, self.variant, self._checked(picture), self._inputs, self._guides
        )
        variation = 0.0
        if self._variation_weight:
            variation, by_variation = self.preset.variation(picture)
            gradient += np.float32(self._variation_weight) * by_variation
        held = 0.0
        if self._temporal:
            held, by_temporal = self._held(self._temporal, picture)
            gradient += by_temporal
        return Evaluation(gradient, content, style, self._variation_weight * variation, held)

    def _held(self, temporal: TemporalLoss, picture: Array) -> tuple[float, Array]:
        """The weighted temporal loss and its gradient."""
        weight = self.preset.temporal_weight(picture.size, temporal.variance)
        apart, gradient = temporal(picture)
        gradient *= np.float32(weight)
        return weight * apart, gradient

    def _checked(self, picture: Array) -> Array:
        if picture.shape != (3, *self.shape):
            raise InputError(f"The picture is {picture.shape[2]} x {picture.shape[1]}, not as large as its content.")
        return picture

    def _style_moments(self, style: Style[Array], options: Options, reduction: float) -> dict[str, Moments]:
        """Statistics of one style at the size that the preset shows it."""
        shown = show(style, self.shape, options, reduction, self.preset, self.network.device)
        self.memory = max(self.memory, shown.memory)
        return cache.statistics(
            self.network,
            style.picture,
            (self.variant, shown.plan, shown.shape),
            lambda: style_moments(style, shown, self.network, self.variant),
        )

    def _style_inputs(
        self, layer: str, targets: Sequence[Target], content: Target, counts: NDArray[np.float64]
    ) -> dict[str, Array]:
        """The targets of a layer's regions, and the factors of its terms.

        A region's sums are divided by its own number of positions, and its loss counts as much as it has positions: so
        each position is pulled to its style as strongly as without regions, in a small one as in a large one. (The
        paper gives all regions the same weight.)
        """
        height, width = self.shape
        places = int(self.plan.positions(self.shape)[layer][0])
        whole = places * self.preset.gram_scale(len(content.mean), places, height * width)
        present, counted = counts > 0, np.maximum(counts, 1e-6)
        with_mean = self.preset.mean_weight is not None
        *wanted, own = (_in_float32(target, whole, with_mean) for target in (*targets, content))
        weights = np.array([self.preset.style_weight(layer, target, own) for target in wanted])
        mean_weights = np.array([(self.preset.mean_weight or _none)(layer, target, own) for target in wanted])
        whitenings = {}
        if self.preset.whitens:
            whitenings[f"{layer}.whitening"] = np.stack(
                [cache.whitening(self.network, target.matrix) for target in wanted]
            )
        return whitenings | {
            f"{layer}.gram_target": np.stack([target.matrix for target in wanted]),
            f"{layer}.gram_scale": _column(whole * present / counted),
            f"{layer}.weight": _column(weights * counts / places),
            f"{layer}.mean_target": np.stack([target.mean for target in wanted]),
            f"{layer}.mean_scale": _column(with_mean * present / counted),
            f"{layer}.mean_weight": _column(mean_weights * counts / places),
        }


def guide_count(regions: Regions | None, strength_map: StrengthMap | None) -> int:
    """How many guides each style layer has; 0 where all positions count for one style."""
    return len(regions.styles) if regions else int(strength_map is not None)


def _guides(regions: Regions | None, strength_map: StrengthMap | None) -> tiles.Guides | None:
    """How much each position counts for each region, by style layer; None where all count for one style."""
    if strength_map is None:
        return propagated(regions.shares) if regions else None
    share = strength_map.style_share()[None]
    return propagated(share * regions.shares if regions else share)


def _sample(picture: Array) -> Array:
    """Patches of a picture (3, H, W), side by side, that lie evenly over it; all of it where it is not larger.

    The content's moments alone tell which styles are flat beside it (presets.py); a sample shows that.
    """
    for axis, length in enumerate(picture.shape[1:], start=1):
        if length > PATCHES * PATCH:
            starts = np.linspace(0, length - PATCH, PATCHES).astype(int)
            picture = np.take(picture, (starts[:, None] + np.arange(PATCH)).ravel(), axis=axis)
    return picture


def _in_float32(target: Target, scale: float, with_mean: bool) -> Target:
    """The matrix scaled; the mean as it is, or zeros."""
    return Target(np.asarray(scale * target.matrix, np.float32), np.asarray(with_mean * target.mean, np.float32))


def _none(*_: object) -> float:
    """The weight of means where only Gram matrices are compared."""
    return 0.0


def graphs_of(options: Options, *, guided: bool = False) -> tuple[str, ...]:
    """The graphs that painting with these options needs, in regions or not, where the picture is not cut into tiles."""
    graphs = variant(options)
    return graphs.graph("grams"), graphs.graph("guided" if guided else "whole")


def _scalar(value: float) -> Array:
    return np.array([value], np.float32)


def _column(values: NDArray[np.float64]) -> Array:
    """One number for each region, as the graphs take them: (R, 1, 1)."""
    return values.astype(np.float32).reshape(-1, 1, 1)
