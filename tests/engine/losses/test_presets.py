"""The presets' factors: what strength does, and that relative losses have no units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Options
from engine.losses.presets import (
    CLASSIC,
    COVARIANCE,
    FINISH,
    GATYS,
    IMPASTO,
    PRESETS,
    USUAL_STRENGTH,
    Emphasis,
    Preset,
    emphasis,
    strength_factor,
    variant,
)
from engine.losses.statistics import Target
from engine.runtime.layers import STYLE_LAYERS

RNG = np.random.default_rng(6)
FEATURES = RNG.random((1, 512, 4, 6), np.float32)
GRAM = (RNG.random((64, 64)) @ RNG.random((64, 64))).astype(np.float32)
TARGET = Target(GRAM, RNG.random((64, 1), np.float32))


def test_the_usual_strength_is_the_presets_own_weight() -> None:
    assert strength_factor(Options()) == strength_factor(Options(strength=USUAL_STRENGTH)) == pytest.approx(1)


@pytest.mark.parametrize("preset", PRESETS)
def test_strength_passes_through_what_was_measured(preset: str) -> None:
    measured = PRESETS[preset].strengths
    factors = {strength: strength_factor(Options(preset=preset, strength=strength)) for strength in measured}
    assert factors == pytest.approx(measured)
    assert (min(measured), max(measured)) == (0, 100)


def test_the_papers_presets_keep_their_strengths() -> None:
    """They were not calibrated anew: a saved recipe paints the same picture."""
    before = {0.0: 1000.0, 25.0: 27.0, 50.0: 4.0, 75.0: 1.0, 100.0: 0.04}
    assert GATYS.strengths == CLASSIC.strengths == before
    assert IMPASTO.strengths != before


@given(st.floats(0, 99), st.floats(0.01, 100))
def test_more_strength_is_less_weight_of_the_content_without_jumps(strength: float, step: float) -> None:
    weaker, stronger = (strength_factor(Options(strength=at)) for at in (strength, min(100.0, strength + step)))
    assert stronger < weaker < stronger * 1.25**step * 1.001


def test_every_preset_in_the_options_has_losses() -> None:
    assert set(Options.__dataclass_fields__["preset"].metadata["choices"]) == set(PRESETS)
    qualities = set(Options.__dataclass_fields__["quality"].metadata["choices"])
    for preset in PRESETS.values():
        assert set(preset.evaluations) == qualities
        assert sum(preset.evaluations["draft"]) < sum(preset.evaluations["normal"]) < sum(preset.evaluations["best"])


@pytest.mark.parametrize("factor", [1e-2, 1.0, 1e3])
@pytest.mark.parametrize("preset", [IMPASTO, FINISH])
def test_impasto_is_relative_to_its_targets(preset: Preset, factor: float) -> None:
    """Features and statistics of any size: a distance as large as the target itself costs the same."""

    def energy(values: Any) -> float:
        return float(np.sum(np.square(values, dtype=np.float64)))

    scaled, gram = np.float32(factor) * FEATURES, np.float32(factor) * GRAM
    target = Target(gram, np.float32(factor**0.5) * TARGET.mean)
    for layer in preset.variant.content_layers:
        expected = preset.content_weight(layer, FEATURES) * energy(FEATURES)
        assert preset.content_weight(layer, scaled) * energy(scaled) == pytest.approx(expected, rel=1e-4)
    for layer in STYLE_LAYERS:
        share = COVARIANCE if preset.whitens else 1
        assert preset.style_weight(layer, target, target) * energy(gram) == pytest.approx(share, rel=1e-4)
        assert preset.mean_weight is not None
        assert preset.mean_weight(layer, target, target) * energy(target.mean) == pytest.approx(1, rel=1e-4)


def test_a_flat_style_cannot_wipe_out_the_content() -> None:
    """Its covariance's term fades with it; a dark style's mean counts as half of the content's."""
    assert IMPASTO.mean_weight is not None
    usual = IMPASTO.style_weight("conv3_1", TARGET, TARGET)
    for share in (0.1, 0.01, 0.0):
        flat = Target(np.float32(share) * TARGET.matrix, np.float32(share) * TARGET.mean)
        weight = IMPASTO.style_weight("conv3_1", flat, TARGET)
        assert weight <= usual * max(share**2, 1e-6) / 0.2**4 * 1.01
        assert IMPASTO.mean_weight("conv3_1", flat, TARGET) == pytest.approx(
            4 * IMPASTO.mean_weight("conv3_1", TARGET, TARGET)
        )


