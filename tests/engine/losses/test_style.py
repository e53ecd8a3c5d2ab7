"""Styles from pictures and what belongs to each."""

from __future__ import annotations

import numpy as np
import pytest

from engine import InputError
from engine.losses.style import Style, opacity, styles_of


def test_each_picture_gets_its_own() -> None:
    styles = styles_of(["a", "b"], [1.0, 3.0], [50.0, None], [None, "left"], ["part", None])
    assert styles == [Style("a", 1.0, 50.0, None, "part"), Style("b", 3.0, None, "left", None)]
    assert styles_of(["a"]) == [Style("a")]


def test_a_style_stays_as_it_is() -> None:
    style = Style("a", 2.0, 80.0)
    assert styles_of([style, "b"], [5.0, 6.0]) == [style, Style("b", 6.0)]


def test_conversion_keeps_weight_and_scale() -> None:
    style = Style("a", 2.0, 80.0, "region", None)
    assert style.converted(str.upper) == Style("A", 2.0, 80.0, "REGION", None)
    assert style.converted(str.upper, len) == Style("A", 2.0, 80.0, 6, None)


def test_a_count_that_does_not_fit() -> None:
    with pytest.raises(InputError, match="There are 1 style masks for 2 styles"):
        styles_of(["a", "b"], masks=["part"])


def test_opacity_of_a_picture_with_alpha_only() -> None:
    picture = np.random.default_rng(0).random((3, 4, 4), np.float32)
    assert np.array_equal(np.asarray(opacity(picture)), picture[..., 3])
    assert opacity(picture[..., :3]) is None
