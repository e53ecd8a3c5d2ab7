"""The yardstick of painted pictures, against closed forms and VGG16 in NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from benchmarks.look import (
    AVERAGE,
    MAXIMUM,
    Distribution,
    Look,
    Yardstick,
    bicubic,
    bures,
    correlation,
    edge_strength,
    fine_energy,
    flat_areas,
    lattice,
    measured,
    same_area,
)
from engine.imaging import read_image, write_image
from engine.imaging.pixels import to_planar
from engine.losses.tiles import Whole
from engine.runtime.models import ensure_models
from engine.runtime.network import Network
from export.weights import load_weights
from tests import reference

SHAPE = (48, 64)


@pytest.fixture(scope="module")
def network() -> Network:
    """Sessions over the real graphs."""
    return Network(ensure_models())


@pytest.fixture
def noise() -> np.ndarray:
    """White noise, (96, 128)."""
    return np.random.default_rng(0).normal(128, 30, (96, 128))


def gaussian(mean: list[float], covariance: list[list[float]]) -> Distribution:
    """A distribution of two features."""
    return Distribution(np.array(mean), np.array(covariance))


def test_distance_of_uncorrelated_features_is_that_of_means_and_deviations() -> None:
    one, style = gaussian([1, 2], [[4, 0], [0, 9]]), gaussian([0, 4], [[1, 0], [0, 25]])
    assert bures(one, style) == pytest.approx((1 + 4 + (2 - 1) ** 2 + (3 - 5) ** 2) / 26)


def test_distance_of_two_correlated_features_agrees_with_the_closed_form() -> None:
    one, style = gaussian([0, 0], [[4, 1], [1, 3]]), gaussian([0, 0], [[2, -1], [-1, 5]])
    product = one.covariance @ style.covariance
    shared = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    assert bures(one, style) == pytest.approx((7 + 7 - 2 * shared) / 7)


def test_distance_to_itself_is_zero_even_without_full_rank() -> None:
    one = gaussian([3, 1], [[1, 2], [2, 4]])
    assert bures(one, one) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("period", [4, 6, 8])
def test_lattice_of_stripes_is_high(period: int, noise: np.ndarray) -> None:
    stripes = np.tile(128 + 20 * np.sin(2 * np.pi * np.arange(128) / period), (96, 1))
    assert lattice(stripes, np.ones(stripes.shape, bool)) > 0.9
    assert lattice(stripes.T, np.ones(stripes.T.shape, bool)) > 0.9
    assert lattice(noise, np.ones(noise.shape, bool)) < 0.1


def test_lattice_looks_at_flat_areas_only(noise: np.ndarray) -> None:
    photograph = np.full(noise.shape, 128.0)
    photograph[:, 64:] = noise[:, 64:]
    flat = flat_areas(photograph)
    painted = noise.copy()
    painted[:, 80:] = 128 + 20 * np.sin(2 * np.pi * np.arange(48) / 4)
    assert flat[:, :48].any() and not flat[:, 80:].any()
    assert lattice(painted, flat) < 0.15


def test_edges_of_a_brighter_picture_correlate_and_those_of_noise_do_not(noise: np.ndarray) -> None:
    other = np.random.default_rng(1).normal(128, 30, noise.shape)
    assert correlation(edge_strength(noise), edge_strength(0.5 * noise + 40)) == pytest.approx(1)
    assert abs(correlation(edge_strength(noise), edge_strength(other))) < 0.1


def test_fine_energy_counts_what_is_above_half_of_nyquist(noise: np.ndarray) -> None:
    across = np.arange(128)
    fine, coarse = (np.tile(20 * np.sin(2 * np.pi * across / period), (96, 1)) for period in (3.2, 8))
    assert fine_energy(fine) == pytest.approx(200)
    assert fine_energy(coarse + 100) == pytest.approx(0, abs=1e-9)
    assert fine_energy(gaussian_filter(noise, 2)) < 0.01 * fine_energy(noise)


def test_style_is_shown_at_the_area_of_the_picture() -> None:
    assert same_area((400, 100), (80, 180)) == (240, 60)


def test_texts_show_the_names_in_order() -> None:
    assert dict(zip(Look.names(), Look(0.0821, 0.614, 0.825, 0.1, 1.1).texts(), strict=True)) == {
        "style": "0.082",
        "content": "0.61",
        "edges": "0.82",
        "lattice": "0.10",
        "hf": "1.10",
    }


def test_distributions_agree_with_the_network_in_numpy(samples: Path, network: Network) -> None:
    picture = bicubic(read_image(samples / "content/cat.jpg").pixels, SHAPE)
    weights = reference.prepared(load_weights())
    for variant in (AVERAGE, MAXIMUM):
        _, moments = Whole().statistics(network, variant, to_planar(picture))
        expected = reference.features(
            picture * 255.0, weights, "conv5_1", maximum_pools=variant.maximum_pools, replicated_edges=True
        )
        for layer, sums in moments.items():
            found, values = Distribution.of(sums), expected[layer].reshape(len(expected[layer]), -1)
            wanted = np.cov(values, bias=True)
            np.testing.assert_allclose(found.mean, values.mean(1), rtol=1e-3, atol=1e-3 * values.mean())
            assert np.linalg.norm(found.covariance - wanted) < 1e-3 * np.linalg.norm(wanted)


def test_photograph_and_style_stand_at_the_ends(tmp_path: Path, samples: Path, network: Network) -> None:
    content, style = samples / "content/coffee.jpg", samples / "style/van_gogh_night_cafe.jpg"
    photograph = bicubic(read_image(content).pixels, SHAPE)
    write_image(tmp_path / "photograph.png", photograph)
    [found] = measured(content, style, [tmp_path / "photograph.png"], network)
    assert found.content < 0.02 and found.edges > 0.99 and found.style > 0.3
    painting = read_image(style).pixels
    shape = same_area(painting.shape[:2], SHAPE)
    own = Yardstick(photograph, painting, shape, network).measure(bicubic(painting, shape))
    assert own.style == pytest.approx(0, abs=0.01) and own.hf == pytest.approx(1) and own.content > 0.8
