"""The rectangles that the editor and the job speak of."""

from __future__ import annotations

import pytest
from common.pixels import Area


@pytest.mark.parametrize(
    "area, expected",
    [
        (Area(100, 100, 50, 40), Area(84, 84, 82, 72)),
        (Area(5, 100, 50, 100), Area(0, 84, 71, 116)),
        (Area(0, 0, 300, 200), Area(0, 0, 300, 200)),
        (Area(1000, 1000, 960, 480), Area(980, 980, 1000, 520)),
    ],
)
def test_context_is_added_as_far_as_the_layer_reaches(area, expected):
    size = (3000, 3000) if area.x == 1000 else (300, 200)
    assert area.with_context(*size) == expected
