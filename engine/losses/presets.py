"""The presets' losses as data: which layers, which weights, how each term is normalised.

A preset turns targets (content features, style statistics) into the scalar factors of
    loss = Σ_l c_l Σ (F − C)²  +  Σ_l [s_l Σ (n_l F Fᵀ − m mᵀ − A)² + v_l Σ (m − M)²]  +  t TV(picture),
the one form that the graphs compute, F, C, A, m, M being a layer's. m is the mean of its features: covariances are
compared, and means. Without `mean_weight` m and M are 0: Gram matrices are compared. A preset that `whitens` compares
covariances after a partial whitening by the style's (statistics.partial_whitening).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..options import Options
from . import total_variation, variants
from .statistics import Target
from .variants import Variant

WIDE = {0.0: 1000.0, 25.0: 27.0, 50.0: 4.0, 75.0: 1.0, 100.0: 0.04}
EVEN = {0.0: 20.0, 25.0: 7.5, 50.0: 2.7, 75.0: 1.0, 100.0: 0.25}
"""Factors of the content weight by strength: where Gram matrices are compared, and measured for covariances, so that a
picture moves away from its content evenly (docs/STRENGTH.md)."""


@dataclass(frozen=True)
class Emphasis:
    """How the content counts while one level is painted.

    Attributes
    ----------
    scale : factor of the weights of all layers but the preset's `deep_layers`
    deep : factor of theirs; 0 at a last level
    """

    scale: float = 1.0
    deep: float = 0.0


@dataclass(frozen=True)
class Preset:
    """One set of losses.

    Attributes
    ----------
    variant : the graphs, with average pools
    pooling : the pools, average as the papers have them, or maximum, as the network was trained
    content_weight : (layer, content features C) -> c
    gram_scale : (channels, positions, picture positions) -> n
    style_weight : (layer, target A and M, the same of the content) -> s
    mean_weight : the same -> v; None to compare Gram matrices
    whitens : covariances are compared after a partial whitening
    matched_layers : content layers whose C is taken from the content with the style's colours
    variation : function of total_variation.py
    variation_weight : (picture's number of values) -> t
    style_size : "own", "area" (as large as the content) or "shape" (squashed to the content's shape)
    pyramid : coarse to fine by default
    matched_start : start from the content with the style's mean and covariance of colours
    keeps_low_frequencies : the picture's low frequencies stay those of the start, see low_frequencies.py
    low_frequency_gain : by how much more low frequencies move than others, see preconditioner.py
    temporal_weight : (picture's number of values, variance of the temporal target) -> factor of Σ c (x − t)²
    evaluations : by quality: for each level from the coarsest on; the last number serves all finer ones. Of a finish:
        of its only step, or of each one before the last, and of the last
    strengths : by strength: factor of the content's weight
    content_weight_scale : by the longest side of a level, in pixels: factor of the content's weight while it is painted
    deep_layers : content layers that do not count at a last level, and more where they show little, see balance.py
    deep_weight_scale : as `content_weight_scale`, of these layers
    """

    variant: Variant
    content_weight: Callable[[str, Array], float]
    gram_scale: Callable[[int, int, int], float]
    style_weight: Callable[[str, Target, Target], float]
    variation: Callable[[Array], tuple[float, Array]]
    variation_weight: Callable[[int], float]
    style_size: str
    pyramid: bool
    matched_start: bool
    pooling: str = "average"
    mean_weight: Callable[[str, Target, Target], float] | None = None
    whitens: bool = False
    matched_layers: tuple[str, ...] = ()
    keeps_low_frequencies: bool = False
    low_frequency_gain: float = 0.0
    temporal_weight: Callable[[int, float], float] = lambda values, _: 1e3 / values
    evaluations: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    strengths: Mapping[float, float] = field(default_factory=lambda: WIDE)
    content_weight_scale: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})
    deep_layers: tuple[str, ...] = ()
    deep_weight_scale: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})


def _energy(values: Array) -> float:
    return max(float(np.sum(np.square(values, dtype=np.float64))), 1e-12)


# Gatys et al. 2015 (arXiv:1508.06576) with the weights and means of jcjohnson/neural-style.
GATYS = Preset(
    variant=variants.GATYS,
    content_weight=lambda _, content: 5.0 / content.size,
    gram_scale=lambda channels, positions, _: 1.0 / (channels * positions),
    style_weight=lambda _layer, target, _content: 100.0 / target.matrix.size,
    variation=total_variation.squared,
    variation_weight=lambda _: 1e-3,
    style_size="own",
    pyramid=False,
    matched_start=False,
    evaluations={"draft": (100,), "normal": (300,), "best": (1000,)},
)

# The script of the walk-through: sums instead of means, Grams undivided; the division by the squared number of the
# picture's positions (H W)² and by 4 · 3² is split between scale and weight to stay in float32's comfort.
CLASSIC = Preset(
    variant=variants.CLASSIC,
    content_weight=lambda _layer, _content: 0.025,
    gram_scale=lambda _channels, _positions, picture: 1.0 / picture,
    style_weight=lambda _layer, _target, _content: 1.0 / (5 * 4 * 3**2),
    variation=total_variation.powered,
    variation_weight=lambda _: 1e-3,
    temporal_weight=lambda _values, _variance: 20.0,
    style_size="shape",
    pyramid=False,
    matched_start=False,
    evaluations={"draft": (80,), "normal": (200,), "best": (600,)},
)

FLAT = 0.2
"""A style whose covariance is smaller than this share of the content's is nearly of one colour."""
DARK = 0.5
"""A style's mean counts at least as much as this share of the content's."""
ROUNDING = 1e-3
"""A covariance below this share of the mean's products is rounding error: E[f fᵀ] and E[f] E[f]ᵀ are float32."""
TEMPORAL = 60.0
"""How much a frame's mean squared distance from its temporal target counts, relative to the target's variance."""
COVARIANCE = 0.77
"""How much the covariances count beside the means."""
CONTENT_WEIGHTS = {"conv3_1": 0.08, "conv4_2": 1.0, "conv5_1": 1.0}


def _covariance_weight(_layer: str, target: Target, content: Target) -> float:
    """Relative to the target's covariance; fading as that does where the style is flat, so that content remains.

    A style of one colour or of white paper has hardly any covariance. A distance relative to that alone would count
    for more than all other terms and wipe out the content.
    """
    rounding = ROUNDING**2 * _energy(target.mean) ** 2
    own, other = _energy(target.matrix) + rounding, _energy(content.matrix) + rounding
    return 1.0 / own if own >= FLAT**2 * other else max(own, 1e-12 * other) / (FLAT**2 * other) ** 2


def _mean_weight(_layer: str, target: Target, content: Target) -> float:
    return 1.0 / max(_energy(target.mean), DARK**2 * _energy(content.mean))


# Covariances and means instead of Gram matrices, every term relative to the size of its target, so that one setting
# means the same for all pictures and sizes. In a Gram matrix the mean, which says little of a painting's texture,
# outweighs the rest; without it the distance in style halves at the same distance from the content. conv3_1 keeps edges
# where they are, in the style's colours. The content weighs more at the coarse levels, which decide where things are:
# eyes and small subjects stay. Before the last level conv5_1 keeps doors of the painting out of dark corners: its
# features say more of things than of strokes.
IMPASTO = Preset(
    variant=variants.PAINTING,
    pooling="maximum",
    content_weight=lambda layer, content: 2.22 * CONTENT_WEIGHTS[layer] / _energy(content),
    gram_scale=lambda _channels, positions, _picture: 1.0 / positions,
    style_weight=lambda layer, target, content: COVARIANCE * _covariance_weight(layer, target, content),
    mean_weight=_mean_weight,
    whitens=True,
    matched_layers=("conv3_1",),
    variation=total_variation.squared,
    variation_weight=lambda values: 2 * 3e-4 / values,
    temporal_weight=lambda values, variance: TEMPORAL * 3 / (values * variance),
    style_size="area",
    pyramid=True,
    matched_start=True,
    low_frequency_gain=1.0,
    evaluations={"draft": (20, 20, 10, 6), "normal": (20, 30, 31, 14, 8), "best": (80, 60, 50, 30, 16)},
    strengths=EVEN,
    content_weight_scale={128: 2.2, 256: 1.5, 512: 1.0},
    deep_layers=("conv5_1",),
    deep_weight_scale={128: 2.0, 256: 1.2, 512: 0.4},
)

# Full size: strokes and canvas from the shallow layers, with the style at its own resolution. What keeps the picture is
# not the network but its low frequencies, see low_frequencies.py. Three evaluations are two steps, for the last one is
# of the loss alone; after a smaller size that was finished well, one long step is enough (docs/STRENGTH.md).
FINISH = dataclasses.replace(
    IMPASTO,
    variant=variants.FINISHING,
    style_weight=_covariance_weight,
    whitens=False,
    matched_layers=(),
    variation_weight=lambda _: 0.0,
    keeps_low_frequencies=True,
    low_frequency_gain=0.0,
    style_size="own",
    pyramid=False,
    matched_start=False,
    evaluations={"draft": (2, 2, 2), "normal": (3, 4, 2), "best": (6, 6, 6)},
    content_weight_scale={1: 1.0},
    deep_layers=(),
)

USUAL_STRENGTH = Options().strength
"""Where the presets' own weights count."""

PRESETS = {"impasto": IMPASTO, "gatys": GATYS, "classic": CLASSIC}


def variant(options: Options, preset: Preset | None = None) -> Variant:
    """The graphs for these options, and for another preset than theirs if one is given."""
    preset = preset or PRESETS[options.preset]
    return preset.variant.with_pools(preset.pooling if options.pooling == "preset" else options.pooling)


def strength_factor(options: Options, strength: NDArray[Any] | float | None = None) -> Any:
    """What the content weight is multiplied by; evenly between the measured strengths.

    For the options' strength, or, each by itself, for others.
    """
    return _between(PRESETS[options.preset].strengths, options.strength if strength is None else strength)


def emphasis(preset: Preset, longest: int, is_last: bool) -> Emphasis:
    """How the content counts at a level of this side; evenly between the logarithms of the sides."""

    def at(scales: Mapping[int, float]) -> float:
        return float(_between({math.log(side): factor for side, factor in scales.items()}, math.log(longest)))

    return Emphasis(at(preset.content_weight_scale), 0.0 if is_last else at(preset.deep_weight_scale))


def _between(measured: Mapping[float, float], place: NDArray[Any] | float) -> Any:
    """The factors at places: interpolated on a log scale between those that were measured, by their places."""
    places, factors = zip(*measured.items(), strict=True)
    return np.exp(np.interp(place, places, np.log(factors)))
