"""Areas, and bands of pixels without NumPy."""

from __future__ import annotations

from array import array

import pytest
from common import pixels
from common.errors import EngineError
from common.pixels import Area, Picture


@pytest.mark.parametrize("width, height", [(1, 1), (7, 5), (3000, 2000), (2_000_000, 2)])
def test_bands_cover_every_row_once(width, height):
    rows = [row for top, count in pixels.bands(width, height, 4) for row in range(top, top + count)]
    assert rows == list(range(height))


def test_transparent_pixels_keep_their_colour_and_all_keep_their_alpha():
    before = array("f", [0.1, 0.2, 0.3, 0.0, 0.4, 0.5, 0.6, 0.5, 0.7, 0.8, 0.9, 0.0])
    painted = array("f", [1.0] * 12)
    kept = array("f", pixels.keep_transparency(painted.tobytes(), before.tobytes()))
    assert kept == array("f", [0.1, 0.2, 0.3, 0.0, 1.0, 1.0, 1.0, 0.5, 0.7, 0.8, 0.9, 0.0])


def test_transparency_is_kept_bit_for_bit_in_any_layout():
    before, painted = array("H", [7, 0, 9, 40001, 3, 1]), array("H", [100, 200, 300, 400, 500, 600])
    kept = array("H", pixels.keep_transparency(painted.tobytes(), before.tobytes(), channels=2, value_bytes=2))
    assert kept == array("H", [7, 0, 300, 40001, 500, 1])


def test_channels_are_added_and_left_out():
    rgb, rgba = array("f", [0.1, 0.2, 0.3] * 2).tobytes(), array("f", [0.1, 0.2, 0.3, 1.0] * 2).tobytes()
    assert pixels.with_channels(rgb, 3, 4) == rgba
    assert pixels.with_channels(rgba, 4, 3) == rgb
    assert pixels.with_channels(rgb, 3, 3) is rgb


def test_a_file_of_the_wrong_length_is_refused(tmp_path):
    path = tmp_path / "result.f32"
    path.write_bytes(bytes(4 * 3 * 4 - 1))
    with pytest.raises(EngineError, match=r"result\.f32 is incomplete"):
        list(pixels.read_bands(Picture(path, 2, 2, 3)))


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
