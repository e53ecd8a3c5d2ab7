"""The presets' losses as data: which layers, which weights, how each term is normalised.

A preset turns targets (content features, Gram sums) into the scalar factors of
    loss = c Σ (F − C)²  +  Σ_l s_l Σ (n_l F Fᵀ − A_l)²  +  t TV(picture),
the one form that the graphs compute.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..arrays import Array
from ..options import Options
from . import total_variation

MAXIMUM_POOLS = "_max"
"""The end of the names of graphs with maximum pools."""


@dataclass(frozen=True)
class Preset:
    """One set of losses.

    Attributes
    ----------
    content_layer : the layer of the content loss
    content_weight : (content features) -> c
    gram_scale : (channels, positions, picture positions) -> n
    style_weight : (layer, target Gram A) -> s
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

    content_layer: str
    content_weight: Callable[[Array], float]
    gram_scale: Callable[[int, int, int], float]
    style_weight: Callable[[str, Array], float]
    variation: Callable[[Array], tuple[float, Array]]
    variation_weight: Callable[[int], float]
    style_size: str
    pyramid: bool
    matched_start: bool
    margin: int = 0
    evaluations: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    content_weight_scale: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})


def _energy(values: Array) -> float:
    return max(float(np.sum(np.square(values, dtype=np.float64))), 1e-12)


# Gatys et al. 2015 (arXiv:1508.06576) with the weights and means of jcjohnson/neural-style.
GATYS = Preset(
    content_layer="conv4_2",
    content_weight=lambda content: 5.0 / content.size,
    gram_scale=lambda channels, positions, _: 1.0 / (channels * positions),
    style_weight=lambda _, target: 100.0 / target.size,
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
    content_layer="conv5_2",
    content_weight=lambda _: 0.025,
    gram_scale=lambda _channels, _positions, picture: 1.0 / picture,
    style_weight=lambda _layer, _target: 1.0 / (5 * 4 * 3**2),
    variation=total_variation.powered,
    variation_weight=lambda _: 1e-3,
    style_size="shape",
    pyramid=False,
    matched_start=False,
    evaluations={"draft": (80,), "normal": (200,), "best": (600,)},
)

# Every term relative to the size of its target, so that one setting means the same for all pictures and sizes.
IMPASTO = Preset(
    content_layer="conv4_2",
    content_weight=lambda content: 0.3 / _energy(content),
    gram_scale=lambda _channels, positions, _picture: 1.0 / positions,
    style_weight=lambda _, target: 1.0 / _energy(target),
    variation=total_variation.squared,
    variation_weight=lambda values: 2 * 3e-4 / values,
    style_size="area",
    pyramid=True,
    matched_start=True,
    margin=8,
    evaluations={"draft": (40, 30, 15, 8, 6), "normal": (80, 80, 22, 12, 9, 7), "best": (150, 150, 60, 30, 20, 15)},
    content_weight_scale={256: 1.0, 512: 3.1, 1024: 4.7, 4096: 10.8},  # beyond 1024 not measured
)

STRENGTHS = {0.0: 1000.0, 25.0: 27.0, 50.0: 4.0, 75.0: 1.0, 100.0: 0.04}
"""Factors of the content weight: measured, so that a picture moves away from its content evenly (docs/STRENGTH.md)."""
USUAL_STRENGTH = Options().strength
"""Where the presets' own weights count."""

PRESETS = {"impasto": IMPASTO, "gatys": GATYS, "classic": CLASSIC}


def variant(options: Options) -> str:
    """What the names of these options' graphs end in: the content layer, and the pools if they are not average."""
    return PRESETS[options.preset].content_layer + (MAXIMUM_POOLS if options.pooling == "maximum" else "")


def content_layer(variant: str) -> str:
    """The content layer of a `variant`."""
    return variant.removesuffix(MAXIMUM_POOLS)


def strength_factor(options: Options) -> float:
    """What the content weight is multiplied by; evenly between the measured strengths."""
    return _between(STRENGTHS, options.strength)


def content_weight_scale(preset: Preset, width: int, height: int) -> float:
    """What the content weight is multiplied by at a level of this size; evenly between the logarithms of the sides."""
    by_logarithm = {math.log(side): factor for side, factor in preset.content_weight_scale.items()}
    return _between(by_logarithm, math.log(width * height) / 2)


def _between(measured: Mapping[float, float], place: float) -> float:
    """The factor at a place: interpolated on a log scale between those that were measured, by their places."""
    places, factors = zip(*measured.items(), strict=True)
    return float(np.exp(np.interp(place, places, np.log(factors))))
