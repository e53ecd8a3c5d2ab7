"""Styles: from pictures and one value each, and with other pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.errors import InputError
from engine.losses.style import Style, opacity, styles_of
from engine.options import OptionError


def test_styles_from_pictures() -> None:
    assert styles_of(["a", "b"]) == [Style("a", 1.0, None, None, None), Style("b")]
    assert styles_of(["a", "b"], [1.0, 2.0], [50.0, 100.0], [None, "r"], ["m", None]) == [
        Style("a", 1.0, 50.0, None, "m"),
        Style("b", 2.0, 100.0, "r", None),
    ]
    given = Style("a", 3.0)
    assert styles_of([given, "b"])[0] is given


@pytest.mark.parametrize("name", ["weights", "scales", "regions", "masks"])
def test_each_style_has_one_value(name: str) -> None:
    with pytest.raises(InputError, match=f"There are 1 style {name} for 2 styles"):
        styles_of(["a", "b"], **{name: [1.0]})  # type: ignore[arg-type]


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_weights_that_cannot_be_used(weight: float) -> None:
    with pytest.raises(InputError, match="A style weight cannot be"):
        styles_of(["a"], [weight])


def test_no_style_and_a_scale_out_of_range() -> None:
    with pytest.raises(InputError, match="There is no style"):
        styles_of([])
    with pytest.raises(OptionError, match="'style_scale' cannot be 500"):
        styles_of(["a"], scales=[500.0])


def test_pictures_are_converted_and_all_else_is_kept() -> None:
    style = Style("a", 2.0, 50.0, "r", None)
    assert style.converted(str.upper) == Style("A", 2.0, 50.0, "R", None)
    assert style.converted(str.upper, lambda mask: mask * 2) == Style("A", 2.0, 50.0, "rr", None)


def test_opacity_is_the_alpha_channel() -> None:
    pixels: Any = np.random.default_rng(1).random((3, 4, 4), np.float32)
    assert opacity(pixels[..., :3]) is None
    assert np.array_equal(opacity(pixels), pixels[..., 3])
