"""The presets' losses as data: which layers, which weights, how each term is normalised.

A preset turns targets (content features, style statistics) into the scalar factors of
    loss = Σ_l c_l Σ (F − C)²  +  Σ_l [s_l Σ (n_l F Fᵀ − m mᵀ − A)² + v_l Σ (m − M)²]  +  t TV(picture),
the one form that the graphs compute, F, C, A, m, M being a layer's. m is the mean of its features: covariances are
compared, and means. Without `mean_weight` m and M are 0: Gram matrices are compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..arrays import Array
from ..options import Options
from . import total_variation, variants
from .variants import Variant


@dataclass(frozen=True)
class Preset:
    """One set of losses.

    Attributes
    ----------
    variant : the graphs, with average pools
    pooling : the pools, average as the papers have them, or maximum, as the network was trained
    content_weight : (layer, content features C) -> c
    gram_scale : (channels, positions, picture positions) -> n
    style_weight : (layer, target matrix A, the same of the content) -> s
    mean_weight : (layer, target mean M, the same of the content) -> v; None for Gram matrices
    variation : function of total_variation.py
    variation_weight : (picture's number of values) -> t
    style_size : "own", "area" (as large as the content) or "shape" (squashed to the content's shape)
    pyramid : coarse to fine by default
    matched_start : start from the content with the style's mean and covariance of colours
    margin : pixels by which the picture is mirrored outwards while it is worked on: the network's zero padding then
        draws its frame there and not on the picture
    evaluations : by quality: for each level from the coarsest on; the last number serves all finer ones
    content_weight_scale : by the side of a level, in pixels: factor of the content's weight while it is painted. Finer
        features are replaced more easily (docs/STRENGTH.md)
    """

    variant: Variant
    content_weight: Callable[[str, Array], float]
    gram_scale: Callable[[int, int, int], float]
    style_weight: Callable[[str, Array, Array], float]
    variation: Callable[[Array], tuple[float, Array]]
    variation_weight: Callable[[int], float]
    style_size: str
    pyramid: bool
    matched_start: bool
    pooling: str = "average"
    mean_weight: Callable[[str, Array, Array], float] | None = None
    margin: int = 0
    evaluations: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    content_weight_scale: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})


def _energy(values: Array) -> float:
    return max(float(np.sum(np.square(values, dtype=np.float64))), 1e-12)


# Gatys et al. 2015 (arXiv:1508.06576) with the weights and means of jcjohnson/neural-style.
GATYS = Preset(
    variant=variants.GATYS,
    content_weight=lambda _, content: 5.0 / content.size,
    gram_scale=lambda channels, positions, _: 1.0 / (channels * positions),
    style_weight=lambda _layer, target, _content: 100.0 / target.size,
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
    style_size="shape",
    pyramid=False,
    matched_start=False,
    evaluations={"draft": (80,), "normal": (200,), "best": (600,)},
)

FLATTEST = 0.2
"""A style whose covariance at a layer is smaller than this share of the content's, in norm, is flat there."""
LEAST_MEAN = 0.25
CONTENT_WEIGHTS = {"conv3_1": 0.15, "conv4_2": 1.0}


def _covariance_weight(_layer: str, target: Array, content: Array) -> float:
    """One over the target's squared norm; for a flat style less, by the fourth power of how flat it is.

    A style of one colour, or with much white paper, has hardly any covariance, and a distance relative to that alone
    would wipe out the content.
    """
    style, own = _energy(target), _energy(content)
    if style >= FLATTEST**2 * own:
        return 1.0 / style
    return max(style, 1e-12 * own) / (FLATTEST**2 * own) ** 2


def _mean_weight(_layer: str, target: Array, content: Array) -> float:
    return 1.0 / max(_energy(target), LEAST_MEAN * _energy(content))


# Covariances and means instead of Gram matrices, every term relative to the size of its target, so that one setting
# means the same for all pictures and sizes. The mean, which says little of a painting's texture, makes up most of a Gram
# matrix; without it the distance in style halves at the same distance from the content. The second content layer keeps
# edges where they are; coarse levels are held more to their content, because they decide where things are.
IMPASTO = Preset(
    variant=variants.PAINTING,
    pooling="maximum",
    content_weight=lambda layer, content: CONTENT_WEIGHTS[layer] / _energy(content),
    gram_scale=lambda _channels, positions, _picture: 1.0 / positions,
    style_weight=_covariance_weight,
    mean_weight=_mean_weight,
    variation=total_variation.squared,
    variation_weight=lambda values: 2 * 3e-4 / values,
    style_size="area",
    pyramid=True,
    matched_start=True,
    evaluations={"draft": (30, 20, 12, 8), "normal": (50, 40, 25, 15, 8), "best": (100, 80, 50, 30, 16)},
    content_weight_scale={128: 5.0, 256: 3.0, 512: 1.8},
)

STRENGTHS = {0.0: 64.0, 25.0: 16.0, 50.0: 4.0, 75.0: 1.0, 100.0: 0.25}
"""Factors of the content weight: measured, so that a picture moves away from its content evenly (docs/STRENGTH.md)."""
USUAL_STRENGTH = Options().strength
"""Where the presets' own weights count."""

PRESETS = {"impasto": IMPASTO, "gatys": GATYS, "classic": CLASSIC}


def variant(options: Options) -> Variant:
    """The graphs for these options."""
    preset = PRESETS[options.preset]
    return preset.variant.with_pools(preset.pooling if options.pooling == "preset" else options.pooling)


def strength_factor(options: Options) -> float:
    """What the content weight is multiplied by; evenly between the measured strengths."""
    return _between(STRENGTHS, options.strength)


def content_weight_scale(preset: Preset, longest: int) -> float:
    """What the content weight is multiplied by at a level of this side; evenly between the logarithms of the sides."""
    by_logarithm = {math.log(side): factor for side, factor in preset.content_weight_scale.items()}
    return _between(by_logarithm, math.log(longest))


def _between(measured: Mapping[float, float], place: float) -> float:
    """The factor at a place: interpolated on a log scale between those that were measured, by their places."""
    places, factors = zip(*measured.items(), strict=True)
    return float(np.exp(np.interp(place, places, np.log(factors))))
