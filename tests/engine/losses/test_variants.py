"""Which graphs a variant names, and the margin that its layers need."""

from __future__ import annotations

import pytest

from engine.losses.variants import CLASSIC, FINISHING, GATYS, PAINTING, Variant


@pytest.mark.parametrize(("variant", "halo"), [(GATYS, 64), (CLASSIC, 80), (PAINTING, 64), (FINISHING, 16)])
def test_the_halo_is_that_of_the_deepest_layer(variant: Variant, halo: int) -> None:
    assert variant.halo == variant.with_pools("maximum").halo == halo


def test_graphs_are_named_by_kind_and_pools() -> None:
    assert GATYS.graph("whole") == "whole_conv4_2"
    assert PAINTING.with_pools("maximum").graph("tiled") == "tiled_painting_max"
    assert PAINTING.with_pools("maximum").with_pools("average") == PAINTING
