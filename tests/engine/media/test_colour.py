"""Colours by their tags, against published numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.colour import Colour, from_srgb, to_srgb

BT709, BT601, SRGB, PQ, HLG = (
    Colour(1, 1, 1, 1), Colour(6, 6, 6, 1), Colour(1, 13, 1, 2), Colour(9, 16, 9, 1), Colour(9, 18, 9, 1)
)  # fmt: skip
WIDE = [PQ, HLG, Colour(9, 14, 9, 1), Colour(12, 13, 1, 2), Colour(11, 1, 1, 1), Colour(1, 8, 1, 1)]


def pixel(*values: float) -> np.ndarray:
    return np.array([[values]], np.float32)


@pytest.mark.parametrize("colour", [BT709, BT601, SRGB, Colour()])
def test_standard_video_is_taken_as_it_stands(colour: Colour) -> None:
    pixels = np.random.default_rng(0).random((4, 5, 4), np.float32)
    assert np.array_equal(to_srgb(pixels, colour), pixels)
    assert np.array_equal(from_srgb(pixels, colour), pixels)


@pytest.mark.parametrize("colour", WIDE)
def test_what_srgb_holds_comes_back(colour: Colour) -> None:
    pixels = np.random.default_rng(0).random((9, 8, 4), np.float32)
    np.testing.assert_allclose(to_srgb(from_srgb(pixels, colour), colour), pixels, atol=5e-6)


def test_white_is_the_reference_white_of_bt2408() -> None:
    np.testing.assert_allclose(from_srgb(pixel(1, 1, 1), PQ), 0.58, atol=0.001)
    np.testing.assert_allclose(from_srgb(pixel(1, 1, 1), HLG), 0.75, atol=0.001)


def test_what_is_brighter_than_white_is_white() -> None:
    np.testing.assert_allclose(to_srgb(pixel(0.9, 0.9, 0.9), PQ), 1, atol=1e-6)
    assert to_srgb(pixel(0.5, 0.5, 0.5), PQ).max() < 1


def test_primaries_are_converted_as_in_bt2087() -> None:
    # Linear light of BT.709's red in BT.2020: 0.6274, 0.0691, 0.0164.
    linear = from_srgb(pixel(1, 0, 0), Colour(9, 8, 9, 1))
    np.testing.assert_allclose(linear[0, 0], [0.6274, 0.0691, 0.0164], atol=1e-4)


def test_a_colour_outside_srgb_is_cut() -> None:
    shown = to_srgb(pixel(0, 1, 0), Colour(9, 14, 9, 1))
    assert shown.min() >= 0
    np.testing.assert_allclose(shown[0, 0], [0, 1, 0], atol=1e-6)
