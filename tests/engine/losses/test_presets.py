"""The presets' factors: what strength does, and that relative losses have no units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Options
from engine.losses.presets import (
    CLASSIC,
    GATYS,
    IMPASTO,
    PRESETS,
    STRENGTHS,
    USUAL_STRENGTH,
    content_weight_scale,
    strength_factor,
)
from engine.runtime.layers import STYLE_LAYERS

RNG = np.random.default_rng(6)
FEATURES = RNG.random((1, 512, 4, 6), np.float32)
GRAM = (RNG.random((64, 64)) @ RNG.random((64, 64))).astype(np.float32)


def test_the_usual_strength_is_the_presets_own_weight() -> None:
    assert strength_factor(Options()) == strength_factor(Options(strength=USUAL_STRENGTH)) == pytest.approx(1)


def test_strength_passes_through_what_was_measured() -> None:
    assert {strength: strength_factor(Options(strength=strength)) for strength in STRENGTHS} == pytest.approx(STRENGTHS)
    assert (min(STRENGTHS), max(STRENGTHS)) == (0, 100)


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
def test_impasto_is_relative_to_its_targets(factor: float) -> None:
    """Features and Grams of any size: a distance as large as the target itself costs the same."""
    scaled, gram = np.float32(factor) * FEATURES, np.float32(factor) * GRAM
    costs = IMPASTO.content_weight(scaled) * float(np.sum(np.square(scaled, dtype=np.float64)))
    assert costs == pytest.approx(IMPASTO.content_weight(FEATURES) * float(np.sum(np.square(FEATURES))), rel=1e-4)
    for layer in STYLE_LAYERS:
        costs = IMPASTO.style_weight(layer, gram) * float(np.sum(np.square(gram, dtype=np.float64)))
        expected = IMPASTO.style_weight(layer, GRAM) * float(np.sum(np.square(GRAM, dtype=np.float64)))
        assert costs == pytest.approx(expected, rel=1e-4)


def test_a_large_picture_is_held_more_tightly_to_its_content() -> None:
    """With the preset that works at several sizes; evenly between the sides that were measured."""
    assert [content_weight_scale(IMPASTO, side, side) for side in (64, 256, 512, 1024)] == pytest.approx(
        [1, 1, 3.1, 4.7]
    )
    assert content_weight_scale(IMPASTO, 724, 724) == pytest.approx((3.1 * 4.7) ** 0.5, rel=1e-3)
    assert content_weight_scale(IMPASTO, 1024, 256) == pytest.approx(content_weight_scale(IMPASTO, 512, 512))
    assert content_weight_scale(GATYS, 64, 64) == content_weight_scale(GATYS, 2048, 2048) == 1


@pytest.mark.parametrize("positions", [1, 100, 12345])
def test_impastos_grams_and_smoothness_are_means(positions: int) -> None:
    """A picture of twice the size has the same Gram matrices, and the same roughness for each value."""
    assert IMPASTO.gram_scale(64, positions, 7) * positions == pytest.approx(IMPASTO.gram_scale(64, 1, 7))
    assert IMPASTO.variation_weight(3 * positions) * positions == pytest.approx(IMPASTO.variation_weight(3))


def test_an_empty_target_has_a_finite_weight() -> None:
    assert np.isfinite(IMPASTO.content_weight(np.zeros((1, 512, 2, 2), np.float32)))
    assert np.isfinite(IMPASTO.style_weight("conv1_1", np.zeros((64, 64), np.float32)))


def test_gatys_takes_means() -> None:
    assert GATYS.content_weight(FEATURES) * FEATURES.size == pytest.approx(5)
    assert GATYS.style_weight("conv1_1", GRAM) * GRAM.size == pytest.approx(100)
    assert GATYS.gram_scale(64, 300, 7) * 64 * 300 == pytest.approx(1)
    assert GATYS.variation_weight(7) == pytest.approx(1e-3)


def test_classic_divides_by_the_pictures_size_alone() -> None:
    """(1/5) Σ(G − A)² / (4 · 3² · (H W)²), shared out between the Grams' scale and the weight."""
    height, width = 30, 40
    for layer, channels in zip(STYLE_LAYERS, (64, 128, 256, 512, 512), strict=True):
        factor = CLASSIC.style_weight(layer, GRAM) * CLASSIC.gram_scale(channels, 77, height * width) ** 2
        assert factor == pytest.approx(1 / 5 / (4 * 3**2 * (height * width) ** 2))
    assert CLASSIC.content_weight(FEATURES) == pytest.approx(0.025)
    assert CLASSIC.variation_weight(7) == pytest.approx(1e-3)
