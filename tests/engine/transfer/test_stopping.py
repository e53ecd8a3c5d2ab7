"""When a fine level's picture is as near as the small one was, and what is done when only one distance is."""

from __future__ import annotations

import numpy as np
import pytest

from engine.losses.objective import Evaluation
from engine.transfer.stopping import MOST_AT_ONCE, TOLERANCE, Reference, RelativeLosses

REFERENCE = Reference(painted=RelativeLosses(0.2, 0.5), seen=RelativeLosses(0.3, 0.51))


def test_what_an_evaluation_says_is_freed_of_the_scale_of_the_content_weight() -> None:
    evaluation = Evaluation(np.zeros((3, 1, 1), np.float32), 0.6, {"conv1_1": 0.1, "conv2_1": 0.2}, 9.0)
    found = RelativeLosses.of(evaluation, 3.0)
    assert (found.style, found.content) == pytest.approx((0.3, 0.2))


@pytest.mark.parametrize(
    ("style", "content", "expected"), [(1.0, 1.0, True), (0.1, TOLERANCE, True), (1.1, 0.5, False), (0.5, 1.1, False)]
)
def test_both_distances_count(style: float, content: float, expected: bool) -> None:
    assert RelativeLosses(style, content).is_reached() is expected


@pytest.mark.parametrize("enlarged", [1.0, 1.5, 4.0, 16.0])
def test_seen_without_its_margin_a_large_picture_is_as_near_as_the_small_one(enlarged: float) -> None:
    border = 0.1 / enlarged
    found = REFERENCE.multiples(RelativeLosses(0.3 - border, 0.25), enlarged)
    assert (found.style, found.content) == pytest.approx((1.0, 0.5))


def test_a_border_never_brings_the_style_nearer() -> None:
    reference = Reference(painted=RelativeLosses(0.2, 0.5), seen=RelativeLosses(0.19, 0.5))
    assert reference.multiples(RelativeLosses(0.19, 0.5), 4.0).style == 1


@pytest.mark.parametrize(
    ("style", "content", "unbalanced"),
    [(0.9, 1.3, True), (1.3, 0.9, True), (1.2, 1.3, False), (0.9, 1.1, False), (1.0, 1.0, False)],
)
def test_weights_shift_towards_what_is_not_reached(style: float, content: float, unbalanced: bool) -> None:
    found = RelativeLosses(style, content)
    assert found.is_unbalanced() is unbalanced
    assert (found.shift() > 1) is (content > style)
    assert 1 / MOST_AT_ONCE <= found.shift() <= MOST_AT_ONCE