def test_a_layer_of_one_position_has_no_covariance() -> None:
    """What rounding leaves of it is far from the weight of a covariance."""
    nothing = Target(np.zeros_like(GRAM), TARGET.mean)
    rounded = 1e-6 * float(np.sum(np.square(TARGET.mean)))
    assert IMPASTO.style_weight("conv5_1", nothing, nothing) * rounded**2 < 1e-5


def test_coarse_levels_are_held_more_tightly_to_their_content() -> None:
    """With the preset that works at several sizes; evenly between the sides that were measured."""
    factors = [emphasis(IMPASTO, side, True).scale for side in (64, 128, 256, 512, 4096)]
    assert factors == pytest.approx([2.2, 2.2, 1.5, 1, 1])
    assert emphasis(IMPASTO, 181, True).scale == pytest.approx((2.2 * 1.5) ** 0.5, rel=1e-3)
    for preset in (GATYS, CLASSIC, FINISH):
        assert emphasis(preset, 64, True) == emphasis(preset, 2048, True) == Emphasis()


def test_deep_layers_count_before_the_last_level() -> None:
    factors = [emphasis(IMPASTO, side, False).deep for side in (64, 128, 256, 512, 4096)]
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] > emphasis(IMPASTO, 512, True).deep == 0
    assert set(IMPASTO.deep_layers) < set(IMPASTO.variant.content_layers)
    assert not any(preset.deep_layers for preset in (GATYS, CLASSIC, FINISH))


@pytest.mark.parametrize("positions", [1, 100, 12345])
def test_impastos_grams_and_smoothness_are_means(positions: int) -> None:
    """A picture of twice the size has the same Gram matrices, and the same roughness for each value."""
    assert IMPASTO.gram_scale(64, positions, 7) * positions == pytest.approx(IMPASTO.gram_scale(64, 1, 7))
    assert IMPASTO.variation_weight(3 * positions) * positions == pytest.approx(IMPASTO.variation_weight(3))


def test_an_empty_target_has_a_finite_weight() -> None:
    empty = Target(np.zeros((64, 64), np.float32), np.zeros((64, 1), np.float32))
    for preset in (IMPASTO, FINISH):
        assert np.isfinite(preset.content_weight("conv4_2", np.zeros((1, 512, 2, 2), np.float32)))
        assert np.isfinite(preset.style_weight("conv1_1", empty, empty))
        assert np.isfinite((preset.mean_weight or preset.style_weight)("conv1_1", empty, empty))


def test_the_finish_has_no_content_of_the_networks() -> None:
    """What keeps the picture are its low frequencies; the shallow layers paint with the style at its own size."""
    assert FINISH.variant.content_layers == FINISH.matched_layers == ()
    assert FINISH.variant.style_layers == STYLE_LAYERS[:3]
    assert FINISH.keeps_low_frequencies and not IMPASTO.keeps_low_frequencies
    assert FINISH.style_size == "own"
    assert set(FINISH.evaluations) | {"none"} == set(Options.__dataclass_fields__["finish"].metadata["choices"])
    counts = [FINISH.evaluations[quality] for quality in ("draft", "normal", "best")]
    assert counts == sorted(set(counts))


@pytest.mark.parametrize(("preset", "usual"), [(IMPASTO, True), (FINISH, True), (GATYS, False), (CLASSIC, False)])
def test_the_pools_are_the_presets_unless_they_are_chosen(preset: Preset, usual: bool) -> None:
    assert variant(Options(), preset).maximum_pools is usual
    assert not variant(Options(pooling="average"), preset).maximum_pools
    assert variant(Options(pooling="maximum"), preset).maximum_pools


def test_gatys_takes_means() -> None:
    assert GATYS.content_weight("conv4_2", FEATURES) * FEATURES.size == pytest.approx(5)
    assert GATYS.style_weight("conv1_1", TARGET, TARGET) * GRAM.size == pytest.approx(100)
    assert GATYS.gram_scale(64, 300, 7) * 64 * 300 == pytest.approx(1)
    assert GATYS.variation_weight(7) == pytest.approx(1e-3)


def test_classic_divides_by_the_pictures_size_alone() -> None:
    """(1/5) Σ(G − A)² / (4 · 3² · (H W)²), shared out between the Grams' scale and the weight."""
    height, width = 30, 40
    for layer, channels in zip(STYLE_LAYERS, (64, 128, 256, 512, 512), strict=True):
        factor = CLASSIC.style_weight(layer, TARGET, TARGET) * CLASSIC.gram_scale(channels, 77, height * width) ** 2
        assert factor == pytest.approx(1 / 5 / (4 * 3**2 * (height * width) ** 2))
    assert CLASSIC.content_weight("conv5_2", FEATURES) == pytest.approx(0.025)
    assert CLASSIC.variation_weight(7) == pytest.approx(1e-3)
